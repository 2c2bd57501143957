// Saves as you type: changes gather for a moment and go out together. What somebody else changed meanwhile is not
// overwritten: it is shown beside what was typed, and a person decides.
import { ApiError } from '#lib/api/client.ts';
import { Conflict, type Fields } from '#lib/narrative/guarded-change.ts';
import { expectSave, isSaved } from '#lib/undo/unsaved.ts';

export type SaveState = 'idle' | 'saving' | 'saved' | 'failed';
const PAUSE_MS = 500;

export class Autosave {
  #state = $state<SaveState>('idle');
  #problems = $state.raw<Record<string, string>>({});
  #message = $state('');
  #draft = $state.raw<Fields>({});
  #conflicts = $state.raw<Fields>({});
  /** What each field of the draft said before it was typed into. */
  #base: Fields = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sent: Promise<void> = Promise.resolve();
  #left = false;

  constructor(
    private readonly save: (fields: Fields, base: Fields) => Promise<void>,
    /** Told of what could not be saved once nobody sees the form any more. */
    private readonly onLost: (error: Error) => void = () => undefined
  ) {}

  get state() {
    return this.#state;
  }
  /** What the server says is wrong, by field. */
  get problems() {
    return this.#problems;
  }
  get message() {
    return this.#message;
  }
  /** What has been typed and is not yet saved. */
  get draft() {
    return this.#draft;
  }

  /** What somebody else has written into a field that was typed into here, by field. */
  get conflicts() {
    return this.#conflicts;
  }

  /** Note what was typed; `before` is what the field said until then. */
  set(name: string, value: unknown, before?: unknown): void {
    if (!(name in this.#draft)) this.#base = { ...this.#base, [name]: before };
    this.#draft = { ...this.#draft, [name]: value };
    expectSave(this.#saveAll);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Settle a conflict: what was typed here replaces theirs. */
  async keepMine(name: string): Promise<void> {
    this.#base = { ...this.#base, [name]: this.#conflicts[name] };
    this.#conflicts = without(this.#conflicts, [name]);
    await this.flush();
  }

  /** Settle a conflict: what was typed here is let go. */
  takeTheirs(name: string): void {
    this.#conflicts = without(this.#conflicts, [name]);
    this.#draft = without(this.#draft, [name]);
    if (!Object.keys(this.#conflicts).length && this.#state === 'failed') this.#state = 'saved';
  }

  /** Save what waits now, for example because something else is about to be shown. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const ready = without(this.#draft, Object.keys(this.#conflicts));
    if (!Object.keys(ready).length) return;
    if (this.#state === 'saving') {
      this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
      return;
    }
    this.#state = 'saving';
    this.#problems = {};
    this.#sent = this.#send(ready);
    await this.#sent;
    if (!Object.keys(this.#draft).length) isSaved(this.#saveAll);
  }

  /** The form goes away. What was typed is saved all the same, when the studio is back at the latest. */
  leave(): void {
    this.#left = true;
    void this.flush();
  }

  #saveAll = async (): Promise<void> => {
    if (this.#state === 'saving') await this.#sent;
    await this.flush();
  };

  async #send(fields: Fields): Promise<void> {
    try {
      await this.save(fields, this.#base);
    } catch (error) {
      if (this.#left && !(error instanceof ApiError && error.isAway)) {
        this.#lose(fields, error);
        return;
      }
      if (error instanceof Conflict) {
        this.#conflicts = { ...this.#conflicts, ...error.theirs };
        this.#message = error.message;
        const others = without(fields, Object.keys(error.theirs));
        if (Object.keys(others).length) return this.#send(others);
        this.#state = 'failed';
        return;
      }
      const refused = error instanceof ApiError ? problemsIn(error, fields) : {};
      this.#problems = { ...this.#problems, ...refused };
      this.#message = error instanceof Error ? error.message : 'It was not saved.';
      const rest = without(fields, Object.keys(refused));
      // One field that is wrong does not hold back the others.
      if (Object.keys(refused).length && Object.keys(rest).length) return this.#send(rest);
      this.#state = 'failed';
      return;
    }
    this.#draft = Object.fromEntries(
      Object.entries(this.#draft).filter(([name, value]) => !(name in fields) || fields[name] !== value)
    );
    // What is typed on while it was saved builds on what was saved.
    this.#base = { ...this.#base, ...fields };
    const waiting = Object.keys(this.#draft).filter((name) => !(name in this.#problems) && !(name in this.#conflicts));
    const open = Object.keys(this.#problems).length + Object.keys(this.#conflicts).length;
    this.#state = open ? 'failed' : 'saved';
    if (waiting.length) await this.flush();
  }

  /** It cannot be saved and nobody sees it: say it with the words, so that they are not gone. */
  #lose(fields: Fields, error: unknown): void {
    this.#draft = without(this.#draft, Object.keys(fields));
    const typed = Object.values(fields).map((value) => `“${String(value).slice(0, 300)}”`);
    const why = error instanceof Error ? error.message : '';
    this.onLost(new Error(`What you typed was not saved: ${typed.join(', ')}. ${why}`));
    this.#state = 'idle';
  }
}

function without(fields: Fields, names: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** What the server says about the fields that were sent, by field. */
function problemsIn(error: ApiError, sent: Fields): Record<string, string> {
  return Object.fromEntries(
    error.fields.map((problem) => [String(problem.loc[0]), problem.msg] as const).filter(([name]) => name in sent)
  );
}
