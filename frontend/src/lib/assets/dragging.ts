// Dragging: files from the desktop onto assets and folders, assets onto shots, files onto folders.
import type { Attachment } from 'svelte/attachments';
import { droppedTree, type DroppedTree } from './dropped-tree.ts';

const ASSET = 'application/x-auteur-asset';
const FILE = 'application/x-auteur-file';
const PICTURE = 'application/x-auteur-picture';
const FOLDER = 'application/x-auteur-asset-folder';

/** Let an element be dragged as an asset. */
export const dragsAsset = (assetId: string): Attachment<HTMLElement> => drags(ASSET, assetId, 'link');

/** Let an element be dragged as a file or folder of the film. */
export const dragsPath = (path: string): Attachment<HTMLElement> => drags(FILE, path, 'move');

/** Let an element be dragged as several of them; which ones is asked when the drag begins. */
export const dragsPaths = (paths: () => string[]): Attachment<HTMLElement> => drags(FILE, paths, 'move');

/** Let an element be dragged as a folder of assets. */
export const dragsFolder = (id: string): Attachment<HTMLElement> => drags(FOLDER, id, 'move');

/** Let an element be dragged as a picture that has no place yet. */
export const dragsPicture = (id: string): Attachment<HTMLElement> => drags(PICTURE, id, 'move');

/** Let such pictures be dropped on an element. */
export const takesPictures = (ondrop: (id: string) => void): Attachment<HTMLElement> =>
  target(PICTURE, 'move', (data) => ondrop(data.getData(PICTURE)));

/** Let folders of assets be dropped on an element. */
export const takesFolders = (ondrop: (id: string) => void): Attachment<HTMLElement> =>
  target(FOLDER, 'move', (data) => ondrop(data.getData(FOLDER)));

/** Let files and folders of the film be dropped on an element. */
export const takesPath = (ondrop: (path: string) => void): Attachment<HTMLElement> =>
  target(FILE, 'move', (data) => ondrop(data.getData(FILE)));

/** The same for several at once. */
export const takesPaths = (ondrop: (paths: string[]) => void): Attachment<HTMLElement> =>
  target(FILE, 'move', (data) => ondrop(data.getData(FILE).split('\n')));

function drags(kind: string, what: string | (() => string[]), effect: 'link' | 'move'): Attachment<HTMLElement> {
  return (element) => {
    element.draggable = true;
    const start = (event: DragEvent) => {
      event.dataTransfer?.setData(kind, typeof what === 'string' ? what : what().join('\n'));
      if (event.dataTransfer) event.dataTransfer.effectAllowed = effect;
    };
    element.addEventListener('dragstart', start);
    return () => {
      element.draggable = false;
      element.removeEventListener('dragstart', start);
    };
  };
}

/** Let assets be dropped on an element. */
export const takesAssets = (ondrop: (assetId: string) => void): Attachment<HTMLElement> =>
  target(ASSET, 'link', (data) => ondrop(data.getData(ASSET)));

/** Let files be dropped on an element. */
export const takesFiles = (ondrop: (files: File[]) => void): Attachment<HTMLElement> =>
  target('Files', 'copy', (data) => {
    const files = [...data.items]
      .filter((item) => !item.webkitGetAsEntry()?.isDirectory)
      .map((item) => item.getAsFile())
      .filter((file) => file !== null);
    if (files.length) ondrop(files);
  });

/** Let files and whole folders be dropped on an element. */
export const takesTrees = (ondrop: (tree: Promise<DroppedTree>) => void): Attachment<HTMLElement> =>
  target('Files', 'copy', (data) => ondrop(droppedTree(data)));

/** While something that fits is over the element, it has `data-drop`. */
function target(
  kind: string,
  effect: 'link' | 'copy' | 'move',
  ondrop: (data: DataTransfer) => void
): Attachment<HTMLElement> {
  return (element) => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes(kind)) return;
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = effect;
      element.dataset.drop = '';
    };
    const leave = () => delete element.dataset.drop;
    const drop = (event: DragEvent) => {
      leave();
      if (!event.dataTransfer?.types.includes(kind)) return;
      event.preventDefault();
      event.stopPropagation();
      ondrop(event.dataTransfer);
    };
    element.addEventListener('dragover', over);
    element.addEventListener('dragleave', leave);
    element.addEventListener('drop', drop);
    return () => {
      element.removeEventListener('dragover', over);
      element.removeEventListener('dragleave', leave);
      element.removeEventListener('drop', drop);
    };
  };
}
