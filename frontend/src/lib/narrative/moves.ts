// Where an element goes: by keys, or by being dropped on a row. Pure helpers over the tree and its rows.
import type { FilmTree } from '#lib/api/client.ts';
import type { Row } from './rows.ts';
import { applyChange, find, type ElementKind } from './tree.ts';

/** A place below a parent; `index` does not count the element that goes there. `null` is the film itself. */
export interface Target {
  parentId: string | null;
  index: number;
}

export type Direction = 'up' | 'down' | 'back' | 'on';

interface Parent {
  id: string | null;
  name: string;
  below: { id: string }[];
}

/** Everything that can hold an element of this kind, in the order of the film. */
export function parentsFor(tree: FilmTree, kind: ElementKind): Parent[] {
  if (kind === 'chapter') return [{ id: null, name: tree.name, below: tree.chapters }];
  if (kind === 'scene') return tree.chapters.map((one) => ({ id: one.id, name: one.name, below: one.scenes }));
  return tree.chapters.flatMap((chapter) =>
    chapter.scenes.map((one) => ({ id: one.id, name: one.name, below: one.shots }))
  );
}

/** One place up or down among its siblings; or back to the end of the parent before, on to the start of the next. */
export function step(tree: FilmTree, row: Row, direction: Direction): Target | undefined {
  const parents = parentsFor(tree, row.kind);
  const at = parents.findIndex((parent) => parent.below.some((one) => one.id === row.id));
  const here = parents[at];
  if (!here) return undefined;
  const index = here.below.findIndex((one) => one.id === row.id);
  if (direction === 'up') return index > 0 ? { parentId: here.id, index: index - 1 } : undefined;
  if (direction === 'down') return index < here.below.length - 1 ? { parentId: here.id, index: index + 1 } : undefined;
  const parent = parents[direction === 'back' ? at - 1 : at + 1];
  return parent && { parentId: parent.id, index: direction === 'back' ? parent.below.length : 0 };
}

/** The tree with an element at its new place; one that has it there already stays as it is. */
export function withMoved(tree: FilmTree, row: Row, target: Target): FilmTree {
  const change = { change: 'moved' as const, element: row.kind, id: row.id, ...target };
  return applyChange(tree, { ...change, item: null, shot: null, takes: [] });
}

/** The line that shows where a drop goes: on an edge of a row, or a row into which it goes. */
export interface DropLine {
  rowId: string;
  edge: 'above' | 'below' | 'into';
  depth: number;
}

const DEPTH: Record<ElementKind, number> = { chapter: 0, scene: 1, shot: 2 };

/** Where `dragged` goes when it is dropped on the upper or lower half of a row; nothing where it cannot go. */
export function dropOn(
  tree: FilmTree,
  rows: Row[],
  dragged: Row,
  over: Row,
  half: 'upper' | 'lower'
): { target: Target; line: DropLine } | undefined {
  const gap = gapAt(tree, dragged.kind, over, half);
  if (!gap) return undefined;
  const parent = parentsFor(tree, dragged.kind).find((one) => one.id === gap.parentId);
  if (!parent) return undefined;
  const from = parent.below.findIndex((one) => one.id === dragged.id);
  // Its own two gaps lead nowhere.
  if (from >= 0 && (gap.index === from || gap.index === from + 1)) return undefined;
  const index = from >= 0 && gap.index > from ? gap.index - 1 : gap.index;
  return { target: { parentId: gap.parentId, index }, line: lineOf(rows, parent, gap.index, DEPTH[dragged.kind]) };
}

/** The gap between siblings, the dragged element counted, to which a row's half stands. */
function gapAt(tree: FilmTree, kind: ElementKind, over: Row, half: 'upper' | 'lower'): Target | undefined {
  if (DEPTH[over.kind] === DEPTH[kind])
    return { parentId: over.parentId, index: over.position - 1 + (half === 'lower' ? 1 : 0) };
  if (DEPTH[over.kind] === DEPTH[kind] - 1) {
    const below = parentsFor(tree, kind).find((one) => one.id === over.id)?.below ?? [];
    return { parentId: over.id, index: over.open && over.hasChildren ? 0 : below.length };
  }
  if (DEPTH[over.kind] < DEPTH[kind]) return undefined;
  // A row inside a sibling: behind that sibling.
  const place = find(tree, over.id);
  const sibling = kind === 'chapter' ? place?.chapter : place?.scene;
  const parentId = kind === 'chapter' ? null : (place?.chapter.id ?? null);
  const siblings = parentsFor(tree, kind).find((one) => one.id === parentId)?.below ?? [];
  const at = siblings.findIndex((one) => one.id === sibling?.id);
  return at < 0 ? undefined : { parentId, index: at + 1 };
}

function lineOf(rows: Row[], parent: Parent, index: number, depth: number): DropLine {
  const next = parent.below[index];
  if (next && rows.some((row) => row.id === next.id)) return { rowId: next.id, edge: 'above', depth };
  const head = rows.findIndex((row) => row.id === parent.id);
  let last = parent.id === null ? rows.length - 1 : head;
  while (parent.id !== null && rows[last + 1] && rows[last + 1]!.depth >= depth) last++;
  const row = rows[last]!;
  return last === head ? { rowId: row.id, edge: 'into', depth } : { rowId: row.id, edge: 'below', depth };
}

/** What is said when an element has gone somewhere: `Mara waits is now 2 of 4 in Diner.` */
export function saidOf(tree: FilmTree, row: Row, { parentId, index }: Target): string {
  const parent = parentsFor(tree, row.kind).find((one) => one.id === parentId);
  const others = parent?.below.filter((one) => one.id !== row.id).length ?? 0;
  return `${row.name} is now ${Math.min(index, others) + 1} of ${others + 1} in ${parent?.name ?? 'the film'}.`;
}
