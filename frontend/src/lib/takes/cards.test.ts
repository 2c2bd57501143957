import { expect, it } from 'vitest';
import type { ShownTask } from '#lib/tasks/tasks.ts';
import { taskCards } from './cards.ts';

const at = (minute: number) => `2026-01-01T10:0${minute}:00Z`;
const task = (taskId: string, status: ShownTask['status'], asked: number, ended?: number, retryOf?: string) =>
  ({
    taskId,
    status,
    createdAt: at(asked),
    finishedAt: ended === undefined ? null : at(ended),
    retryOf: retryOf ?? null
  }) as ShownTask;
const none = new Set<string>();
const ids = (tasks: ShownTask[]) => tasks.map((one) => one.taskId);

it('what is on its way has a card, what is over has become a take', () => {
  const cards = taskCards([task('a', 'running', 3), task('b', 'pending', 2), task('c', 'completed', 1, 2)], none);
  expect(ids(cards.underWay)).toEqual(['a', 'b']);
});

it('a failure stays until a take that was asked for later is there', () => {
  const failure = task('a', 'error', 1, 2);
  expect(ids(taskCards([failure], none).failed)).toEqual(['a']);
  expect(ids(taskCards([failure, task('beside', 'completed', 1, 3)], none).failed)).toEqual(['a']);
  expect(ids(taskCards([failure, task('later', 'running', 3)], none).failed)).toEqual(['a']);
  expect(ids(taskCards([failure, task('later', 'completed', 3, 4)], none).failed)).toEqual([]);
});

it('a failure goes when it is retried or dismissed', () => {
  const failure = task('a', 'error', 1, 2);
  expect(taskCards([failure, task('again', 'pending', 3, undefined, 'a')], none).failed).toEqual([]);
  expect(taskCards([failure], new Set(['a'])).failed).toEqual([]);
});
