// Pure helpers over tasks: events applied, and what a person reads.
import type { TaskView } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';

/** A task as the app shows it: while it runs, with the address of its unfinished picture. */
export type ShownTask = TaskView & { previewUrl?: string | null };
export type Tasks = ReadonlyMap<string, ShownTask>;

const ENDED = new Set(['completed', 'error', 'cancelled']);
export const hasEnded = (task: TaskView): boolean => ENDED.has(task.status);

/** The tasks after an event; a new task is known by little until its record is read. */
export function applyToTasks(tasks: Tasks, event: ServerEvent): Tasks {
  const change = (id: string, fields: Partial<ShownTask>): Tasks => {
    const task = tasks.get(id);
    return task ? new Map(tasks).set(id, { ...task, ...fields }) : tasks;
  };
  switch (event.type) {
    case 'generation_accepted': {
      if (tasks.has(event.taskId)) return tasks;
      const task = {
        taskId: event.taskId,
        nodeId: event.nodeId,
        shotId: event.shotId,
        projectId: event.projectId,
        pipelineId: event.pipelineId,
        requestedPipelineId: event.requestedPipelineId,
        fallbackReason: event.fallbackReason,
        status: 'pending',
        progress: 0,
        step: '',
        reason: 'Accepted.',
        createdAt: event.timestamp,
        queuePosition: null,
        etaSeconds: null,
        error: null
      } as unknown as TaskView;
      return new Map(tasks).set(event.taskId, task);
    }
    case 'task_progress':
      return change(event.taskId, {
        status: event.status,
        progress: event.progress,
        step: event.step,
        reason: event.reason,
        previewUrl: event.status === 'running' ? event.previewUrl : null,
        ...(event.etaSeconds !== null && { etaSeconds: event.etaSeconds }),
        ...(event.status !== 'pending' && { queuePosition: null })
      });
    case 'task_success':
      return change(event.taskId, {
        status: 'completed',
        progress: 100,
        step: 'Done',
        result: event.result,
        previewUrl: null,
        finishedAt: event.timestamp,
        queuePosition: null
      });
    case 'task_failed':
      return change(event.taskId, {
        status: 'error',
        reason: event.error,
        error: { code: event.code, message: event.error, detail: null },
        previewUrl: null,
        finishedAt: event.timestamp,
        queuePosition: null
      });
    case 'task_cancelled':
      return change(event.taskId, {
        status: 'cancelled',
        reason: 'Cancelled.',
        previewUrl: null,
        finishedAt: event.timestamp,
        queuePosition: null
      });
    case 'queue_changed': {
      const place = new Map(event.order.map((id, index) => [id, index + 1]));
      return new Map(
        [...tasks].map(([id, task]) => [
          id,
          { ...task, queuePosition: task.status === 'pending' ? (place.get(id) ?? null) : null }
        ])
      );
    }
    default:
      return tasks;
  }
}

/** What a task is doing, in a few words. */
export function taskLine(task: TaskView): string {
  if (task.status === 'pending')
    return task.queuePosition ? `Waiting, ${ordinal(task.queuePosition)} in line` : 'Waiting';
  if (task.status === 'running') return task.step || 'Starting';
  return task.reason;
}

function ordinal(n: number): string {
  const ending = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}

/** How long the work itself took, without the wait. */
export function secondsSpent(task: TaskView): number | null {
  if (!task.startedAt || !task.finishedAt) return null;
  return Math.max(0, (Date.parse(task.finishedAt) - Date.parse(task.startedAt)) / 1000);
}
