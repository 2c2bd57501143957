import { expect, it } from 'vitest';
import type { ShownTask } from './tasks.ts';
import { roughly, secondsLeft, secondsSpent } from './durations.ts';

const task = (fields: Partial<ShownTask>) => ({ status: 'running', progress: 0, ...fields }) as ShownTask;

it('times are said as exactly as a guess deserves', () => {
  expect([0.2, 8.4, 59, 90, 3599, 3600, 4800].map(roughly)).toEqual([
    '1 s',
    '8 s',
    '59 s',
    '2 min',
    '1 h',
    '1 h',
    '1 h 20 min'
  ]);
});

it('time left counts down from when it was told and never below nothing', () => {
  const told = task({ etaSeconds: 30, etaAt: 1_000 });
  expect(secondsLeft(told, 11_000)).toBe(20);
  expect(secondsLeft(told, 91_000)).toBe(0);
});

it('without a guess of the studio the progress tells, once there is enough of it', () => {
  const startedAt = '2026-01-01T10:00:00Z';
  const at = Date.parse('2026-01-01T10:00:20Z');
  expect(secondsLeft(task({ startedAt, progress: 50 }), at)).toBe(20);
  expect(secondsLeft(task({ startedAt, progress: 2 }), at)).toBeNull();
  expect(secondsLeft(task({ status: 'pending', progress: 0 }), at)).toBeNull();
});

it('the time spent leaves out the wait', () => {
  expect(
    secondsSpent(
      task({
        createdAt: '2026-01-01T09:00:00Z',
        startedAt: '2026-01-01T10:00:00Z',
        finishedAt: '2026-01-01T10:00:12Z'
      })
    )
  ).toBe(12);
  expect(secondsSpent(task({}))).toBeNull();
});
