// Undo and redo of a film, in this window. The studio does it; this keeps what was done, also over a reload.
import { goto } from '$app/navigation';
import { toast } from 'svelte-sonner';
import { api, ApiError, ask } from '#lib/api/client.ts';
import { onCommits } from '#lib/api/commits.ts';
import { historyAddress } from '#lib/history/history.ts';
import { complain } from '#lib/ui/notify.ts';
import { isStep, parsed, saidOf, withDone, without, withTaken, type Stacks, type Step, type Way } from './steps.ts';
import { saveAll } from './unsaved.ts';

/** What is offered to be undone takes the place of what was offered before. */
export const TOAST = 'undo';
const OFFERED_MS = 12_000;
/** With these answers a step can never be taken back, so it does not stand in the way of those before it. */
const FINAL = ['changed_since', 'not_undoable', 'as_it_was', 'commit_not_found', 'media_missing'];

export class Undo {
  #stacks: Stacks;
  /** How many steps were taken back or done again here. */
  #taken = $state(0);
  #turn: Promise<unknown> = Promise.resolve();
  readonly #key: string;

  constructor(readonly projectId: string) {
    this.#key = `auteur-undo-${projectId}`;
    this.#stacks = parsed(sessionStorage.getItem(this.#key));
  }

  get taken() {
    return this.#taken;
  }

  /** Note what is done, until the returned function is called. */
  listen(): () => void {
    return onCommits((made) => {
      if (made.projectId === this.projectId && isStep(made)) this.#keep(withDone(this.#stacks, made, Date.now()));
    });
  }

  /** Steps are taken one after the other, each as it is then. */
  take(way: Way): Promise<boolean> {
    return this.#inTurn(async () => {
      await saveAll();
      const step = this.#stacks[way].at(-1);
      if (step) return this.#take(way, step);
      toast(`There is nothing to ${way} in this window.`, { id: TOAST });
      return false;
    });
  }

  /** Take something back that need not have been done here. */
  takeBack(commits: string[]): Promise<boolean> {
    return this.#inTurn(() => this.#take('undo', { commits, at: Date.now() }));
  }

  /** Say what was done just now, and offer to undo it. */
  offer(sentence: string): void {
    const step = this.#stacks.undo.at(-1);
    const undo = () => step && void this.#inTurn(() => this.#take('undo', step));
    toast(sentence, { id: TOAST, duration: OFFERED_MS, action: { label: 'Undo', onClick: undo } });
  }

  #inTurn(work: () => Promise<boolean>): Promise<boolean> {
    const done = this.#turn.then(work);
    this.#turn = done;
    return done;
  }

  async #take(way: Way, step: Step): Promise<boolean> {
    try {
      const path = { project_id: this.projectId };
      const body = { commits: step.commits };
      const made = await ask(api.POST('/api/projects/{project_id}/history/undo', { params: { path }, body }));
      this.#keep(withTaken(this.#stacks, way, step, made.commit));
      this.#taken++;
      const back = way === 'undo' ? 'redo' : 'undo';
      toast(saidOf(made.message), {
        id: TOAST,
        duration: OFFERED_MS,
        action: { label: way === 'undo' ? 'Redo' : 'Undo', onClick: () => void this.take(back) }
      });
      return true;
    } catch (error) {
      if (error instanceof ApiError && FINAL.includes(error.code)) this.#keep(without(this.#stacks, step));
      if (error instanceof ApiError && error.commit) this.#refused(error.message, error.commit);
      else complain(error);
      return false;
    }
  }

  /** Say what stands in the way, and lead there. */
  #refused(sentence: string, commit: string): void {
    const show = () => void goto(historyAddress(this.projectId, null, commit));
    toast.error(sentence, { id: TOAST, duration: OFFERED_MS, action: { label: 'Show that change', onClick: show } });
  }

  #keep(stacks: Stacks): void {
    this.#stacks = stacks;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(stacks));
    } catch {
      // Without room to keep them, the steps live as long as the page.
    }
  }
}

const films = new Map<string, Undo>();

/** The steps of a film in this window. */
export function undoOf(projectId: string): Undo {
  const known = films.get(projectId) ?? new Undo(projectId);
  films.set(projectId, known);
  return known;
}
