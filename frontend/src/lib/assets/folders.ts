// Folders inside the categories of assets: how a list of assets is laid out in them, and what a person asks of them.
import { api, ask, type Schemas } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';
import { undoOf } from '#lib/undo/undo.svelte.ts';
import type { Asset, Category } from './assets.ts';

export interface FolderLine {
  kind: 'folder';
  /** Inside the category: `Harbour/Old pier`. */
  path: string;
  name: string;
  depth: number;
  /** Assets in it and in the folders in it. */
  count: number;
  open: boolean;
}
export type Line = FolderLine | { kind: 'asset'; asset: Asset; depth: number };

const rootOf = (category: Category) => `01_Assets/${category.charAt(0).toUpperCase()}${category.slice(1)}/`;

/** The folder that an asset lies in, inside its category. */
export function folderOf(asset: Asset): string {
  const root = rootOf(asset.category);
  const inside = asset.folder.startsWith(root) ? asset.folder.slice(root.length) : '';
  return inside.includes('/') ? inside.slice(0, inside.lastIndexOf('/')) : '';
}

/** Every folder of a category: those in the film's list, those that assets lie in, and those that these lie in. */
export function foldersOf(category: Category, listed: string[], assets: Iterable<Asset>): string[] {
  const root = rootOf(category);
  const known = listed.filter((place) => place.startsWith(root)).map((place) => place.slice(root.length));
  for (const asset of assets) if (asset.category === category) known.push(folderOf(asset));
  const all = new Set<string>();
  for (const path of known) {
    const parts = path.split('/').filter(Boolean);
    parts.forEach((_, n) => all.add(parts.slice(0, n + 1).join('/')));
  }
  return [...all].sort((a, b) => a.localeCompare(b));
}

/** Folders first, each with what is in it; the assets keep their order. `all`: also folders without any of the assets. */
export function laidOut(assets: Asset[], folders: string[], closed: ReadonlySet<string>, all: boolean): Line[] {
  const within = (above: string, depth: number): Line[] => {
    const start = above ? `${above}/` : '';
    const lines: Line[] = [];
    for (const path of folders.filter((one) => one.startsWith(start) && !one.slice(start.length).includes('/'))) {
      const count = assets.filter((asset) => `${folderOf(asset)}/`.startsWith(`${path}/`)).length;
      if (!count && !all) continue;
      const open = !closed.has(path);
      lines.push({ kind: 'folder', path, name: path.slice(start.length), depth, count, open });
      if (open) lines.push(...within(path, depth + 1));
    }
    for (const asset of assets) if (folderOf(asset) === above) lines.push({ kind: 'asset', asset, depth });
    return lines;
  };
  return within('', 0);
}

/** `New folder`, or the next that is free. */
export function freeName(above: string, folders: string[]): string {
  const start = above ? `${above}/` : '';
  const taken = new Set(folders.map((path) => path.toLowerCase()));
  for (let number = 1; ; number++) {
    const path = `${start}New folder${number > 1 ? ` ${number}` : ''}`;
    if (!taken.has(path.toLowerCase())) return path;
  }
}

const film = (projectId: string) => ({ params: { path: { project_id: projectId } } });
const assetOf = (projectId: string, assetId: string) => ({ project_id: projectId, asset_id: assetId });

export const addFolder = (projectId: string, category: Category, path: string) =>
  attempt(() =>
    ask(api.POST('/api/projects/{project_id}/asset-folders', { ...film(projectId), body: { category, path } }))
  );

export const moveFolder = (projectId: string, category: Category, from: string, to: string) =>
  attempt(() =>
    ask(api.POST('/api/projects/{project_id}/asset-folders/move', { ...film(projectId), body: { category, from, to } }))
  );

export const removeFolder = (projectId: string, category: Category, path: string) =>
  attempt(async () => {
    const params = { path: { project_id: projectId }, query: { category, path } };
    await ask(api.DELETE('/api/projects/{project_id}/asset-folders', { params }));
    undoOf(projectId).offer(`Removed the folder “${path}”`);
  });

export const moveAsset = (projectId: string, assetId: string, folder: string) =>
  attempt(() =>
    ask(
      api.POST('/api/projects/{project_id}/assets/{asset_id}/move', {
        params: { path: assetOf(projectId, assetId) },
        body: { folder }
      })
    )
  );

/** Give a file another name, or to another asset. */
export const moveFile = (projectId: string, assetId: string, name: string, move: Schemas['FileMoveTo']) =>
  attempt(() =>
    ask(
      api.POST('/api/projects/{project_id}/assets/{asset_id}/files/{name}/move', {
        params: { path: { ...assetOf(projectId, assetId), name } },
        body: move
      })
    )
  );
