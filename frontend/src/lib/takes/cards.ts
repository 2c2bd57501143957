// Which tasks of a shot stand among its takes.
import { hasEnded, type ShownTask } from '#lib/tasks/tasks.ts';

export interface TaskCards {
  /** What is on its way, newest first; a finished task has become a take. */
  underWay: ShownTask[];
  /** Failures that nothing has made good yet, newest first. */
  failed: ShownTask[];
}

/** A failure is made good by retrying it, by dismissing it, or by a take that was asked for after it. */
export function taskCards(tasks: ShownTask[], dismissed: ReadonlySet<string>): TaskCards {
  const retried = new Set(tasks.map((task) => task.retryOf));
  const lastSuccess = tasks
    .filter((task) => task.status === 'completed')
    .reduce((latest, task) => (task.createdAt > latest ? task.createdAt : latest), '');
  return {
    underWay: tasks.filter((task) => !hasEnded(task)),
    failed: tasks.filter(
      (task) =>
        task.status === 'error' &&
        !dismissed.has(task.taskId) &&
        !retried.has(task.taskId) &&
        (task.finishedAt ?? task.createdAt) > lastSuccess
    )
  };
}
