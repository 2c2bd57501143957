import { describe, expect, it } from 'vitest';
import type { FilmTree } from '#lib/api/client.ts';
import { dropOn, saidOf, step, withMoved, type Direction } from './moves.ts';
import { visibleRows, type Row } from './rows.ts';
import type { ShotNode } from './tree.ts';

const shot = (id: string, number: number): ShotNode => ({
  id,
  number,
  name: id,
  slate: '',
  takeCount: 0,
  activeTake: null,
  state: 'idle',
  thumbnailUrl: null,
  size: null,
  description: '',
  durationSeconds: null
});
const scene = (id: string, number: number, shots: string[]) => ({
  id,
  number,
  name: id,
  beat: null,
  emotion: null,
  keywords: [],
  shots: shots.map((one, n) => shot(one, n + 1))
});
/** c1: s1 (a b c), s2 (d) · c2: s3 (), s4 (e) · c3 without scenes */
const film: FilmTree = {
  projectId: 'p',
  name: 'Film',
  quality: 'standard',
  structure: 'three-act',
  chapters: [
    {
      id: 'c1',
      number: 1,
      name: 'c1',
      stage: null,
      act: null,
      scenes: [scene('s1', 1, ['a', 'b', 'c']), scene('s2', 2, ['d'])]
    },
    { id: 'c2', number: 2, name: 'c2', stage: null, act: null, scenes: [scene('s3', 1, []), scene('s4', 2, ['e'])] },
    { id: 'c3', number: 3, name: 'c3', stage: null, act: null, scenes: [] }
  ]
};
const rows = visibleRows(film, new Set());
const row = (id: string, among: Row[] = rows) => among.find((one) => one.id === id)!;

describe('a step by keys', () => {
  it.each<[string, Direction, [string | null, number] | undefined]>([
    ['b', 'up', ['s1', 0]],
    ['b', 'down', ['s1', 2]],
    ['a', 'up', undefined],
    ['c', 'down', undefined],
    ['a', 'on', ['s2', 0]],
    ['d', 'back', ['s1', 3]],
    ['d', 'on', ['s3', 0]],
    ['a', 'back', undefined],
    ['e', 'on', undefined],
    ['s2', 'on', ['c2', 0]],
    ['s3', 'back', ['c1', 2]],
    ['s3', 'down', ['c2', 1]],
    ['c2', 'up', [null, 0]],
    ['c3', 'down', undefined],
    ['c2', 'on', undefined]
  ])('takes %s %s to %j', (id, direction, to) => {
    const target = step(film, row(id), direction);
    expect(target && [target.parentId, target.index]).toEqual(to);
  });
});

it('a step starts from where the last one led, before and after its event', () => {
  const target = { parentId: 's2', index: 0 };
  const there = withMoved(film, row('a'), target);
  expect(step(there, row('a'), 'back')).toEqual({ parentId: 's1', index: 2 });
  expect(withMoved(there, row('a'), target)).toEqual(there);
});

describe('a drop', () => {
  const drop = (dragged: string, over: string, half: 'upper' | 'lower', closed: string[] = []) => {
    const visible = visibleRows(film, new Set(closed));
    const found = dropOn(film, visible, row(dragged), row(over, visible), half);
    return found && [found.target.parentId, found.target.index, found.line.edge, found.line.rowId];
  };
  it.each<[string, string, 'upper' | 'lower', unknown[] | undefined]>([
    ['c', 'a', 'upper', ['s1', 0, 'above', 'a']],
    ['c', 'a', 'lower', ['s1', 1, 'above', 'b']],
    ['a', 'c', 'lower', ['s1', 2, 'below', 'c']],
    ['a', 'a', 'lower', undefined],
    ['b', 'a', 'lower', undefined],
    ['a', 'd', 'upper', ['s2', 0, 'above', 'd']],
    ['a', 's2', 'lower', ['s2', 0, 'above', 'd']],
    ['a', 's3', 'upper', ['s3', 0, 'into', 's3']],
    ['a', 'c2', 'upper', undefined],
    ['s1', 's4', 'upper', ['c2', 1, 'above', 's4']],
    ['s1', 'e', 'upper', ['c2', 2, 'below', 'e']],
    ['s1', 'd', 'lower', ['c1', 1, 'below', 'd']],
    ['s1', 'c3', 'upper', ['c3', 0, 'into', 'c3']],
    ['c1', 'c3', 'lower', [null, 2, 'below', 'c3']],
    ['c1', 'e', 'upper', [null, 1, 'above', 'c3']],
    ['c3', 'c1', 'upper', [null, 0, 'above', 'c1']]
  ])('of %s on %s, %s half, goes to %j', (dragged, over, half, to) => {
    expect(drop(dragged, over, half)).toEqual(to);
  });
  it('on a closed parent goes to its end and marks the parent', () => {
    expect(drop('d', 's1', 'upper', ['s1'])).toEqual(['s1', 3, 'into', 's1']);
    expect(drop('s3', 'c1', 'lower', ['c1'])).toEqual(['c1', 2, 'into', 'c1']);
  });
});

it('where an element has gone is said in a sentence', () => {
  expect(saidOf(film, row('a'), { parentId: 's1', index: 2 })).toBe('a is now 3 of 3 in s1.');
  expect(saidOf(film, row('a'), { parentId: 's2', index: 0 })).toBe('a is now 1 of 2 in s2.');
  expect(saidOf(film, row('c1'), { parentId: null, index: 9 })).toBe('c1 is now 3 of 3 in Film.');
});
