import { describe, expect, it } from 'vitest';
import type { FilmTree } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { visibleRows } from './rows.ts';
import { applyToTree, closedAround, countsTakes, find, siblingBefore, type ShotNode } from './tree.ts';

const shot = (id: string, number: number): ShotNode => ({
  id,
  number,
  name: id,
  slate: `S01_S0${number}`,
  takeCount: 0,
  activeTake: null,
  state: 'idle',
  thumbnailUrl: null,
  size: null,
  description: '',
  durationSeconds: null
});
const film = (): FilmTree => ({
  projectId: 'p',
  name: 'Film',
  quality: 'standard',
  structure: 'three-act',
  chapters: [
    {
      id: 'c1',
      number: 1,
      name: 'Act I',
      stage: null,
      act: null,
      scenes: [
        {
          id: 's1',
          number: 1,
          name: 'Diner',
          beat: null,
          emotion: null,
          keywords: [],
          shots: [shot('a', 1), shot('b', 2)]
        }
      ]
    }
  ]
});
const base = { id: '1-0', projectId: 'p', timestamp: '' };
const narrative = (change: object): ServerEvent =>
  ({ ...base, type: 'narrative_changed', changes: [change] }) as unknown as ServerEvent;

describe('the rows of the tree', () => {
  it('are listed in the order of the film and hide what is closed', () => {
    expect(visibleRows(film(), new Set()).map((r) => r.id)).toEqual(['c1', 's1', 'a', 'b']);
    expect(visibleRows(film(), new Set(['s1'])).map((r) => r.id)).toEqual(['c1', 's1']);
    expect(visibleRows(film(), new Set(['c1'])).map((r) => r.id)).toEqual(['c1']);
  });
});

describe('a new element', () => {
  it('goes behind the selected sibling, and to the end elsewhere', () => {
    const selected = find(film(), 'a')!;
    expect(siblingBefore('shot', 's1', selected)).toBe('a');
    expect(siblingBefore('scene', 'c1', selected)).toBe('s1');
    expect(siblingBefore('chapter', null, selected)).toBe('c1');
    expect(siblingBefore('shot', 's2', selected)).toBeNull();
    expect(siblingBefore('shot', 's1', find(film(), 's1')!)).toBeNull();
    expect(siblingBefore('chapter', null, undefined)).toBeNull();
  });
});

describe('an element that is to be seen', () => {
  it('opens what it is in, not itself', () => {
    const closed = new Set(['c1', 's1', 'c2']);
    expect([...closedAround(closed, find(film(), 'a')!)]).toEqual(['c2']);
    expect([...closedAround(closed, find(film(), 's1')!)]).toEqual(['s1', 'c2']);
    expect([...closedAround(closed, find(film(), 'c1')!)]).toEqual(['c1', 's1', 'c2']);
  });
});

describe('events that count takes', () => {
  const changed = (changes: object) =>
    ({ ...base, type: 'take_changed', shotId: 'a', takeNumber: 1, changes }) as unknown as ServerEvent;
  it('are told from those that may be applied twice', () => {
    expect(countsTakes(changed({ deleted: '2026-01-01T00:00:00Z' }))).toBe(true);
    expect(countsTakes(changed({ deleted: null }))).toBe(true);
    expect(countsTakes(changed({ rating: 4 }))).toBe(false);
    expect(countsTakes({ ...base, type: 'pong', n: 1 })).toBe(false);
  });
});

describe('events applied to the tree', () => {
  it('put a new shot where it was put, once', () => {
    const event = narrative({
      change: 'added',
      element: 'shot',
      id: 'x',
      parentId: 's1',
      index: 1,
      item: shot('x', 3)
    });
    const once = applyToTree(film(), event);
    expect(find(once, 's1')?.scene?.shots.map((s) => s.id)).toEqual(['a', 'x', 'b']);
    expect(applyToTree(once, event)).toEqual(once);
  });
  it('rename and remove', () => {
    const renamed = applyToTree(
      film(),
      narrative({ change: 'changed', element: 'scene', id: 's1', parentId: 'c1', item: { name: 'Street' } })
    );
    expect(find(renamed, 's1')?.scene?.name).toBe('Street');
    const removed = applyToTree(
      renamed,
      narrative({ change: 'removed', element: 'scene', id: 's1', parentId: 'c1', item: null })
    );
    expect(find(removed, 's1')).toBeUndefined();
  });
  it('move, also to another parent', () => {
    const tree = film();
    tree.chapters.push({ id: 'c2', number: 2, name: 'Act II', stage: null, act: null, scenes: [] });
    const scene = applyToTree(
      tree,
      narrative({ change: 'moved', element: 'scene', id: 's1', parentId: 'c2', index: 0, item: null })
    );
    expect(scene.chapters.map((c) => c.scenes.map((s) => s.id))).toEqual([[], ['s1']]);
    const shots = applyToTree(
      tree,
      narrative({ change: 'moved', element: 'shot', id: 'b', parentId: 's1', index: 0, item: null })
    );
    expect(find(shots, 's1')?.scene?.shots.map((s) => s.id)).toEqual(['b', 'a']);
    const chapters = applyToTree(
      tree,
      narrative({ change: 'moved', element: 'chapter', id: 'c2', parentId: null, index: 0, item: null })
    );
    expect(chapters.chapters.map((c) => c.id)).toEqual(['c2', 'c1']);
  });
  it('give a moved element the number that it has at its new place', () => {
    const moved = applyToTree(
      film(),
      narrative({
        change: 'moved',
        element: 'shot',
        id: 'a',
        parentId: 's1',
        index: 1,
        item: { id: 'a', number: 7, name: 'a', slate: 'S02_S07' }
      })
    );
    expect(find(moved, 's1')?.scene?.shots.map((s) => s.id)).toEqual(['b', 'a']);
    expect(find(moved, 'a')?.shot).toMatchObject({ number: 7, slate: 'S02_S07', state: 'idle' });
  });
  it('count takes and show the chosen one', () => {
    const made = applyToTree(film(), {
      ...base,
      type: 'take_created',
      nodeId: 'a',
      shotId: 'a',
      takePath: '',
      takeNumber: 1,
      take: { thumbnailUrl: '/t1' },
      shotChanges: {}
    });
    expect(find(made, 'a')?.shot).toMatchObject({ takeCount: 1, thumbnailUrl: '/t1' });
    const chosen = applyToTree(made, { ...base, type: 'active_take_changed', shotId: 'a', takeNumber: 1, changes: {} });
    expect(find(chosen, 'a')?.shot?.activeTake).toBe(1);
  });
  it('leave the tree alone when it is not concerned', () => {
    const tree = film();
    expect(applyToTree(tree, { ...base, type: 'pong', n: 1 })).toBe(tree);
  });
});
