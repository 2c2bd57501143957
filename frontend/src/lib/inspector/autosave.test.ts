import { expect, it, vi } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import { Conflict } from '#lib/narrative/guarded-change.ts';
import { saveAll } from '#lib/undo/unsaved.ts';
import { Autosave } from './autosave.svelte.ts';

const refuse = (name: string) => new ApiError('It is not valid.', 'invalid', 422, [{ loc: [name], msg: 'too long' }]);

it('what is typed together goes out together, once', async () => {
  const save = vi.fn(async (fields: unknown) => void fields);
  const saving = new Autosave(save);
  saving.set('name', 'Mara');
  saving.set('name', 'Mara waits');
  saving.set('lens', 40);
  await saving.flush();
  expect(save.mock.calls.map(([fields]) => fields)).toEqual([{ name: 'Mara waits', lens: 40 }]);
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

it('what was typed while the studio was away is saved when it is back, though another form is shown by then', async () => {
  let away = true;
  const saved: unknown[] = [];
  const saving = new Autosave(async (fields) => {
    if (away) throw new ApiError('The studio does not answer.', 'offline', 0);
    saved.push(fields);
  });
  saving.set('name', 'Rain');
  saving.leave();
  await saveAll();
  away = false;
  await saveAll();
  expect(saved).toEqual([{ name: 'Rain' }]);
  await saveAll();
  expect(saved).toHaveLength(1);
});

it('what cannot be saved once its form is gone is said with its words, and once', async () => {
  const lost: string[] = [];
  const saving = new Autosave(
    async () => {
      throw new Conflict({ name: 'Snow' });
    },
    (error) => lost.push(error.message)
  );
  saving.set('name', 'Rain');
  saving.leave();
  await saveAll();
  await saveAll();
  expect(lost).toEqual(['What you typed was not saved: “Rain”. Somebody else changed this meanwhile.']);
});

/** A record that somebody else wrote into; only who builds on what is there may write. */
function contested(theirs: Record<string, unknown>) {
  const stored = { ...theirs };
  const saving = new Autosave(async (fields, base) => {
    const clash = Object.keys(fields).filter((name) => name in theirs && base[name] !== stored[name]);
    if (clash.length) throw new Conflict(Object.fromEntries(clash.map((name) => [name, stored[name]])));
    Object.assign(stored, fields);
  });
  return { stored, saving };
}

it('a field that somebody else changed waits for a decision and holds nothing else back', async () => {
  const { stored, saving } = contested({ mood: 'tense' });
  saving.set('mood', 'cold', 'calm');
  saving.set('lens', 50, 35);
  await saving.flush();
  expect(stored).toEqual({ mood: 'tense', lens: 50 });
  expect(saving.conflicts).toEqual({ mood: 'tense' });
  expect(saving.draft).toEqual({ mood: 'cold' });
  expect(saving.state).toBe('failed');
});

it('keeping mine replaces what they wrote, knowingly', async () => {
  const { stored, saving } = contested({ mood: 'tense' });
  saving.set('mood', 'cold', 'calm');
  await saving.flush();
  await saving.keepMine('mood');
  expect(stored.mood).toBe('cold');
  expect(saving.conflicts).toEqual({});
  expect(saving.state).toBe('saved');
});

it('taking theirs lets go of what was typed', async () => {
  const { stored, saving } = contested({ mood: 'tense' });
  saving.set('mood', 'cold', 'calm');
  await saving.flush();
  saving.takeTheirs('mood');
  await saving.flush();
  expect(stored.mood).toBe('tense');
  expect(saving.draft).toEqual({});
  expect(saving.state).toBe('saved');
});
