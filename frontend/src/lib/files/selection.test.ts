import { expect, test } from 'vitest';
import { allOf, NONE, ranged, selectedOf, toggled } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];

test('what is shown is selected until several are', () => {
  expect(selectedOf(order, NONE, 'b')).toEqual(['b']);
  expect(selectedOf(order, NONE, 'gone')).toEqual([]);
  const both = toggled(NONE, 'd', 'b');
  expect(selectedOf(order, both, 'd')).toEqual(['b', 'd']);
  expect(selectedOf(order, toggled(both, 'b', 'd'), 'b')).toEqual(['d']);
});

test('a range begins where the last single step was, forwards and backwards', () => {
  const down = ranged(order, NONE, 'd', 'b');
  expect(selectedOf(order, down, 'd')).toEqual(['b', 'c', 'd']);
  expect(selectedOf(order, ranged(order, down, 'a', 'd'), 'a')).toEqual(['a', 'b']);
  expect(selectedOf(order, ranged(order, toggled(NONE, 'e', 'a'), 'c', 'e'), 'c')).toEqual(['c', 'd', 'e']);
});

test('a range whose beginning is gone begins where one stands', () => {
  const lost = { marked: new Set(['x']), anchor: 'x' };
  expect(selectedOf(order, ranged(order, lost, 'c', 'b'), 'c')).toEqual(['b', 'c']);
});

test('all are selected, and those that went since are not', () => {
  expect(selectedOf(['a', 'c'], allOf(order, NONE), 'a')).toEqual(['a', 'c']);
});
