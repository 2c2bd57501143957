// What a person asks of the whole queue.
import { toast } from 'svelte-sonner';
import { api, ask } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';

/** Start nothing any more, in one lane or anywhere; what runs is finished. */
export const pauseQueue = (lane?: string) => attempt(() => ask(api.POST('/api/queue/pause', { body: { lane } })));

export const resumeQueue = (lane?: string) => attempt(() => ask(api.POST('/api/queue/resume', { body: { lane } })));

type Which = { projectId?: string; requestedBy?: string; taskIds?: string[] };

const tasks = (count: number) => `${count.toLocaleString('en')} task${count === 1 ? '' : 's'}`;

/** Cancel what waits: all of it, a film's, what one browser asked for, or what was chosen. It can be asked for again. */
export async function cancelWaiting(which: Which): Promise<boolean> {
  const answer = await attempt(() => ask(api.POST('/api/queue/cancel', { body: which })));
  if (!answer) return false;
  const taskIds = answer.cancelled;
  const action = { label: 'Undo', onClick: () => void again(taskIds) };
  toast(`${tasks(taskIds.length)} cancelled`, taskIds.length ? { action } : {});
  return true;
}

const again = (taskIds: string[]) => attempt(() => ask(api.POST('/api/queue/retry', { body: { taskIds } })));

/** Ask for tasks that ended once more, oldest first; that can be taken back as long as they wait. */
export async function retryTasks(taskIds: string[]): Promise<void> {
  const answer = await again(taskIds);
  if (!answer) return;
  const asked = answer.items.map((task) => task.taskId);
  toast(`${tasks(asked.length)} in line again`, {
    action: { label: 'Undo', onClick: () => void cancelWaiting({ taskIds: asked }) }
  });
}

/** Bring what was chosen to the front of the line, in the order in which it stands. */
export const bringForward = (taskIds: string[]) =>
  attempt(() => ask(api.POST('/api/queue/front', { body: { taskIds } })));
