import { describe, expect, it } from 'vitest';
import type { Schemas, TaskView } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { applyToQueue, laneLoad, moved, queueFrom, sections, type Queue } from './queue.ts';

const task = (taskId: string, status: TaskView['status'], fields: Partial<TaskView> = {}) =>
  ({
    taskId,
    status,
    lane: 'cpu',
    paused: false,
    progress: 0,
    history: [],
    createdAt: `2026-01-01T10:00:0${taskId.length}Z`,
    ...fields
  }) as unknown as TaskView;

const queue = (): Queue =>
  queueFrom(
    {
      paused: false,
      lanes: [{ lane: 'cpu', paused: false, slots: 2, running: 1, waiting: 2 }],
      running: [task('run', 'running', { startedAt: '2026-01-01T10:00:00Z' })],
      order: [task('next', 'pending'), task('later', 'pending')],
      held: [task('held', 'pending', { paused: true })],
      counts: { running: 1, waiting: 2, paused: 1, failed: 7, completed: 40, cancelled: 0 },
      etaSeconds: 20
    } as Schemas['QueueView'],
    [task('old', 'completed', { finishedAt: '2026-01-01T09:00:00Z' }), task('bad', 'error')]
  );
const base = { id: '1-0', projectId: 'p', timestamp: '2026-01-01T11:00:00Z' };
const order = (ids: string[], paused = false, pausedLanes: string[] = []): ServerEvent => ({
  ...base,
  type: 'queue_changed',
  order: ids,
  paused,
  pausedLanes
});
const ids = (list: { taskId: string }[]) => list.map((one) => one.taskId);

describe('the sections of the queue', () => {
  it('hold each task once, the waiting ones in the order of the line', () => {
    const shown = sections(queue());
    expect(ids(shown.running)).toEqual(['run']);
    expect(ids(shown.waiting)).toEqual(['next', 'later']);
    expect(ids(shown.paused)).toEqual(['held']);
    expect(ids(shown.failed)).toEqual(['bad']);
    expect(ids(shown.done)).toEqual(['old']);
  });

  it('leave out a failure that was retried', () => {
    const now = queue();
    now.tasks = new Map(now.tasks).set('again', task('again', 'pending', { retryOf: 'bad' }));
    expect(sections(now).failed).toEqual([]);
  });
});

describe('an event', () => {
  it('gives the line a new order', () => {
    const shown = sections(applyToQueue(queue(), order(['later', 'next'])));
    expect(ids(shown.waiting)).toEqual(['later', 'next']);
    expect(ids(shown.paused)).toEqual(['held']);
  });

  it('pauses a lane or all of them', () => {
    expect(applyToQueue(queue(), order([], false, ['cpu'])).lanes[0]?.paused).toBe(true);
    expect(applyToQueue(queue(), order([], true)).lanes[0]?.paused).toBe(true);
    expect(applyToQueue(queue(), order([])).lanes[0]?.paused).toBe(false);
  });

  it('moves a finished task to what is done and counts it once, however often it comes', () => {
    const done: ServerEvent = {
      ...base,
      type: 'task_success',
      taskId: 'run',
      nodeId: 'n',
      result: { outputPath: 'x.png', takeNumber: 2, metadata: {} }
    };
    const once = applyToQueue(queue(), done);
    const twice = applyToQueue(once, done);
    expect(once.ended.completed).toBe(41);
    expect(twice.ended.completed).toBe(41);
    expect(ids(sections(twice).done)).toEqual(['run', 'old']);
  });
});

it('a lane tells what it does from the tasks that are shown', () => {
  const now = queue();
  expect(laneLoad(now.lanes[0]!, sections(now))).toEqual({ running: 1, waiting: 2 });
});

it('a task is moved to an index of the line without it', () => {
  expect(moved(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 'a', 99)).toEqual(['b', 'c', 'a']);
  expect(moved(['a'], 'a', -3)).toEqual(['a']);
});
