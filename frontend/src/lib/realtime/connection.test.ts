import { expect, it } from 'vitest';
import { pauseBefore } from './connection.svelte.ts';

it('waits longer after each failed try, never more than ten seconds, and never the same for all', () => {
  expect(pauseBefore(0, () => 1)).toBe(300);
  expect(pauseBefore(3, () => 1)).toBe(2400);
  expect(pauseBefore(30, () => 1)).toBe(10_000);
  expect(pauseBefore(3, () => 0)).toBe(1200);
});
