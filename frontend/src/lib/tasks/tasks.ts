// Pure helpers over tasks: events applied, and what a person reads.
import type { TaskView } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';

/** A task as the app shows it. */
export type ShownTask = TaskView & {
  /** Where its unfinished picture is, while it runs. */
  previewUrl?: string | null;
  /** When `etaSeconds` was told, in milliseconds of the browser's clock. */
  etaAt?: number;
};
export type Tasks = ReadonlyMap<string, ShownTask>;

const ENDED = new Set(['completed', 'error', 'cancelled']);
export const hasEnded = (task: TaskView): boolean => ENDED.has(task.status);

/** What the server answered, as the app keeps it. */
export const shown = (task: TaskView): ShownTask => ({ ...task, etaAt: Date.now() });

/** The tasks after an event. */
export function applyToTasks(tasks: Tasks, event: ServerEvent): Tasks {
  const change = (id: string, fields: Partial<ShownTask>): Tasks => {
    const task = tasks.get(id);
    return task ? new Map(tasks).set(id, { ...task, ...fields }) : tasks;
  };
  switch (event.type) {
    case 'generation_accepted': {
      if (tasks.has(event.taskId)) return tasks;
      const task = {
        ...event.task,
        statusUrl: `/api/tasks/${event.taskId}/status`,
        queuePosition: null,
        etaSeconds: null
      } as unknown as TaskView;
      return new Map(tasks).set(event.taskId, task);
    }
    case 'task_progress':
      return change(event.taskId, {
        ...event.changes,
        status: event.status,
        progress: event.progress,
        step: event.step,
        reason: event.reason,
        previewUrl: event.status === 'running' ? event.previewUrl : null,
        ...(event.etaSeconds !== null && { etaSeconds: event.etaSeconds, etaAt: Date.now() }),
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
  if (task.status === 'pending' && task.paused) return 'Paused';
  if (task.status === 'pending')
    return task.queuePosition ? `Waiting, ${ordinal(task.queuePosition)} in line` : 'Waiting';
  if (task.status === 'running') return task.step || 'Starting';
  return task.reason;
}

/** What makes it, in words: `standard · storyboard`. */
export function madeBy(task: TaskView): string {
  const family = task.pipelineId.split(':')[0]?.replace('auteur-', '') ?? '';
  return [task.requestedQuality, family].filter(Boolean).join(' · ');
}

/** Why a task cannot have its turn yet, where it is more than the line in front of it. */
export function waitsBecause(task: TaskView): string | null {
  return task.status === 'pending' && task.reason !== task.history[0]?.reason && task.history.length
    ? task.reason
    : null;
}

function ordinal(n: number): string {
  const ending = n % 100 > 10 && n % 100 < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
}
