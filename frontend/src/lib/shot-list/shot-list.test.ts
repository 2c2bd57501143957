import { expect, test } from 'vitest';
import {
  cellsOf,
  COLUMNS,
  namesIn,
  nextSorting,
  pasted,
  sorted,
  summary,
  told,
  valueOf,
  type ShotRow
} from './shot-list.ts';

const row = (slate: string, more: Partial<ShotRow> = {}): ShotRow =>
  ({
    slate,
    name: slate,
    cast: [],
    state: 'idle',
    lens: null,
    durationSeconds: null,
    description: '',
    ...more
  }) as ShotRow;
const slates = (rows: ShotRow[]) => rows.map(({ slate }) => slate);
const column = (id: string) => COLUMNS.find((one) => one.id === id)!;

test('numbers are sorted as numbers, and what is empty is last both ways', () => {
  const rows = [row('A', { lens: 100 }), row('B'), row('C', { lens: 35 })];
  expect(slates(sorted(rows, { column: 'lens', down: false }))).toEqual(['C', 'A', 'B']);
  expect(slates(sorted(rows, { column: 'lens', down: true }))).toEqual(['A', 'C', 'B']);
  expect(slates(sorted(rows, undefined))).toEqual(['A', 'B', 'C']);
});

test('a heading sorts up, down, and then as the film is', () => {
  const up = nextSorting(undefined, 'size');
  expect(up).toEqual({ column: 'size', down: false });
  expect(nextSorting(up, 'size')).toEqual({ column: 'size', down: true });
  expect(nextSorting({ column: 'size', down: true }, 'size')).toBeUndefined();
  expect(nextSorting(up, 'lens')).toEqual({ column: 'lens', down: false });
});

test('what is typed becomes the value of the field, and nothing empties it', () => {
  expect(valueOf(column('lens'), ' 50 ')).toBe(50);
  expect(valueOf(column('durationSeconds'), '4,5')).toBe(4.5);
  expect(valueOf(column('location'), '  ')).toBeNull();
  expect(valueOf(column('description'), '')).toBe('');
  expect(() => valueOf(column('lens'), 'wide')).toThrow('Lens is a number.');
});

test('the film is as long as its shots, as far as that is known', () => {
  expect(summary([])).toBe('0 shots');
  expect(summary([row('A', { durationSeconds: 62.5 }), row('B')])).toBe('2 shots, 1 min 2.5 s and 1 of unknown length');
  expect(told(row('A', { cast: ['Mara', 'Cook'] }), 'cast')).toBe('Mara, Cook');
});

test('cells of a spreadsheet are rows and columns, also with lines and quotes in them', () => {
  expect(cellsOf('a\tb\r\nc\t\r\n')).toEqual([
    ['a', 'b'],
    ['c', '']
  ]);
  expect(cellsOf('"one\ntwo"\t"say ""hi"""\nx')).toEqual([['one\ntwo', 'say "hi"'], ['x']]);
  expect(cellsOf('35')).toEqual([['35']]);
  expect(cellsOf('5" pipe\tb')).toEqual([['5" pipe', 'b']]);
  expect(namesIn(' Mara, cook; mara,')).toEqual(['Mara', 'cook']);
});

test('what is pasted goes into the cells from one on, and nothing of it when one cannot say that', () => {
  const rows = [row('A', { shotId: 'a', readable: true, lens: 50 }), row('B', { shotId: 'b', readable: true })];
  const first = COLUMNS.findIndex(({ id }) => id === 'size');
  const choices = { size: ['CU', 'WS'], angle: ['low'] };
  expect(pasted([['cu', '', '35'], ['WS', 'Low', '50'], ['CU']], rows, first, choices)).toEqual({
    changes: [
      { shotId: 'a', fields: { size: 'CU', lens: 35 } },
      { shotId: 'b', fields: { size: 'WS', angle: 'low', lens: 50 } }
    ],
    cells: 5,
    left: 1
  });
  expect(() => pasted([['huge']], rows, first, choices)).toThrow(
    'A, “huge”: Size is one of CU, WS. Nothing was pasted.'
  );
  const cast = COLUMNS.findIndex(({ id }) => id === 'cast');
  expect(pasted([['Mara, Cook']], rows, cast, choices).changes).toEqual([
    { shotId: 'a', fields: {}, cast: ['Mara', 'Cook'] }
  ]);
});
