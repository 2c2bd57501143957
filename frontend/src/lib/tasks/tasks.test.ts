import { expect, it } from 'vitest';
import type { TaskView } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { applyToTasks, taskLine, type Tasks } from './tasks.ts';

const base = { id: '1-0', projectId: 'p', timestamp: 't' };
const accepted: ServerEvent = {
  ...base,
  type: 'generation_accepted',
  requestId: null,
  taskId: 'k',
  nodeId: 'n',
  shotId: 'n',
  pipelineId: 'a',
  requestedPipelineId: 'b',
  fallbackReason: 'no GPU',
  task: { taskId: 'k', projectId: 'p', status: 'pending', paused: false, reason: 'Accepted.', history: [] }
};

it('a task waits in line, works and ends', () => {
  let tasks: Tasks = applyToTasks(new Map(), accepted);
  tasks = applyToTasks(tasks, {
    ...base,
    type: 'queue_changed',
    order: ['other', 'k'],
    paused: false,
    pausedLanes: []
  });
  expect(taskLine(tasks.get('k')!)).toBe('Waiting, 2nd in line');
  tasks = applyToTasks(tasks, {
    ...base,
    type: 'task_progress',
    taskId: 'k',
    nodeId: 'n',
    progress: 40,
    step: 'Inking',
    status: 'running',
    reason: '',
    queuePosition: null,
    etaSeconds: null,
    previewUrl: null,
    changes: {}
  });
  expect(taskLine(tasks.get('k')!)).toBe('Inking');
  tasks = applyToTasks(tasks, {
    ...base,
    type: 'task_failed',
    taskId: 'k',
    nodeId: 'n',
    error: 'It broke.',
    code: 'x'
  });
  expect(taskLine(tasks.get('k')!)).toBe('It broke.');
});

it('a change of the record reaches the task: it is held back, and later it starts', () => {
  const told = (status: 'pending' | 'running', changes: Record<string, unknown>): ServerEvent => ({
    ...base,
    type: 'task_progress',
    taskId: 'k',
    nodeId: 'n',
    progress: 0,
    step: '',
    status,
    reason: 'Why.',
    queuePosition: null,
    etaSeconds: null,
    previewUrl: null,
    changes
  });
  let tasks = applyToTasks(applyToTasks(new Map(), accepted), told('pending', { paused: true }));
  expect(taskLine(tasks.get('k')!)).toBe('Paused');
  tasks = applyToTasks(tasks, told('running', { paused: false, startedAt: '2026-01-01T10:00:00Z' }));
  expect(tasks.get('k')).toMatchObject({ status: 'running', paused: false, startedAt: '2026-01-01T10:00:00Z' });
});

it('the unfinished picture is shown while the task runs and not after', () => {
  const progress = (previewUrl: string | null): ServerEvent => ({
    ...base,
    type: 'task_progress',
    taskId: 'k',
    nodeId: 'n',
    progress: 40,
    step: 'Inking',
    status: 'running',
    reason: '',
    queuePosition: null,
    etaSeconds: null,
    previewUrl,
    changes: {}
  });
  let tasks: Tasks = applyToTasks(applyToTasks(new Map(), accepted), progress('/api/tasks/k/preview?v=1.1'));
  expect(tasks.get('k')?.previewUrl).toBe('/api/tasks/k/preview?v=1.1');
  tasks = applyToTasks(tasks, { ...base, type: 'task_cancelled', taskId: 'k', nodeId: 'n' });
  expect(tasks.get('k')?.previewUrl).toBeNull();
});

it('an event about a task that is not known changes nothing', () => {
  const tasks: Tasks = new Map<string, TaskView>();
  expect(applyToTasks(tasks, { ...base, type: 'task_cancelled', taskId: 'z', nodeId: 'n' })).toBe(tasks);
});
