// What can be done here and now. Whoever can do something offers it while it is on the screen.
import { untrack } from 'svelte';
import {
  shortcutIn,
  shortcutsOf,
  SHORTCUTS,
  type ActionId,
  type List,
  type ListAction,
  type Shortcut
} from './catalogue.ts';
import type { Item } from './items.ts';

type Run = (key: string) => unknown;
type Offer = { [Id in ActionId]?: Run | false | undefined };

let offers = $state.raw<readonly (() => Offer)[]>([]);
let heard = $state.raw<readonly (() => readonly ActionId[])[]>([]);
let finders = $state.raw<readonly (() => Item[])[]>([]);

/** Offer actions as long as the component lives; what is `false` or undefined is not possible just now. */
export function offer(what: () => Offer): void {
  $effect(() => {
    offers = [...untrack(() => offers), what];
    return () => (offers = offers.filter((one) => one !== what));
  });
}

/** What keys do in a list; `false` as an answer says that the key meant nothing there. */
type Does<L extends List> = { [Id in ListAction<L>]?: ((key: string, event: KeyboardEvent) => unknown) | false };

/** The keys of a list as long as the component lives. Returns what hears them: whether one of them was pressed. */
export function listKeys<L extends List>(list: L, what: () => Does<L>): (event: KeyboardEvent) => boolean {
  hears(() => (Object.entries(what()) as [ActionId, unknown][]).flatMap(([id, does]) => (does ? [id] : [])));
  return (event) => {
    const id = shortcutIn(list, event)?.id as ListAction<L> | undefined;
    const does = id && what()[id];
    if (!does || does(event.key, event) === false) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
}

/** Say which keys work in what binds them by itself, such as an editor, as long as the component lives. */
export function hears(ids: () => readonly ActionId[]): void {
  $effect(() => {
    heard = [...untrack(() => heard), ids];
    return () => (heard = heard.filter((one) => one !== ids));
  });
}

/** Whether a key does something on this page: that is what the sheet shows. */
export function works({ id, list, after }: Shortcut & { id: ActionId }): boolean {
  if (id === 'window.close') return true;
  if (after) return handlerOf(after as ActionId) !== undefined;
  return list ? heard.some((ids) => ids().includes(id)) : handlerOf(id) !== undefined;
}

/** Let the palette find these places as long as the component lives. */
export function offerPlaces(places: () => Item[]): void {
  $effect(() => {
    finders = [...untrack(() => finders), places];
    return () => (finders = finders.filter((one) => one !== places));
  });
}

export const offeredPlaces = (): Item[] => finders.flatMap((places) => places());
export const knowsPlaces = (): boolean => finders.length > 0;

/** What does an action now; the one who came last decides. */
export function handlerOf(id: ActionId): Run | undefined {
  for (const what of [...offers].reverse()) {
    const run = what()[id];
    if (run) return run;
  }
  return undefined;
}

export const offered = (): { shortcut: Shortcut; run: () => unknown }[] =>
  SHORTCUTS.flatMap((shortcut) => {
    const run = shortcut.asKey ? undefined : handlerOf(shortcut.id);
    return run ? [{ shortcut, run: () => run('') }] : [];
  });

/** Where text is typed: what takes no text, such as a tick box, has nothing of its own to undo. */
const OWN_UNDO =
  'textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=color])';

/** Do what a key means here. Letters belong to whoever is typing, and everything to an open dialogue. */
export function press(event: KeyboardEvent): void {
  const meant = shortcutsOf(event);
  if (!meant.length || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const held = event.ctrlKey || event.metaKey;
  if (!held && target.closest('input, textarea, select, [contenteditable]')) return;
  const typing = !!target.closest(OWN_UNDO);
  if (event.key.startsWith('Arrow') && target.closest('[role=tree], [role=listbox], [role=separator]')) return;
  const run = meant
    .filter((shortcut) => !shortcut.notWhileTyping || !typing)
    .map(({ id }) => handlerOf(id))
    .find((one) => one !== undefined);
  if (!run) return;
  event.preventDefault();
  run(event.key);
}

let palette = $state(false);
let sheet = $state(false);

export const windows = {
  get palette() {
    return palette;
  },
  set palette(open: boolean) {
    palette = open;
  },
  get sheet() {
    return sheet;
  },
  set sheet(open: boolean) {
    sheet = open;
  }
};
