// What a person asks of tasks, of whichever film. The tasks themselves change by events.
import { api, ask } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';

const of = (taskId: string) => ({ params: { path: { task_id: taskId } } });

export const cancelTask = (taskId: string) => attempt(() => ask(api.POST('/api/tasks/{task_id}/cancel', of(taskId))));

export const retryTask = (taskId: string) => attempt(() => ask(api.POST('/api/tasks/{task_id}/retry', of(taskId))));

/** What the runner said while it worked. */
export const taskLog = (taskId: string) =>
  attempt(() => ask(api.GET('/api/tasks/{task_id}/log', { ...of(taskId), parseAs: 'text' })));
