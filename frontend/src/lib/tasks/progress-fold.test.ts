import { expect, it } from 'vitest';
import type { TaskView } from '#lib/api/client.ts';
import { callsForAttention, seenMark } from './progress-fold.ts';

const task = (fields: Partial<TaskView>) => ({ taskId: 'task-1', retryOf: null, ...fields }) as TaskView;
const SINCE = '2026-01-02T10:00:00.000Z';
const ids = (tasks: TaskView[]) => callsForAttention(tasks, SINCE).map((t) => t.taskId);

it('what is under way and what failed just now open the area', () => {
  expect(
    ids([
      task({ taskId: 'a', status: 'pending' }),
      task({ taskId: 'b', status: 'running' }),
      task({ taskId: 'c', status: 'error', finishedAt: '2026-01-02T10:00:01.000Z' }),
      task({ taskId: 'd', status: 'completed', finishedAt: '2026-01-02T10:00:01.000Z' })
    ])
  ).toEqual(['a', 'b', 'c']);
});

it('a failure of yesterday and one that was retried do not', () => {
  expect(
    ids([
      task({ taskId: 'a', status: 'error', finishedAt: '2026-01-01T10:00:00.000Z' }),
      task({ taskId: 'b', status: 'error', finishedAt: '2026-01-02T10:00:01.000Z' }),
      task({ taskId: 'c', status: 'completed', retryOf: 'b' })
    ])
  ).toEqual([]);
});

it('a task that was seen running is news again when it fails, not when it goes on', () => {
  expect(seenMark(task({ status: 'pending' }))).toBe(seenMark(task({ status: 'running' })));
  expect(seenMark(task({ status: 'running' }))).not.toBe(seenMark(task({ status: 'error' })));
});
