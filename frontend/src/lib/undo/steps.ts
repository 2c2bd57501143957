// What was done in this window, step by step, so that it can be taken back and done again.
import type { Made } from '#lib/api/commits.ts';

export interface Step {
  /** The commits to take back together. */
  commits: string[];
  at: number;
  /** What was written: a document, or fields that somebody typed into. Saves of it that follow each other are one step. */
  written?: string;
}

export interface Stacks {
  /** The newest last. */
  undo: Step[];
  redo: Step[];
}

export const NOTHING: Stacks = { undo: [], redo: [] };
export const MOST_STEPS = 100;
export const MOST_SAVES = 500;
export const SITTING_MS = 5 * 60_000;
/** Who pauses no longer than this while typing into a field is still at it. */
export const TYPING_MS = 30_000;

/** Undoing tells its own commit, and a checkpoint changes nothing. */
const NO_STEPS = ['history/undo', 'history/checkpoint'];

export const isStep = (made: Made): boolean => !NO_STEPS.includes(made.place);

/** The stacks after something was done: what had been undone before cannot be done again. */
export function withDone(stacks: Stacks, made: Made, now: number): Stacks {
  const isDocument = made.method === 'PUT' && made.place.startsWith('documents/');
  const last = stacks.undo.at(-1);
  const written = isDocument ? made.place : made.typed && `${made.place} ${made.typed}`;
  if (
    written &&
    last?.written === written &&
    now - last.at < (isDocument ? SITTING_MS : TYPING_MS) &&
    last.commits.length + made.commits.length <= MOST_SAVES
  ) {
    const longer = { ...last, commits: [...last.commits, ...made.commits], at: now };
    return { undo: [...stacks.undo.slice(0, -1), longer], redo: [] };
  }
  // A request that made several commits is several steps: each is taken back by itself.
  const steps = made.commits.map((commit) => ({ commits: [commit], at: now, ...(written ? { written } : {}) }));
  return { undo: [...stacks.undo, ...steps].slice(-MOST_STEPS), redo: [] };
}

export type Way = 'undo' | 'redo';
const BACK: Record<Way, Way> = { undo: 'redo', redo: 'undo' };

export function without(stacks: Stacks, step: Step): Stacks {
  const others = (one: Step) => !one.commits.some((commit) => step.commits.includes(commit));
  return { undo: stacks.undo.filter(others), redo: stacks.redo.filter(others) };
}

/** The stacks after a step was taken back with a new commit, which is itself the step back. */
export function withTaken(stacks: Stacks, way: Way, step: Step, commit: string): Stacks {
  const rest = without(stacks, step);
  return { ...rest, [BACK[way]]: [...rest[BACK[way]], { commits: [commit], at: step.at }].slice(-MOST_STEPS) };
}

export function parsed(text: string | null): Stacks {
  try {
    const found = JSON.parse(text ?? '') as Stacks;
    const good = [found.undo, found.redo].every(
      (steps) => Array.isArray(steps) && steps.every((step) => Array.isArray(step.commits) && step.commits.length)
    );
    return good ? { undo: found.undo, redo: found.redo } : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** `Undo: Shot S02_S04: lens 35 → 50` as a person reads it afterwards. */
export const saidOf = (message: string): string =>
  message.replace(/^Undo: /, 'Undone: ').replace(/^Redo: /, 'Done again: ');
