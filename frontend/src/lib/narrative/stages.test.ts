import { describe, expect, it } from 'vitest';
import { completionInWords, completionOf, ofChapter, ofFilm } from './completion.ts';
import { bandsOf, lengthInWords, lengthOf, stripOf } from './stages.ts';
import { visibleRows } from './rows.ts';
import { applyToTree, type ChapterNode, type ShotNode } from './tree.ts';

let made = 0;
const shot = (takes: number, active: number | null = null, durationSeconds: number | null = null): ShotNode => ({
  id: `shot${++made}`,
  number: made,
  name: '',
  slate: '',
  takeCount: takes,
  activeTake: active,
  state: 'idle',
  thumbnailUrl: null,
  size: null,
  description: '',
  durationSeconds
});
const chapter = (id: string, act: string | null, ...scenes: ShotNode[][]): ChapterNode => ({
  id,
  number: 1,
  name: id,
  stage: null,
  act,
  scenes: scenes.map((shots, index) => ({
    id: `${id}-${index}`,
    number: index + 1,
    name: '',
    beat: null,
    emotion: null,
    keywords: [],
    shots
  }))
});

describe('completion', () => {
  it('counts shots with a chosen take, and those that wait for a choice', () => {
    const shots = [shot(0), shot(2), shot(3, 1), shot(0, 4)];
    expect(completionOf(shots)).toEqual({ shots: 4, chosen: 1, open: 1 });
    expect(completionInWords(completionOf(shots))).toBe('1 of 4 shots has a chosen take, 1 waits for a choice');
    expect(completionInWords(completionOf([]))).toBe('no shots yet');
    expect(completionInWords(completionOf([shot(0)]))).toBe('0 of 1 shot has a chosen take');
    const film = [chapter('one', null, shots, [shot(1, 1)]), chapter('two', null, [shot(1)])];
    expect(ofChapter(film[0]!)).toEqual({ shots: 5, chosen: 2, open: 1 });
    expect(ofFilm(film)).toEqual({ shots: 6, chosen: 2, open: 2 });
  });

  it('follows an event at once, in the scene, the chapter and the film', () => {
    const waiting = shot(1);
    const chapters = [chapter('one', null, [waiting, shot(0)])];
    const tree = { projectId: 'p', name: '', quality: 'low' as const, structure: 'three-act', chapters };
    expect(ofFilm(tree.chapters).chosen).toBe(0);
    const chosen = applyToTree(tree, {
      type: 'active_take_changed',
      id: '1',
      projectId: 'p',
      timestamp: '',
      shotId: waiting.id,
      takeNumber: 1,
      changes: {}
    });
    expect(ofFilm(chosen.chapters)).toEqual({ shots: 2, chosen: 1, open: 0 });
    expect(visibleRows(chosen, new Set()).map((row) => row.completion?.chosen)).toEqual([1, 1, undefined, undefined]);
  });
});

describe('bands', () => {
  const film = [
    chapter('a', 'Order', [shot(0, null, 2)]),
    chapter('b', 'Order', [shot(1)], []),
    chapter('c', 'Chaos', [shot(1, 1, 3.5)]),
    chapter('d', null, [shot(0)]),
    chapter('e', 'Order', [shot(0)])
  ];

  it('are the same for the same act, wherever it stands, and none without one', () => {
    const bands = bandsOf(film);
    expect([...bands.values()].map(({ name }) => name)).toEqual(['Order', 'Order', 'Chaos', 'Order']);
    expect(bands.get('e')).toEqual(bands.get('a'));
    expect(bands.get('c')!.colour).not.toBe(bands.get('a')!.colour);
    expect(bands.has('d')).toBe(false);
  });

  it('lay the film out from left to right, neighbours of one act together, as long as they are', () => {
    const strip = stripOf(film);
    expect(strip.map(({ name, seconds, scenes }) => [name, seconds, scenes.length])).toEqual([
      ['Order', 6, 3],
      ['Chaos', 3.5, 1],
      ['d', 4, 1],
      ['Order', 4, 1]
    ]);
    expect(lengthInWords(lengthOf(film[1]!.scenes[0]!))).toBe('≈ 0:04');
    expect(lengthInWords({ seconds: 65.4, about: false })).toBe('1:05');
  });

  it('begin where another act begins', () => {
    const tree = { projectId: 'p', name: '', quality: 'low' as const, structure: 'x', chapters: film };
    const rows = visibleRows(tree, new Set(film.map(({ id }) => id)));
    expect(rows.map((row) => [row.id, row.begins])).toEqual([
      ['a', true],
      ['b', false],
      ['c', true],
      ['d', true],
      ['e', true]
    ]);
  });
});
