// Which entries of a folder are selected: by click, with Ctrl and Shift, and with the keys.

export interface Selection {
  /** Paths of several; while it is empty, the one that is shown is the one that is selected. */
  readonly marked: ReadonlySet<string>;
  /** Where a range begins. */
  readonly anchor: string | undefined;
}

export const NONE: Selection = { marked: new Set(), anchor: undefined };

/** Paths that are selected, in the order of the list. */
export function selectedOf(order: readonly string[], { marked }: Selection, shown: string | undefined): string[] {
  if (marked.size) return order.filter((path) => marked.has(path));
  return shown !== undefined && order.includes(shown) ? [shown] : [];
}

/** One more, or one less. */
export function toggled(selection: Selection, path: string, shown: string | undefined): Selection {
  const marked = new Set(selection.marked.size || shown === undefined ? selection.marked : [shown]);
  if (!marked.delete(path)) marked.add(path);
  return { marked, anchor: path };
}

/** Everything from where the range began to here. */
export function ranged(
  order: readonly string[],
  selection: Selection,
  path: string,
  shown: string | undefined
): Selection {
  const anchor = [selection.anchor, shown, path].find((one) => one !== undefined && order.includes(one)) ?? path;
  const [from, to] = [order.indexOf(anchor), order.indexOf(path)].sort((a, b) => a - b) as [number, number];
  return { marked: new Set(order.slice(from, to + 1)), anchor };
}

export const allOf = (order: readonly string[], selection: Selection): Selection => ({
  marked: new Set(order),
  anchor: selection.anchor ?? order[0]
});
