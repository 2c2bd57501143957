import { toast } from 'svelte-sonner';

/** Say that something did not work, with the server's sentence. */
export function complain(error: unknown): void {
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
