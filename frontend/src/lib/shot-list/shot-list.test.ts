import { expect, test } from 'vitest';
import { COLUMNS, nextSorting, sorted, summary, told, valueOf, type ShotRow } from './shot-list.ts';

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
