import { expect, test } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import { Draft, type Store } from './draft.svelte.ts';
import type { DocumentText } from './documents.ts';

/** A studio with one document, whose version is how often it was saved. */
class Desk implements Store {
  content = 'Once.';
  saves = 0;

  load = async (): Promise<DocumentText> => this.shown();
  save = async (_film: string, _path: string, content: string, version: string): Promise<DocumentText> => {
    await Promise.resolve();
    if (version !== String(this.saves)) throw new ApiError('Somebody else changed this.', 'stale_version', 412);
    this.write(content);
    return this.shown();
  };
  write(content: string) {
    this.content = content;
    this.saves++;
  }
  shown(): DocumentText {
    const version = String(this.saves);
    return {
      ...{ path: 'a.md', name: 'a', documentType: 'treatment', bytes: 1, readable: true },
      content: this.content,
      version
    };
  }
}

function open(): { desk: Desk; draft: Draft } {
  const desk = new Desk();
  return { desk, draft: new Draft('film', desk.shown(), desk) };
}

test('what is typed while it is being saved is saved too', async () => {
  const { desk, draft } = open();
  draft.type('Once upon');
  const saving = draft.save();
  draft.type('Once upon a time');
  await saving;
  await draft.save();
  expect([desk.content, draft.state, desk.saves]).toEqual(['Once upon a time', 'saved', 2]);
});

test('what somebody else wrote is shown, not overwritten, until a person chooses', async () => {
  const { desk, draft } = open();
  desk.write('Theirs.');
  draft.type('Mine.');
  await draft.save();
  expect([draft.state, draft.theirs?.content, desk.content]).toEqual(['conflict', 'Theirs.', 'Theirs.']);
  await draft.keepMine();
  expect([draft.state, desk.content]).toEqual(['saved', 'Mine.']);
});

test('theirs can be taken, and is edited on', async () => {
  const { desk, draft } = open();
  desk.write('Theirs.');
  draft.type('Mine.');
  await draft.save();
  draft.takeTheirs();
  expect([draft.text, draft.state, draft.replaced]).toEqual(['Theirs.', 'saved', 1]);
  draft.type('Theirs, and mine.');
  await draft.save();
  expect(desk.content).toBe('Theirs, and mine.');
});

test('another window’s text is taken over only where nothing was typed', async () => {
  const { desk, draft } = open();
  desk.write('Theirs.');
  await draft.hear('1');
  expect(draft.text).toBe('Theirs.');
  draft.type('Mine.');
  desk.write('Again.');
  await draft.hear('2');
  expect(draft.text).toBe('Mine.');
});
