// Every key of the app, once: the sheet shows this list, keys are pressed by it, and the palette offers from it.

export interface Shortcut {
  id: string;
  group: string;
  /** As a person reads it. */
  keys: string;
  what: string;
  /** What the browser calls it, where the whole page listens; a list's own keys have none. */
  press?: string | readonly string[];
  /** A field that is typed into has its own meaning for it. */
  notWhileTyping?: boolean;
}

/** Actions without a key of their own are offered by the palette alone. */
export const CATALOGUE = [
  { id: 'tree.walk', group: 'Tree', keys: '↑ ↓', what: 'walk' },
  { id: 'tree.fold', group: 'Tree', keys: '← →', what: 'close, open' },
  { id: 'tree.rename', group: 'Tree', keys: 'F2', what: 'rename' },
  { id: 'tree.after', group: 'Tree', keys: 'N', what: 'new one after this' },
  { id: 'tree.inside', group: 'Tree', keys: 'Shift N', what: 'new one in this' },
  { id: 'tree.move', group: 'Tree', keys: 'Alt ↑ ↓', what: 'move among its siblings' },
  { id: 'tree.parent', group: 'Tree', keys: 'Alt ← →', what: 'to the scene or chapter before, after' },
  { id: 'tree.duplicate', group: 'Tree', keys: 'Ctrl D', what: 'duplicate' },
  { id: 'tree.delete', group: 'Tree', keys: 'Delete', what: 'delete' },
  { id: 'tree.chapter', group: 'Tree', keys: '', what: 'new chapter' },
  { id: 'edit.undo', group: 'Film', keys: 'Ctrl Z', what: 'undo', press: 'Ctrl+z', notWhileTyping: true },
  {
    id: 'edit.redo',
    group: 'Film',
    keys: 'Ctrl Shift Z',
    what: 'redo',
    press: ['Ctrl+Shift+z', 'Ctrl+y'],
    notWhileTyping: true
  },
  { id: 'assets.walk', group: 'Assets', keys: '↑ ↓', what: 'walk' },
  { id: 'assets.fold', group: 'Assets', keys: '← →', what: 'close, open a folder' },
  { id: 'assets.open', group: 'Assets', keys: 'Enter', what: 'open' },
  { id: 'assets.rename', group: 'Assets', keys: 'F2', what: 'rename' },
  { id: 'assets.delete', group: 'Assets', keys: 'Delete', what: 'delete' },
  { id: 'files.walk', group: 'Files', keys: '↑ ↓', what: 'walk' },
  { id: 'files.open', group: 'Files', keys: 'Enter', what: 'open' },
  { id: 'files.up', group: 'Files', keys: '←', what: 'to the folder above' },
  { id: 'files.rename', group: 'Files', keys: 'F2', what: 'rename' },
  { id: 'files.delete', group: 'Files', keys: 'Delete', what: 'move to the trash' },
  { id: 'files.add', group: 'Files', keys: '', what: 'add files to the folder' },
  { id: 'files.trash', group: 'Files', keys: '', what: 'show the trash, or the files again' },
  { id: 'documents.shot', group: 'Documents', keys: 'Ctrl Enter', what: 'to the shot of this line' },
  { id: 'documents.save', group: 'Documents', keys: 'Ctrl S', what: 'save at once' },
  { id: 'documents.breakdown', group: 'Documents', keys: '', what: 'break the screenplay down' },
  { id: 'documents.link', group: 'Documents', keys: '', what: 'link the selected lines to a shot' },
  { id: 'documents.import', group: 'Documents', keys: '', what: 'import a screenplay' },
  { id: 'shot-list.walk', group: 'Shot list', keys: '↑ ↓ ← →', what: 'walk the cells' },
  { id: 'shot-list.edit', group: 'Shot list', keys: 'Enter', what: 'change a cell; again: done' },
  { id: 'shot-list.print', group: 'Shot list', keys: '', what: 'print the shot list' },
  { id: 'shot-list.download', group: 'Shot list', keys: '', what: 'download the shot list as CSV' },
  { id: 'takes.newer', group: 'Takes', keys: '←', what: 'newer take', press: 'ArrowLeft' },
  { id: 'takes.older', group: 'Takes', keys: '→', what: 'older take', press: 'ArrowRight' },
  { id: 'takes.choose', group: 'Takes', keys: 'A', what: 'choose the shown take', press: 'a' },
  { id: 'takes.compare', group: 'Takes', keys: 'C', what: 'compare takes', press: 'c' },
  { id: 'takes.large', group: 'Takes', keys: 'F', what: 'large view', press: 'f' },
  { id: 'takes.rate', group: 'Takes', keys: '1 – 5', what: 'rate, 0 clears' },
  { id: 'takes.generate', group: 'Making', keys: 'G', what: 'generate takes', press: 'g' },
  { id: 'queue.show', group: 'Making', keys: 'Q', what: 'the queue', press: 'q' },
  { id: 'queue.walk', group: 'Queue', keys: '↑ ↓', what: 'walk the line' },
  { id: 'queue.move', group: 'Queue', keys: 'Alt ↑ ↓', what: 'move in line' },
  { id: 'queue.front', group: 'Queue', keys: 'Alt Home', what: 'to the front' },
  { id: 'queue.cancel', group: 'Queue', keys: 'Delete', what: 'cancel' },
  { id: 'queue.pause', group: 'Queue', keys: 'P', what: 'pause all, go on', press: 'p' },
  { id: 'history.walk', group: 'History', keys: '↑ ↓', what: 'walk the diary' },
  { id: 'history.checkpoint', group: 'History', keys: 'C', what: 'make a checkpoint', press: 'c' },
  { id: 'go.workspace', group: 'History', keys: 'H', what: 'back to the film’s shots', press: 'h' },
  { id: 'gallery.search', group: 'Films', keys: '/', what: 'search films' },
  { id: 'gallery.new', group: 'Films', keys: '', what: 'new film' },
  { id: 'go.films', group: 'Go to', keys: '', what: 'all films' },
  { id: 'go.history', group: 'Go to', keys: 'H', what: 'the film’s history', press: 'h' },
  { id: 'go.files', group: 'Go to', keys: '', what: 'the film’s files' },
  { id: 'go.storage', group: 'Go to', keys: '', what: 'the film’s storage and large files' },
  { id: 'go.documents', group: 'Go to', keys: '', what: 'the film’s documents' },
  { id: 'go.shot-list', group: 'Go to', keys: '', what: 'the film’s shot list' },
  { id: 'go.film-settings', group: 'Go to', keys: '', what: 'the film’s settings' },
  { id: 'go.settings', group: 'Go to', keys: '', what: 'the studio’s settings' },
  { id: 'go.health', group: 'Go to', keys: '', what: 'the studio’s health' },
  { id: 'settings.save', group: 'Settings', keys: 'Ctrl S', what: 'save', press: 'Ctrl+s' },
  { id: 'window.palette', group: 'Window', keys: 'Ctrl K', what: 'find anything, do anything', press: 'Ctrl+k' },
  { id: 'window.left', group: 'Window', keys: 'Ctrl [', what: 'left panel', press: 'Ctrl+[' },
  { id: 'window.right', group: 'Window', keys: 'Ctrl ]', what: 'right panel', press: 'Ctrl+]' },
  { id: 'window.sheet', group: 'Window', keys: '?', what: 'all keys', press: '?' },
  { id: 'window.light', group: 'Window', keys: '', what: 'light theme' },
  { id: 'window.dark', group: 'Window', keys: '', what: 'dark theme' },
  { id: 'window.system', group: 'Window', keys: '', what: 'theme as the system' },
  { id: 'window.close', group: 'Window', keys: 'Esc', what: 'close what is open' }
] as const satisfies readonly Shortcut[];

export type ActionId = (typeof CATALOGUE)[number]['id'];
export const SHORTCUTS: readonly (Shortcut & { id: ActionId })[] = CATALOGUE;

/** Groups with their keys, as the sheet shows them. */
export function keyGroups(): [string, Shortcut[]][] {
  const groups = new Map<string, Shortcut[]>();
  for (const shortcut of SHORTCUTS)
    if (shortcut.keys) groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  return [...groups];
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What a key may mean for the whole page; which of it depends on what is possible there. */
export function shortcutsOf(event: Pressed): (Shortcut & { id: ActionId })[] {
  if (event.altKey) return [];
  const held = event.ctrlKey || event.metaKey;
  // What needs Shift on one keyboard does not on another, so only letters ask for its absence.
  if (event.shiftKey && !held && /^[a-z]$/i.test(event.key)) return [];
  const pressed = held ? `Ctrl+${event.shiftKey ? `Shift+${event.key.toLowerCase()}` : event.key}` : event.key;
  return SHORTCUTS.filter(({ press }) => (typeof press === 'string' ? press === pressed : press?.includes(pressed)));
}
