import { toast } from 'svelte-sonner';
import { ApiError } from '#lib/api/client.ts';

const NOT_SIGNED_IN = 401;

/** Say that something did not work, with the server's sentence. */
export function complain(error: unknown): void {
  if (error instanceof ApiError && error.isShown) return;
  if (error instanceof ApiError && error.status === NOT_SIGNED_IN) {
    // In a window of its own, so that nothing that has been typed here is lost.
    toast.error(error.message, { id: 'entry', action: { label: 'Enter', onClick: () => window.open('/enter') } });
    return;
  }
  toast.error(error instanceof Error ? error.message : 'Something went wrong.');
}

/** Do something and complain when it does not work. Gives undefined then. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    complain(error);
    return undefined;
  }
}
