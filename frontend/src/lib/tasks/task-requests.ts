// What a person asks of tasks, of whichever film. The tasks themselves change by events.
import { api, ask } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';

const of = (taskId: string) => ({ params: { path: { task_id: taskId } } });

export const cancelTask = (taskId: string) => attempt(() => ask(api.POST('/api/tasks/{task_id}/cancel', of(taskId))));

export const retryTask = (taskId: string) => attempt(() => ask(api.POST('/api/tasks/{task_id}/retry', of(taskId))));

/** Hold a waiting task back. */
export const pauseTask = (taskId: string) => attempt(() => ask(api.POST('/api/tasks/{task_id}/pause', of(taskId))));

export const resumeTask = (taskId: string) => attempt(() => ask(api.POST('/api/tasks/{task_id}/resume', of(taskId))));

/** Put a waiting task in front of another one, or at the end. Throws the server's error. */
export const moveTask = (taskId: string, before: string | null, last: number) =>
  ask(
    api.POST('/api/tasks/{task_id}/move', {
      ...of(taskId),
      body: before === null ? { position: last } : { before }
    })
  );

/** The whole record, with its story and its steps. Throws the server's error. */
export const taskRecord = (taskId: string) => ask(api.GET('/api/tasks/{task_id}/status', of(taskId)));

/** What the runner said while it worked. Throws the server's error. */
export const taskLog = (taskId: string) => ask(api.GET('/api/tasks/{task_id}/log', { ...of(taskId), parseAs: 'text' }));
