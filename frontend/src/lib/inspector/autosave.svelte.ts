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
    const sent = this.#draft;
    if (!Object.keys(sent).length || this.#state === 'saving') return;
    this.#state = 'saving';
    try {
      await this.save(sent);
      this.#problems = {};
      this.#state = 'saved';
      this.#draft = Object.fromEntries(Object.entries(this.#draft).filter(([name, value]) => sent[name] !== value));
    } catch (error) {
      this.#state = 'failed';
      this.#message = error instanceof Error ? error.message : 'It was not saved.';
      this.#problems =
        error instanceof ApiError ? Object.fromEntries(error.fields.map((f) => [String(f.loc[0]), f.msg])) : {};
      return;
    }
    if (Object.keys(this.#draft).length) await this.flush();
  }
}
