import { expect, it } from 'vitest';
import { ApiError } from '#lib/api/client.ts';
import { changeGuarded, Conflict, type Fields } from './guarded-change.ts';

/** A record on a server with a version, and somebody else who may write between our looking and our writing. */
class Server {
  version = 1;
  constructor(public fields: Fields) {}
  between: (() => void)[] = [];

  write(fields: Fields): void {
    this.fields = { ...this.fields, ...fields };
    this.version++;
  }
  read = async () => ({ fields: { ...this.fields }, version: String(this.version) });
  patch = (fields: Fields) => async (version: string | null) => {
    this.between.shift()?.();
    if (version !== String(this.version)) throw new ApiError('It has changed.', 'stale_version', 412);
    this.write(fields);
  };
}

const change = (server: Server, fields: Fields, base: Fields) =>
  changeGuarded(fields, base, server.read, server.patch(fields));

it('what others changed in other fields stays', async () => {
  const server = new Server({ mood: 'calm', lens: 35 });
  server.write({ lens: 50 });
  await change(server, { mood: 'cold' }, { mood: 'calm' });
  expect(server.fields).toEqual({ mood: 'cold', lens: 50 });
});

it('the same field changed elsewhere is a conflict that tells their text and writes nothing', async () => {
  const server = new Server({ mood: 'calm' });
  server.write({ mood: 'tense' });
  const refused = await change(server, { mood: 'cold' }, { mood: 'calm' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Conflict);
  expect((refused as Conflict).theirs).toEqual({ mood: 'tense' });
  expect(server.fields).toEqual({ mood: 'tense' });
});

it('somebody who writes between looking and writing is noticed', async () => {
  const server = new Server({ mood: 'calm', lens: 35 });
  server.between = [() => server.write({ lens: 50 }), () => server.write({ mood: 'tense' })];
  await expect(change(server, { mood: 'cold' }, { mood: 'calm' })).rejects.toThrow(Conflict);
  expect(server.fields).toEqual({ mood: 'tense', lens: 50 });
});

it('two who say the same do not quarrel', async () => {
  const server = new Server({ mood: '' });
  server.write({ mood: 'cold' });
  await change(server, { mood: 'cold' }, { mood: null });
  expect(server.fields).toEqual({ mood: 'cold' });
});
