import { expect, it } from 'vitest';
import type { ServerEvent } from './events.d.ts';
import { Intake } from './intake.ts';

const event = (id: string) => ({ type: 'history_changed', id }) as ServerEvent;

it('what comes while loading is applied afterwards, in its order, and before anything later', async () => {
  const applied: string[] = [];
  const intake = new Intake((one) => applied.push(one.id));
  let loaded = () => {};
  const loading = intake.while(() => new Promise<void>((done) => (loaded = done)));
  const second = intake.while(() => Promise.resolve());
  intake.receive(event('1'));
  await second;
  intake.receive(event('2'));
  expect(applied).toEqual([]);
  loaded();
  await loading;
  intake.receive(event('3'));
  expect(applied).toEqual(['1', '2', '3']);
});

it('a load that fails keeps no event back and passes its error on', async () => {
  const applied: string[] = [];
  const intake = new Intake((one) => applied.push(one.id));
  const failing = intake.while(() => Promise.reject(new Error('no studio')));
  intake.receive(event('1'));
  await expect(failing).rejects.toThrow('no studio');
  expect(applied).toEqual(['1']);
});
