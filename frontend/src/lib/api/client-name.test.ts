import { expect, it } from 'vitest';
import { clientName } from './client-name.ts';

function storage(kept?: string) {
  let value: string | null = kept ?? null;
  return { getItem: () => value, setItem: (_: string, next: string) => void (value = next) };
}

it('a browser names itself once and keeps the name', () => {
  const here = storage();
  const name = clientName(here);
  expect(name).toMatch(/^browser-[0-9a-f]{16}$/);
  expect(clientName(here)).toBe(name);
  expect(clientName(storage())).not.toBe(name);
});

it('a kept name that no header may carry is replaced', () => {
  expect(clientName(storage('ä name'))).toMatch(/^browser-/);
});
