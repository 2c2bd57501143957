import { describe, expect, it } from 'vitest';
import { ApiError, type Schemas } from '#lib/api/client.ts';
import { Draft } from './draft.svelte.ts';
import { changedFields, filmPatch, problemsOf, ratioOf, sizeInWords, toldPlan, type FilmValues } from './settings.ts';

const film: FilmValues = {
  name: 'Night Train',
  description: '',
  quality: 'low',
  structure: 'three-act',
  fps: 24,
  width: 1920,
  height: 1080,
  aspectRatio: '16:9'
};

describe('the settings of a film', () => {
  it('are sent only where they were changed, and a size as a whole', () => {
    const values = { ...film, name: 'Day Train', height: 800 };
    expect(filmPatch(changedFields(film, values), values)).toEqual({
      name: 'Day Train',
      settings: { resolution: [1920, 800] }
    });
    expect(changedFields(film, { ...film })).toEqual({});
  });

  it('show the server’s sentence beside the field it is about', () => {
    const refused = new ApiError('Two fields are wrong.', 'validation', 422, [
      { loc: ['body', 'settings', 'fps'], msg: 'too fast' },
      { loc: ['body', 'settings', 'resolution', 1], msg: 'too high' }
    ]);
    expect(problemsOf(refused)).toEqual({ fps: 'too fast', height: 'too high' });
    expect(problemsOf(new ApiError('Choose another.', 'name_taken', 409))).toEqual({ name: 'Choose another.' });
    expect(problemsOf(new Error('no line'))).toEqual({});
  });
});

describe('a plan for the structure', () => {
  const chapter = (change: string, name: string, more: object = {}) => ({
    change,
    id: name,
    name,
    before: name,
    stage: null,
    act: null,
    scenes: 0,
    ...more
  });

  it('says first that the scenes stay', () => {
    const chapters = [
      chapter('renamed', 'Break into two', { before: 'Act II', scenes: 2 }),
      chapter('added', 'Finale', { id: null }),
      chapter('removed', 'Act III')
    ];
    expect(toldPlan({ structure: 'beat-sheet', chapters } as Schemas['StructurePlan'])).toEqual([
      'All 2 scenes stay, with their shots and takes, in their order.',
      '“Act II” becomes “Break into two”.',
      'New, empty: “Finale”.',
      'Empty ones that go: “Act III”.'
    ]);
    const foreignBeats = [{ sceneId: 's', name: 'Pier', beat: 'Catalyst' }];
    expect(toldPlan({ structure: 'story-circle', chapters, foreignBeats } as Schemas['StructurePlan']).at(-1)).toBe(
      'Beats stay as they are, also “Catalyst”, which the new structure has no stage for.'
    );
  });
});

it('ratios and sizes are said as people say them', () => {
  expect([ratioOf(1920, 1080), ratioOf(2048, 858), ratioOf(1440, 1080)]).toEqual(['16:9', '2.39:1', '4:3']);
  expect([sizeInWords(0), sizeInWords(1_500_000), sizeInWords(123e9)]).toEqual(['0 B', '1.5 MB', '123 GB']);
});

it('what another window saves follows here, but for what is being changed, which is marked', async () => {
  const draft = new Draft<FilmValues>((_, values) => Promise.resolve(values));
  draft.begin(film);
  draft.set('name', 'Day Train');
  draft.set('fps', 30);
  draft.follow({ ...film, name: 'Dawn Train', height: 800, fps: 30 });
  expect([draft.values.name, draft.values.height]).toEqual(['Day Train', 800]);
  expect([draft.elsewhere('name'), draft.elsewhere('fps'), draft.changes]).toEqual([
    'Dawn Train',
    undefined,
    { name: 'Day Train' }
  ]);
  draft.follow({ ...film, name: 'Dawn Train', height: 858, fps: 30 });
  expect([draft.values.height, draft.elsewhere('name')]).toEqual([858, 'Dawn Train']);
  draft.set('name', 'Dawn Train');
  expect([draft.dirty, draft.elsewhere('name')]).toEqual([false, undefined]);
  expect(await draft.save()).toBe(true);
});
