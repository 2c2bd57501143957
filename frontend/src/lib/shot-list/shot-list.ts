// The film's shots as a table: its columns, what a cell says, and the order that a person asks for.
import type { Schemas } from '#lib/api/client.ts';

export type ShotRow = Schemas['ShotRow'];
export type ShotChange = Schemas['ShotChange'];
type Field =
  | 'name'
  | 'size'
  | 'angle'
  | 'lens'
  | 'movement'
  | 'description'
  | 'cast'
  | 'location'
  | 'timeOfDay'
  | 'durationSeconds';
export type ColumnId = Field | 'slate' | 'state';
export type CellValue = string | number | string[] | null;

export interface Column {
  id: ColumnId;
  title: string;
  /** What is written there goes into this field of the shot; without it the cell is only read. */
  field?: Field;
  /** Numbers stand on the right. */
  number?: boolean;
  wide?: boolean;
}

export const COLUMNS: readonly Column[] = [
  { id: 'slate', title: 'Slate' },
  { id: 'name', title: 'Name', field: 'name' },
  { id: 'size', title: 'Size', field: 'size' },
  { id: 'angle', title: 'Angle', field: 'angle' },
  { id: 'lens', title: 'Lens', field: 'lens', number: true },
  { id: 'movement', title: 'Movement', field: 'movement' },
  { id: 'description', title: 'Description', field: 'description', wide: true },
  { id: 'cast', title: 'Cast', field: 'cast' },
  { id: 'location', title: 'Location', field: 'location' },
  { id: 'timeOfDay', title: 'Time', field: 'timeOfDay' },
  { id: 'durationSeconds', title: 'Seconds', field: 'durationSeconds', number: true },
  { id: 'state', title: 'State' }
];

const STATES: Record<ShotRow['state'], string> = {
  idle: 'no takes',
  generating: 'a take is on its way',
  error: 'the last take failed',
  completed: 'has takes'
};

/** A cell as it is read. */
export function told(row: ShotRow, column: ColumnId): string {
  if (column === 'cast') return row.cast.join(', ');
  if (column === 'state') return STATES[row.state];
  const value = row[column];
  return value === null || value === undefined ? '' : String(value);
}

export interface Sorting {
  column: ColumnId;
  down: boolean;
}

/** In the order of a column, what is empty last; without one, in the order of the film. */
export function sorted(rows: readonly ShotRow[], sorting: Sorting | undefined): ShotRow[] {
  if (!sorting || (sorting.column === 'slate' && !sorting.down)) return [...rows];
  if (sorting.column === 'slate') return [...rows].reverse();
  const { column, down } = sorting;
  const isNumber = COLUMNS.find(({ id }) => id === column)?.number;
  return [...rows].sort((a, b) => {
    const [left, right] = [told(a, column), told(b, column)];
    if (!left || !right) return left ? -1 : right ? 1 : 0;
    const order = isNumber ? Number(left) - Number(right) : left.localeCompare(right);
    return down ? -order : order;
  });
}

/** What the next click on a heading asks for: up, down, then the film's order again. */
export function nextSorting(now: Sorting | undefined, column: ColumnId): Sorting | undefined {
  if (now?.column !== column) return { column, down: false };
  return now.down ? undefined : { column, down: true };
}

/** What was typed as the field's value. Throws with a sentence where it is none. */
export function valueOf(column: Column, typed: string, choices?: readonly string[]): CellValue {
  const text = typed.trim();
  if (column.field === 'cast') return namesIn(text);
  if (!text) return column.field === 'description' ? '' : null;
  if (choices) {
    const choice = choices.find((one) => one.toLowerCase() === text.toLowerCase());
    if (choice === undefined) throw new Error(`${column.title} is one of ${choices.join(', ')}.`);
    return choice;
  }
  if (!column.number) return text;
  const number = Number(text.replace(',', '.'));
  if (Number.isNaN(number)) throw new Error(`${column.title} is a number.`);
  return number;
}

/** Names between commas, each once. */
export function namesIn(text: string): string[] {
  const found = new Map<string, string>();
  for (const name of text.split(/[,;\n]/).map((one) => one.trim()))
    if (name && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), name);
  return [...found.values()];
}

/** One cell written into, as the studio takes it. */
export function changeOf(shotId: string, field: Field, value: CellValue): ShotChange {
  if (field === 'cast') return { shotId, fields: {}, cast: value as string[] };
  return { shotId, fields: { [field]: value } };
}

export interface PastePlan {
  changes: ShotChange[];
  /** How many cells say something else afterwards. */
  cells: number;
  /** How many rows did not fit below. */
  left: number;
}

/**
 * What pasted cells change, from a row and a column on. Cells that are only read are passed over.
 * Throws with a sentence when a cell cannot say that; nothing is pasted then.
 */
export function pasted(
  grid: readonly string[][],
  rows: readonly ShotRow[],
  first: number,
  choices: Record<string, string[]>
): PastePlan {
  const plan: PastePlan = { changes: [], cells: 0, left: Math.max(0, grid.length - rows.length) };
  grid.slice(0, rows.length).forEach((cells, at) => {
    const row = rows[at]!;
    const change: ShotChange = { shotId: row.shotId, fields: {} };
    cells.forEach((text, offset) => {
      const column = COLUMNS[first + offset];
      if (!column?.field || !row.readable || (column.field === 'name' && !text.trim())) return;
      let value: CellValue;
      try {
        value = valueOf(column, text, choices[column.field]);
      } catch (error) {
        throw new Error(`${row.slate}, “${text.slice(0, 40)}”: ${(error as Error).message} Nothing was pasted.`, {
          cause: error
        });
      }
      if (told(row, column.id) === String(Array.isArray(value) ? value.join(', ') : (value ?? ''))) return;
      plan.cells++;
      if (column.field === 'cast') change.cast = value as string[];
      else change.fields = { ...change.fields, [column.field]: value };
    });
    if (change.cast || Object.keys(change.fields ?? {}).length) plan.changes.push(change);
  });
  return plan;
}

/** The cells of a clipboard: tabs between them, lines between rows, quotes around what has those in it. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [whole, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\n|\r|$)/g
  )) {
    rows.at(-1)!.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (!end) break;
    if (end !== '\t') rows.push([]);
    if (!whole) break;
  }
  // What is copied ends with a line of its own.
  if (rows.length > 1 && rows.at(-1)!.join('') === '') rows.pop();
  return rows;
}

/** `12 shots, 1 min 4 s`; shots without a length are said. */
export function summary(rows: readonly ShotRow[]): string {
  const seconds = rows.reduce((sum, row) => sum + (row.durationSeconds ?? 0), 0);
  const open = rows.filter((row) => row.durationSeconds === null).length;
  const count = `${rows.length} shot${rows.length === 1 ? '' : 's'}`;
  const [minutes, rest] = [Math.floor(seconds / 60), Math.round((seconds % 60) * 10) / 10];
  const length = seconds ? `, ${minutes ? `${minutes} min ` : ''}${rest} s` : '';
  return `${count}${length}${seconds && open ? ` and ${open} of unknown length` : ''}`;
}

export const shotListAddress = (projectId: string) => `/projects/${projectId}/shot-list`;
