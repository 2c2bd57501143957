// Saves as you type: changes gather for a moment and go out together.
import { ApiError } from '#lib/api/client.ts';

export type SaveState = 'idle' | 'saving' | 'saved' | 'failed';
const PAUSE_MS = 500;

export class Autosave {
  #state = $state<SaveState>('idle');
  #problems = $state.raw<Record<string, string>>({});
  #message = $state('');
  #draft = $state.raw<Record<string, unknown>>({});
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly save: (fields: Record<string, unknown>) => Promise<void>) {}

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

  set(name: string, value: unknown): void {
    this.#draft = { ...this.#draft, [name]: value };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
  }

  /** Save what waits now, for example because something else is about to be shown. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (!Object.keys(this.#draft).length) return;
    if (this.#state === 'saving') {
      this.#timer = setTimeout(() => void this.flush(), PAUSE_MS);
      return;
    }
    this.#state = 'saving';
    this.#problems = {};
    await this.#send(this.#draft);
  }

  async #send(fields: Record<string, unknown>): Promise<void> {
    try {
      await this.save(fields);
    } catch (error) {
      const refused = error instanceof ApiError ? problemsIn(error, fields) : {};
      this.#problems = { ...this.#problems, ...refused };
      this.#message = error instanceof Error ? error.message : 'It was not saved.';
      const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in refused)));
      // One field that is wrong does not hold back the others.
      if (Object.keys(refused).length && Object.keys(rest).length) return this.#send(rest);
      this.#state = 'failed';
      return;
    }
    this.#draft = Object.fromEntries(
      Object.entries(this.#draft).filter(([name, value]) => !(name in fields) || fields[name] !== value)
    );
    const waiting = Object.keys(this.#draft).filter((name) => !(name in this.#problems));
    this.#state = Object.keys(this.#problems).length ? 'failed' : 'saved';
    if (waiting.length) await this.flush();
  }
}

/** What the server says about the fields that were sent, by field. */
function problemsIn(error: ApiError, sent: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    error.fields.map((problem) => [String(problem.loc[0]), problem.msg] as const).filter(([name]) => name in sent)
  );
}
