import { describe, expect, it } from 'vitest';
import { keyGroups, SHORTCUTS, shortcutsOf } from './catalogue.ts';
import { best, fit } from './fuzzy.ts';
import { actionItem, filmItems, treeItems, type Item } from './items.ts';
import { listing, MOST_SHOWN } from './palette.ts';

const key = (name: string, held: object = {}) =>
  shortcutsOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }).map(
    ({ id }) => id
  );

describe('the catalogue of keys', () => {
  it('has no id twice, and no key twice in a group', () => {
    expect(new Set(SHORTCUTS.map(({ id }) => id)).size).toBe(SHORTCUTS.length);
    for (const [, shortcuts] of keyGroups(() => true))
      expect(new Set(shortcuts.map(({ keys }) => keys)).size).toBe(shortcuts.length);
  });

  it('knows a key with Ctrl and with Cmd, and none with Alt', () => {
    expect(key('k', { ctrlKey: true })).toEqual(['window.palette']);
    expect(key('k', { metaKey: true })).toEqual(['window.palette']);
    expect(key('k')).toEqual([]);
    expect(key('g', { altKey: true })).toEqual([]);
  });

  it('knows undo, and two keys for redo', () => {
    expect(key('z', { ctrlKey: true })).toEqual(['edit.undo']);
    for (const redo of [key('Z', { metaKey: true, shiftKey: true }), key('y', { ctrlKey: true })])
      expect(redo).toEqual(['edit.redo']);
    expect(key('K', { ctrlKey: true, shiftKey: true })).toEqual([]);
  });

  it('takes a sign that needs Shift, and no capital for a small letter', () => {
    expect(key('?', { shiftKey: true })).toEqual(['window.sheet']);
    expect(key('G', { shiftKey: true })).toEqual([]);
  });
});

describe('how well a word fits', () => {
  const order = (word: string, ...texts: string[]) =>
    best(
      word,
      texts,
      (text) => text.toLowerCase(),
      () => 0,
      10
    ).best;

  it('prefers the start of a word to its middle, and its middle to strewn letters', () => {
    expect(order('din', 'standing', 'The diner', 'do it now')).toEqual(['The diner', 'standing', 'do it now']);
    expect(order('har', 'New chapter', 'Harbour')).toEqual(['Harbour']);
    expect(order('s2s4', 'S02_S04 Door', 'Sunset')).toEqual(['S02_S04 Door']);
  });

  it('wants the letters in their order', () => {
    expect(fit('abc', 'cba')).toBeUndefined();
    expect(order('mara door', 'Door: Mara leaves', 'Door')).toEqual(['Door: Mara leaves']);
  });
});

const tree = (shots: number) =>
  treeItems({
    projectId: 'p',
    name: 'Film',
    quality: 'low',
    structure: 'three-act',
    chapters: [
      {
        id: 'c',
        number: 1,
        name: 'Act I',
        stage: null,
        act: null,
        scenes: [
          {
            id: 's',
            number: 1,
            name: 'Pier',
            beat: null,
            emotion: null,
            keywords: [],
            shots: Array.from({ length: shots }, (_, index) => ({
              id: `shot${index}`,
              number: index + 1,
              name: `Shot ${index + 1}`,
              slate: `S01_S${String(index + 1).padStart(2, '0')}`,
              takeCount: 0,
              activeTake: null,
              state: 'idle' as const,
              thumbnailUrl: null,
              size: null,
              description: '',
              durationSeconds: null
            }))
          }
        ]
      }
    ]
  });
const names = (items: readonly Item[], typed: string, recent: string[] = []) =>
  listing(typed, items, recent).groups.flatMap((group) => group.items.map((item) => item.name));

describe('the palette', () => {
  const light = actionItem('window.light', 'light theme', 'Window', '', () => undefined);

  it('finds a shot by its slate among ten thousand and lists no more than fit', () => {
    const items = tree(10_000);
    expect(names(items, 's01_s9876')[0]).toBe('S01_S9876 Shot 9876');
    const all = listing('shot', items, []);
    expect(all.total).toBe(10_000);
    expect(all.groups.flatMap((group) => group.items)).toHaveLength(MOST_SHOWN);
  });

  it('begins with what was used lately, then says what can be done here', () => {
    const items = [light, ...tree(3)];
    const { groups } = listing('', items, ['shot:gone', 'shot:shot1']);
    expect(groups.map((group) => [group.title, group.items.map((item) => item.name)])).toEqual([
      ['Lately', ['S01_S02 Shot 2']],
      ['Do', ['Light theme']]
    ]);
  });

  it('puts what was used lately first among equals', () => {
    expect(names(tree(3), 'shot')[0]).toBe('S01_S01 Shot 1');
    expect(names(tree(3), 'shot', ['shot:shot2'])[0]).toBe('S01_S03 Shot 3');
  });

  it('finds scenes and chapters of the film, and goes to their address', () => {
    const pier = listing('pier', tree(1), []).groups[0]!.items[0]!;
    expect(pier.run).toBe('/projects/p?scene=s');
    expect(filmItems([])).toEqual([]);
  });
});
