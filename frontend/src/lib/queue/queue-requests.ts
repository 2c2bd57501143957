// What a person asks of the whole queue.
import { api, ask } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';

/** Start nothing any more, in one lane or anywhere; what runs is finished. */
export const pauseQueue = (lane?: string) => attempt(() => ask(api.POST('/api/queue/pause', { body: { lane } })));

export const resumeQueue = (lane?: string) => attempt(() => ask(api.POST('/api/queue/resume', { body: { lane } })));

/** Cancel what waits: all of it, a film's, or what one browser asked for. */
export const cancelWaiting = (which: { projectId?: string; requestedBy?: string }) =>
  attempt(() => ask(api.POST('/api/queue/cancel', { body: which })));
