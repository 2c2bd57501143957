import { describe, expect, it } from 'vitest';
import { onCommits, tellOfCommits, type Made } from '#lib/api/commits.ts';
import { isStep, MOST_STEPS, NOTHING, parsed, saidOf, SITTING_MS, TYPING_MS, withDone, withTaken } from './steps.ts';

const done = (commit: string, place = 'shots/1', method = 'PATCH'): Made => ({
  projectId: 'p',
  commits: [commit],
  method,
  place
});
const save = (commit: string) => done(commit, 'documents/a.md', 'PUT');

describe('steps', () => {
  it('are taken back newest first, and done again', () => {
    let stacks = withDone(withDone(NOTHING, done('a'), 0), done('b'), 1);
    stacks = withTaken(stacks, 'undo', stacks.undo.at(-1)!, 'undo-b');
    expect(stacks.undo.map((step) => step.commits)).toEqual([['a']]);
    expect(stacks.redo.map((step) => step.commits)).toEqual([['undo-b']]);
    stacks = withTaken(stacks, 'redo', stacks.redo.at(-1)!, 'redo-b');
    expect(stacks.undo.map((step) => step.commits)).toEqual([['a'], ['redo-b']]);
    expect(stacks.redo).toEqual([]);
  });

  it('that were undone cannot be done again after something else was done', () => {
    const one = withDone(NOTHING, done('a'), 0);
    const undone = withTaken(one, 'undo', one.undo[0]!, 'undo-a');
    expect(undone.redo).toHaveLength(1);
    expect(withDone(undone, done('b'), 1).redo).toEqual([]);
  });

  it('join the saves of a document that follow each other within minutes', () => {
    let stacks = withDone(withDone(NOTHING, save('a'), 0), save('b'), SITTING_MS - 1);
    expect(stacks.undo.map((step) => step.commits)).toEqual([['a', 'b']]);
    stacks = withDone(stacks, save('c'), 3 * SITTING_MS);
    stacks = withDone(stacks, done('d'), 3 * SITTING_MS);
    stacks = withDone(stacks, save('e'), 3 * SITTING_MS);
    expect(stacks.undo.map((step) => step.commits)).toEqual([['a', 'b'], ['c'], ['d'], ['e']]);
  });

  it('join what is typed into the same fields without a long pause, and nothing else', () => {
    const typed = (commit: string, fields: string, place = 'shots/1'): Made => ({
      ...done(commit, place),
      typed: fields
    });
    let stacks = withDone(withDone(NOTHING, typed('a', 'description'), 0), typed('b', 'description'), TYPING_MS - 1);
    expect(stacks.undo.map((step) => step.commits)).toEqual([['a', 'b']]);
    stacks = withDone(stacks, typed('c', 'mood'), TYPING_MS);
    stacks = withDone(stacks, typed('d', 'mood', 'shots/2'), TYPING_MS);
    stacks = withDone(stacks, done('e', 'shots/2'), TYPING_MS);
    stacks = withDone(stacks, typed('f', 'mood', 'shots/2'), TYPING_MS);
    stacks = withDone(stacks, typed('g', 'mood', 'shots/2'), 2 * TYPING_MS);
    expect(stacks.undo.map((step) => step.commits)).toEqual([['a', 'b'], ['c'], ['d'], ['e'], ['f'], ['g']]);
    expect(withDone(withDone(NOTHING, done('a'), 0), done('b'), 1).undo).toHaveLength(2);
  });

  it('are as many as one remembers', () => {
    let stacks = NOTHING;
    for (let n = 0; n < MOST_STEPS + 5; n++) stacks = withDone(stacks, done(String(n)), n);
    expect(stacks.undo).toHaveLength(MOST_STEPS);
    expect(stacks.undo.at(-1)?.commits).toEqual([String(MOST_STEPS + 4)]);
  });

  it('are kept as text; what is no such text is nothing', () => {
    const stacks = withDone(NOTHING, done('a'), 0);
    expect(parsed(JSON.stringify(stacks))).toEqual(stacks);
    for (const text of [null, '', '{', '{}', '{"undo":[{}],"redo":[]}', '[1]']) expect(parsed(text)).toEqual(NOTHING);
  });
});

it('an answer tells its commits, and of which film', () => {
  const heard: Made[] = [];
  const stop = onCommits((made) => heard.push(made));
  tellOfCommits('PUT', 'http://x/api/projects/p/documents/A%20b.md?x=1', 'a, b');
  tellOfCommits('PATCH', '/api/projects/p', 'c');
  tellOfCommits('POST', '/api/projects/p/history/undo', 'd');
  tellOfCommits('GET', '/api/projects/p', null);
  tellOfCommits('PUT', '/api/settings', 'e');
  stop();
  expect(heard.map((made) => [made.place, made.commits, isStep(made)])).toEqual([
    ['documents/A b.md', ['a', 'b'], true],
    ['', ['c'], true],
    ['history/undo', ['d'], false]
  ]);
});

it('what was taken back is told', () => {
  expect(saidOf('Undo: Shot S02_S04: lens 35 → 50')).toBe('Undone: Shot S02_S04: lens 35 → 50');
  expect(saidOf('Redo: Undo: x')).toBe('Done again: Undo: x');
});
