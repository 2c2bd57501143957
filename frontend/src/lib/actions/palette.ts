// What the palette lists for what was typed.
import { best } from './fuzzy.ts';
import { KINDS, type Item, type ItemKind } from './items.ts';

export const MOST_SHOWN = 60;
const RECENT_SHOWN = 6;
const ORDER: ItemKind[] = ['action', 'film', 'chapter', 'scene', 'shot', 'asset', 'document'];
/** Of two that fit equally, the one that is rarer in a film. */
const WEIGHT: Record<ItemKind, number> = {
  action: 2,
  film: 1.5,
  chapter: 1,
  scene: 1,
  shot: 0,
  asset: 0.5,
  document: 1
};
const LATELY = 4;

export interface Listing {
  groups: { title: string; items: Item[] }[];
  total: number;
}

/** Without a word: what was used lately, then everything to do, then films. With words: the best, by kind. */
export function listing(typed: string, items: readonly Item[], recent: readonly string[]): Listing {
  if (!typed.trim()) {
    const known = new Map(items.map((item) => [item.key, item]));
    const lately = recent.flatMap((key) => known.get(key) ?? []).slice(0, RECENT_SHOWN);
    const rest = items.filter((item) => !lately.includes(item) && (item.kind === 'action' || item.kind === 'film'));
    const groups = [{ title: 'Lately', items: lately }, ...byKind(rest.slice(0, MOST_SHOWN - lately.length))];
    return { groups: groups.filter((group) => group.items.length), total: lately.length + rest.length };
  }
  const bonus = (item: Item) => WEIGHT[item.kind] + (recent.includes(item.key) ? LATELY : 0);
  const found = best(typed, items, (item) => item.text, bonus, MOST_SHOWN);
  return { groups: byKind(found.best), total: found.total };
}

/** Kinds in the order of their best one. */
function byKind(items: readonly Item[]): Listing['groups'] {
  const kinds = [...new Set([...items.map((item) => item.kind), ...ORDER])];
  return kinds
    .map((kind) => ({ title: KINDS[kind], items: items.filter((item) => item.kind === kind) }))
    .filter((group) => group.items.length);
}
