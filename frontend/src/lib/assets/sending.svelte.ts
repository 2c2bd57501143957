// Files on their way to the studio: a few at once, each with its progress, each to be cancelled. One
// whose line dropped goes on where it stopped.
import { me } from '#lib/api/client-name.ts';
import type { Schemas } from '#lib/api/client.ts';
import { COMMIT_HEADER, tellOfCommits } from '#lib/api/commits.ts';

const AT_ONCE = 2;
const KEPT = 6;
/** So long nothing may go out before the line counts as dead. */
const SILENCE_MS = 45_000;
const LONGEST_WAIT_MS = 8000;
/** The studio, or what stands in front of it, is away or busy; it is worth asking again. */
const PASSING = [423, 429, 502, 503, 504];

const CLIENT = () => ({ 'X-Auteur-Client': me() });

type State = 'waiting' | 'sending' | 'away' | 'keeping' | 'done' | 'failed' | 'cancelled';

export class SentFile {
  state = $state<State>('waiting');
  /** 0–100. */
  progress = $state(0);
  /** What went wrong, or what is worth knowing. */
  told = $state('');
  /** The name is taken; a person may replace that file. */
  taken = $state(false);
  request: XMLHttpRequest | undefined;
  /** The name that the studio keeps what came under. */
  readonly uploadId = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) =>
    n.toString(16).padStart(2, '0')
  ).join('');
  /** Bytes that the studio has. */
  received = 0;
  tries = 0;
  timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly file: File,
    readonly replace: boolean
  ) {}

  get underWay() {
    return !['done', 'failed', 'cancelled'].includes(this.state);
  }
}

export abstract class Sending<F extends SentFile = SentFile> {
  #all = $state.raw<F[]>([]);

  /** The oldest first. */
  get all() {
    return this.#all;
  }
  get underWay() {
    return this.#all.filter((one) => one.underWay);
  }

  /** Where the file is put. */
  protected abstract address(one: F): string;
  /** Where the studio tells how much of it is there. */
  protected abstract partial(one: F): string;
  /** The same file again, to replace the one that has its name. */
  protected abstract again(one: F): F;
  /** The studio has it; gives what is worth knowing. */
  protected abstract came(one: F, answer: unknown): string;
  /** It did not come after all. */
  protected abstract stayedAway(one: F): void;

  /** Put the file in the place of the one that has its name. */
  replace(one: F): void {
    this.dismiss(one);
    this.begin(this.again(one));
  }

  cancel(one: F): void {
    one.request?.abort();
    if (one.request) void fetch(this.partial(one), { method: 'DELETE', headers: CLIENT() }).catch(() => undefined);
    this.#end(one, 'cancelled', 'Cancelled');
  }

  dismiss(one: F): void {
    this.#all = this.#all.filter((other) => other !== one);
  }

  /** Forget all that have ended. */
  tidy(): void {
    this.#all = this.underWay;
  }

  cancelAll(): void {
    for (const one of this.underWay.toReversed()) this.cancel(one);
  }

  protected begin(...fresh: F[]): void {
    const ended = this.#all.filter(({ state }) => state === 'done' || state === 'cancelled');
    const gone = new Set(ended.slice(0, Math.max(0, ended.length - KEPT)));
    this.#all = [...this.#all.filter((other) => !gone.has(other)), ...fresh];
    this.#next();
  }

  #next(): void {
    const busy = this.#all.filter(({ state }) => ['sending', 'away', 'keeping'].includes(state)).length;
    const waiting = this.#all.filter(({ state }) => state === 'waiting');
    for (const one of waiting.slice(0, Math.max(0, AT_ONCE - busy))) this.#send(one);
  }

  #send(one: F): void {
    const request = (one.request = new XMLHttpRequest());
    request.open('PUT', `${this.address(one)}${one.replace ? '?replace=true' : ''}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Auteur-Client', me());
    // Nothing can be gone on with of an empty file; the studio refuses it.
    if (one.file.size) {
      request.setRequestHeader('Upload-Id', one.uploadId);
      request.setRequestHeader('Upload-Offset', `${one.received}`);
      request.setRequestHeader('Upload-Length', `${one.file.size}`);
    }
    const before = one.received;
    request.upload.onprogress = ({ loaded, total }) => {
      one.progress = total ? (100 * (before + loaded)) / (before + total) : 0;
      if (loaded === total) one.state = 'keeping';
      this.#expectMore(one, request);
    };
    request.onload = () => this.#answered(one, request);
    request.onerror = () => this.#lost(one);
    one.state = 'sending';
    this.#expectMore(one, request);
    request.send(before ? one.file.slice(before) : one.file);
  }

  /** A line that looks alive but takes nothing any more is given up. */
  #expectMore(one: F, request: XMLHttpRequest): void {
    clearTimeout(one.timer);
    if (one.state !== 'sending') return;
    one.timer = setTimeout(() => {
      request.abort();
      this.#lost(one);
    }, SILENCE_MS);
  }

  /** The line dropped: ask again and again how much is there. */
  #lost(one: F): void {
    clearTimeout(one.timer);
    if (!one.underWay) return;
    one.state = 'away';
    one.timer = setTimeout(() => void this.#goOn(one), Math.min(LONGEST_WAIT_MS, 500 * 2 ** one.tries++));
  }

  async #goOn(one: F): Promise<void> {
    let answer: Response;
    try {
      answer = await fetch(this.partial(one), { headers: CLIENT() });
    } catch {
      return this.#lost(one);
    }
    if (one.state !== 'away') return;
    if (PASSING.includes(answer.status)) return this.#lost(one);
    const told = parsed(await answer.text()) as { received?: number; file?: unknown; detail?: string };
    if (answer.status === 404) one.received = 0;
    else if (!answer.ok) return this.#end(one, 'failed', told.detail ?? `The studio answered ${answer.status}.`);
    else if (told.file) return this.#end(one, 'done', this.came(one, told));
    else {
      if ((told.received ?? 0) > one.received) one.tries = 0;
      one.received = told.received ?? 0;
    }
    this.#send(one);
  }

  #answered(one: F, request: XMLHttpRequest): void {
    clearTimeout(one.timer);
    const answer = parsed(request.responseText);
    if (PASSING.includes(request.status) || answer.code === 'wrong_offset') return this.#lost(one);
    if (request.status >= 200 && request.status < 300) {
      tellOfCommits('PUT', this.address(one), request.getResponseHeader(COMMIT_HEADER));
      this.#end(one, 'done', this.came(one, answer));
      return;
    }
    one.taken = answer.code === 'name_taken';
    this.#end(
      one,
      'failed',
      (answer.detail ?? `The studio answered ${request.status}.`).replace(/; send replace=true.*$/, '.')
    );
  }

  #end(one: F, state: State, told: string): void {
    if (!one.underWay) return;
    clearTimeout(one.timer);
    if (state === 'done') one.progress = 100;
    one.state = state;
    one.told = told;
    if (state !== 'done') this.stayedAway(one);
    this.#next();
  }
}

function parsed(text: string): Partial<Schemas['Problem']> {
  try {
    return JSON.parse(text) as Partial<Schemas['Problem']>;
  } catch {
    return {};
  }
}
