// When the progress area opens by itself: something started or failed that had not been seen when it was closed.
import type { TaskView } from '#lib/api/client.ts';
import { hasEnded } from './tasks.ts';

/** The tasks that call for attention: those under way, and failures since `since` that nobody retried. */
export function callsForAttention(tasks: TaskView[], since: string): TaskView[] {
  const retried = new Set(tasks.map((task) => task.retryOf));
  return tasks.filter(
    (task) =>
      !hasEnded(task) || (task.status === 'error' && (task.finishedAt ?? '') >= since && !retried.has(task.taskId))
  );
}

/** What was seen of a task; a task that fails later is news again. */
export const seenMark = (task: TaskView): string => `${task.taskId}:${task.status === 'error'}`;
