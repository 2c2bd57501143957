import { expect, it, vi } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import { Autosave } from './autosave.svelte.ts';

const refuse = (name: string) => new ApiError('It is not valid.', 'invalid', 422, [{ loc: [name], msg: 'too long' }]);

it('what is typed together goes out together, once', async () => {
  const save = vi.fn(async () => {});
  const saving = new Autosave(save);
  saving.set('name', 'Mara');
  saving.set('name', 'Mara waits');
  saving.set('lens', 40);
  await saving.flush();
  expect(save.mock.calls).toEqual([[{ name: 'Mara waits', lens: 40 }]]);
  expect(saving.state).toBe('saved');
  expect(saving.draft).toEqual({});
});

it('a refused field keeps its text and does not hold back the others', async () => {
  const stored: Record<string, unknown> = {};
  const saving = new Autosave(async (fields) => {
    if ('name' in fields) throw refuse('name');
    Object.assign(stored, fields);
  });
  saving.set('name', '');
  saving.set('mood', 'cold');
  await saving.flush();
  expect(stored).toEqual({ mood: 'cold' });
  expect(saving.state).toBe('failed');
  expect(saving.problems).toEqual({ name: 'too long' });
  expect(saving.draft).toEqual({ name: '' });
});

it('a mended field clears its problem', async () => {
  const saving = new Autosave(async (fields) => {
    if (fields.name === '') throw refuse('name');
  });
  saving.set('name', '');
  await saving.flush();
  saving.set('name', 'Rain');
  await saving.flush();
  expect(saving.state).toBe('saved');
  expect(saving.problems).toEqual({});
});

it('what is typed while saving is saved afterwards', async () => {
  const sent: unknown[] = [];
  const saving = new Autosave(async (fields) => {
    sent.push(fields);
    if (sent.length === 1) saving.set('name', 'Second');
  });
  saving.set('name', 'First');
  await saving.flush();
  expect(sent).toEqual([{ name: 'First' }, { name: 'Second' }]);
  expect(saving.state).toBe('saved');
});

it('when the studio does not answer, nothing typed is lost', async () => {
  const saving = new Autosave(async () => {
    throw new ApiError('The studio does not answer.', 'offline', 0);
  });
  saving.set('name', 'Rain');
  await saving.flush();
  expect(saving.state).toBe('failed');
  expect(saving.message).toBe('The studio does not answer.');
  expect(saving.draft).toEqual({ name: 'Rain' });
});
