// Every key of the app, once: the sheet shows this list, keys are pressed by it, and the palette offers from it.

export interface Shortcut {
  id: string;
  group: string;
  /** As a person reads it. */
  keys: string;
  what: string;
  /** What the browser calls it: `Ctrl+k`, `Alt+ArrowUp`. */
  press?: string | readonly string[];
  /** What hears it while the focus is in it; without one the whole page does. */
  list?: List;
  /** It means something only as the key that it is, so the palette does not offer it. */
  asKey?: boolean;
  /** The sheet shows it where that action is possible: a dialogue cannot be open beside the sheet. */
  after?: string;
  /** A field that is typed into has its own meaning for it. */
  notWhileTyping?: boolean;
}

export type List =
  'tree' | 'assets' | 'files' | 'queue' | 'history' | 'films' | 'shots' | 'strip' | 'sound' | 'large' | 'editor';

const WALK = ['ArrowUp', 'ArrowDown', 'Home', 'End'] as const;

/** Actions without a key of their own are offered by the palette alone. */
export const CATALOGUE = [
  { id: 'tree.walk', group: 'Tree', keys: '↑ ↓', what: 'walk', list: 'tree', press: WALK },
  {
    id: 'tree.fold',
    group: 'Tree',
    keys: '← →',
    what: 'close, open',
    list: 'tree',
    press: ['ArrowLeft', 'ArrowRight']
  },
  { id: 'tree.rename', group: 'Tree', keys: 'F2', what: 'rename', list: 'tree', press: 'F2' },
  { id: 'tree.after', group: 'Tree', keys: 'N', what: 'new one after this', list: 'tree', press: 'n' },
  { id: 'tree.inside', group: 'Tree', keys: 'Shift N', what: 'new one in this', list: 'tree', press: 'Shift+n' },
  {
    id: 'tree.move',
    group: 'Tree',
    keys: 'Alt ↑ ↓',
    what: 'move among its siblings',
    list: 'tree',
    press: ['Alt+ArrowUp', 'Alt+ArrowDown']
  },
  {
    id: 'tree.parent',
    group: 'Tree',
    keys: 'Alt ← →',
    what: 'to the scene or chapter before, after',
    list: 'tree',
    press: ['Alt+ArrowLeft', 'Alt+ArrowRight']
  },
  { id: 'tree.duplicate', group: 'Tree', keys: 'Ctrl D', what: 'duplicate', list: 'tree', press: 'Ctrl+d' },
  { id: 'tree.delete', group: 'Tree', keys: 'Delete', what: 'delete', list: 'tree', press: 'Delete' },
  {
    id: 'tree.menu',
    group: 'Tree',
    keys: 'Shift F10',
    what: 'menu of what can be done',
    list: 'tree',
    press: ['Shift+F10', 'ContextMenu']
  },
  { id: 'tree.chapter', group: 'Tree', keys: '', what: 'new chapter' },
  { id: 'tree.renumber', group: 'Tree', keys: '', what: 'renumber chapters, scenes and shots' },
  {
    id: 'strip.walk',
    group: 'Overview',
    keys: '← →',
    what: 'walk the scenes of the film',
    list: 'strip',
    press: ['ArrowLeft', 'ArrowRight', 'Home', 'End']
  },
  { id: 'edit.undo', group: 'Film', keys: 'Ctrl Z', what: 'undo', press: 'Ctrl+z', notWhileTyping: true },
  {
    id: 'edit.redo',
    group: 'Film',
    keys: 'Ctrl Shift Z',
    what: 'redo',
    press: ['Ctrl+Shift+z', 'Ctrl+y'],
    notWhileTyping: true
  },
  { id: 'assets.walk', group: 'Assets', keys: '↑ ↓', what: 'walk', list: 'assets', press: WALK },
  {
    id: 'assets.fold',
    group: 'Assets',
    keys: '← →',
    what: 'close, open a folder',
    list: 'assets',
    press: ['ArrowLeft', 'ArrowRight']
  },
  { id: 'assets.open', group: 'Assets', keys: 'Enter', what: 'open', list: 'assets', press: 'Enter' },
  { id: 'assets.rename', group: 'Assets', keys: 'F2', what: 'rename', list: 'assets', press: 'F2' },
  { id: 'assets.delete', group: 'Assets', keys: 'Delete', what: 'delete', list: 'assets', press: 'Delete' },
  { id: 'sound.play', group: 'Sound', keys: 'Space', what: 'play, pause', list: 'sound', press: ' ' },
  {
    id: 'sound.seek',
    group: 'Sound',
    keys: '← →',
    what: 'five seconds back, on',
    list: 'sound',
    press: ['ArrowLeft', 'ArrowRight']
  },
  {
    id: 'sound.ends',
    group: 'Sound',
    keys: 'Home End',
    what: 'to the beginning, the end',
    list: 'sound',
    press: ['Home', 'End']
  },
  {
    id: 'files.walk',
    group: 'Files',
    keys: '↑ ↓',
    what: 'walk',
    list: 'files',
    press: [...WALK, 'PageUp', 'PageDown']
  },
  { id: 'files.open', group: 'Files', keys: 'Enter', what: 'open', list: 'files', press: ['Enter', 'ArrowRight'] },
  {
    id: 'files.up',
    group: 'Files',
    keys: '←',
    what: 'to the folder above',
    list: 'files',
    press: ['ArrowLeft', 'Backspace', 'Alt+ArrowUp']
  },
  {
    id: 'files.extend',
    group: 'Files',
    keys: 'Shift ↑ ↓',
    what: 'select more, less',
    list: 'files',
    press: ['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'].map((key) => `Shift+${key}`)
  },
  {
    id: 'files.pass',
    group: 'Files',
    keys: 'Ctrl ↑ ↓',
    what: 'walk and keep what is selected',
    list: 'files',
    press: ['Ctrl+ArrowUp', 'Ctrl+ArrowDown']
  },
  {
    id: 'files.toggle',
    group: 'Files',
    keys: 'Space',
    what: 'select this too, or no more',
    list: 'files',
    press: [' ', 'Ctrl+ ']
  },
  { id: 'files.all', group: 'Files', keys: 'Ctrl A', what: 'select all', list: 'files', press: 'Ctrl+a' },
  { id: 'files.one', group: 'Files', keys: 'Esc', what: 'select only this', list: 'files', press: 'Escape' },
  { id: 'files.move', group: 'Files', keys: 'F6', what: 'move to a folder', list: 'files', press: 'F6' },
  { id: 'files.rename', group: 'Files', keys: 'F2', what: 'rename', list: 'files', press: 'F2' },
  { id: 'files.delete', group: 'Files', keys: 'Delete', what: 'move to the trash', list: 'files', press: 'Delete' },
  { id: 'files.find', group: 'Files', keys: 'A – Z', what: 'to the next name that begins so', list: 'files' },
  { id: 'files.folder', group: 'Files', keys: 'F7', what: 'new folder', press: 'F7' },
  { id: 'files.add', group: 'Files', keys: '', what: 'add files to the folder' },
  { id: 'files.trash', group: 'Files', keys: '', what: 'show the trash, or the files again' },
  {
    id: 'documents.shot',
    group: 'Documents',
    keys: 'Ctrl Enter',
    what: 'to the shot of this line',
    list: 'editor',
    press: 'Ctrl+Enter'
  },
  { id: 'documents.save', group: 'Documents', keys: 'Ctrl S', what: 'save at once', list: 'editor', press: 'Ctrl+s' },
  { id: 'documents.breakdown', group: 'Documents', keys: '', what: 'break the screenplay down' },
  { id: 'documents.link', group: 'Documents', keys: '', what: 'link the selected lines to a shot' },
  { id: 'documents.print', group: 'Documents', keys: '', what: 'print the screenplay, or save it as PDF' },
  { id: 'documents.final-draft', group: 'Documents', keys: '', what: 'save the screenplay for Final Draft' },
  { id: 'documents.import', group: 'Documents', keys: '', what: 'import a screenplay' },
  {
    id: 'shot-list.walk',
    group: 'Shot list',
    keys: '↑ ↓ ← →',
    what: 'walk the cells',
    list: 'shots',
    press: [...WALK, 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown']
  },
  {
    id: 'shot-list.edit',
    group: 'Shot list',
    keys: 'Enter',
    what: 'change a cell; again: done',
    list: 'shots',
    press: ['Enter', 'F2']
  },
  {
    id: 'shot-list.fill',
    group: 'Shot list',
    keys: 'Ctrl D',
    what: 'the same as in the row above',
    list: 'shots',
    press: 'Ctrl+d'
  },
  { id: 'shot-list.print', group: 'Shot list', keys: '', what: 'print the shot list' },
  { id: 'shot-list.download', group: 'Shot list', keys: '', what: 'download the shot list as CSV' },
  { id: 'takes.newer', group: 'Takes', keys: '←', what: 'newer take', press: 'ArrowLeft' },
  { id: 'takes.older', group: 'Takes', keys: '→', what: 'older take', press: 'ArrowRight' },
  { id: 'takes.choose', group: 'Takes', keys: 'A', what: 'choose the shown take', press: 'a' },
  { id: 'takes.compare', group: 'Takes', keys: 'C', what: 'compare takes', press: 'c' },
  { id: 'takes.large', group: 'Takes', keys: 'F', what: 'large view', press: 'f' },
  {
    id: 'takes.rate',
    group: 'Takes',
    keys: '1 – 5',
    what: 'rate, 0 clears',
    press: ['0', '1', '2', '3', '4', '5'],
    asKey: true
  },
  {
    id: 'large.step',
    group: 'Large view',
    keys: '← →',
    what: 'newer, older take',
    list: 'large',
    press: ['ArrowLeft', 'ArrowRight'],
    after: 'takes.large'
  },
  {
    id: 'large.zoom',
    group: 'Large view',
    keys: '+ −',
    what: 'zoom',
    list: 'large',
    press: ['+', '=', '-'],
    after: 'takes.large'
  },
  {
    id: 'large.fit',
    group: 'Large view',
    keys: '0',
    what: 'fit into the window',
    list: 'large',
    press: '0',
    after: 'takes.large'
  },
  { id: 'takes.generate', group: 'Making', keys: 'G', what: 'generate takes', press: 'g' },
  { id: 'queue.show', group: 'Making', keys: 'Q', what: 'the queue', press: 'q' },
  {
    id: 'queue.walk',
    group: 'Queue',
    keys: '↑ ↓',
    what: 'walk the line',
    list: 'queue',
    press: ['ArrowUp', 'ArrowDown']
  },
  {
    id: 'queue.move',
    group: 'Queue',
    keys: 'Alt ↑ ↓',
    what: 'move in line',
    list: 'queue',
    press: ['Alt+ArrowUp', 'Alt+ArrowDown']
  },
  {
    id: 'queue.front',
    group: 'Queue',
    keys: 'Alt Home',
    what: 'to the front; End: to the back',
    list: 'queue',
    press: ['Alt+Home', 'Alt+End']
  },
  { id: 'queue.cancel', group: 'Queue', keys: 'Delete', what: 'cancel', list: 'queue', press: 'Delete' },
  { id: 'queue.pause', group: 'Queue', keys: 'P', what: 'pause all, go on', press: 'p' },
  { id: 'history.walk', group: 'History', keys: '↑ ↓', what: 'walk the diary', list: 'history', press: WALK },
  { id: 'history.checkpoint', group: 'History', keys: 'C', what: 'make a checkpoint', press: 'c' },
  { id: 'go.workspace', group: 'History', keys: 'H', what: 'back to the film’s shots', press: 'h' },
  { id: 'gallery.search', group: 'Films', keys: '/', what: 'search films', press: '/' },
  { id: 'films.rename', group: 'Films', keys: 'F2', what: 'rename the film', list: 'films', press: 'F2' },
  { id: 'films.duplicate', group: 'Films', keys: 'Ctrl D', what: 'duplicate the film', list: 'films', press: 'Ctrl+d' },
  {
    id: 'films.trash',
    group: 'Films',
    keys: 'Delete',
    what: 'move the film to the trash',
    list: 'films',
    press: 'Delete'
  },
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

export type ListAction<L extends List> = Extract<(typeof CATALOGUE)[number], { list: L }>['id'];

/** Groups with those of their keys that work, as the sheet shows them. */
export function keyGroups(works: (shortcut: Shortcut & { id: ActionId }) => boolean): [string, Shortcut[]][] {
  const groups = new Map<string, Shortcut[]>();
  for (const shortcut of SHORTCUTS)
    if (shortcut.keys && works(shortcut)) groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
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
  return SHORTCUTS.filter((shortcut) => !shortcut.list && isPressed(shortcut, pressed));
}

/** What a key means in a list that has the focus. */
export function shortcutIn(list: List, event: Pressed): (Shortcut & { id: ActionId }) | undefined {
  const letter = /^[a-z]$/i.test(event.key);
  const shifted = event.shiftKey && (letter || event.key.length > 1);
  const held = [(event.ctrlKey || event.metaKey) && 'Ctrl+', event.altKey && 'Alt+', shifted && 'Shift+'];
  const pressed = held.filter(Boolean).join('') + (letter ? event.key.toLowerCase() : event.key);
  return SHORTCUTS.find((shortcut) => shortcut.list === list && isPressed(shortcut, pressed));
}

const isPressed = ({ press }: Shortcut, pressed: string): boolean =>
  typeof press === 'string' ? press === pressed : !!press?.includes(pressed);
