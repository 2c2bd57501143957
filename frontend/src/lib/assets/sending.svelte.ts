// Files on their way to the studio: a few at once, each with its progress, each to be cancelled.
import { me } from '#lib/api/client-name.ts';
import type { Schemas } from '#lib/api/client.ts';

const AT_ONCE = 2;
const KEPT = 6;

type State = 'waiting' | 'sending' | 'keeping' | 'done' | 'failed' | 'cancelled';

export class SentFile {
  state = $state<State>('waiting');
  /** 0–100. */
  progress = $state(0);
  /** What went wrong, or what is worth knowing. */
  told = $state('');
  /** The name is taken; a person may replace that file. */
  taken = $state(false);
  request: XMLHttpRequest | undefined;

  constructor(
    readonly file: File,
    readonly replace: boolean
  ) {}

  get underWay() {
    return this.state === 'waiting' || this.state === 'sending' || this.state === 'keeping';
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
    this.#end(one, 'cancelled', 'Cancelled');
  }

  dismiss(one: F): void {
    this.#all = this.#all.filter((other) => other !== one);
  }

  /** Forget all that have ended. */
  tidy(): void {
    this.#all = this.underWay;
  }

  protected begin(one: F): void {
    const ended = this.#all.filter(({ state }) => state === 'done' || state === 'cancelled');
    const gone = new Set(ended.slice(0, Math.max(0, ended.length - KEPT)));
    this.#all = [...this.#all.filter((other) => !gone.has(other)), one];
    this.#next();
  }

  #next(): void {
    const busy = this.#all.filter(({ state }) => state === 'sending' || state === 'keeping').length;
    const waiting = this.#all.filter(({ state }) => state === 'waiting');
    for (const one of waiting.slice(0, Math.max(0, AT_ONCE - busy))) this.#send(one);
  }

  #send(one: F): void {
    const request = (one.request = new XMLHttpRequest());
    request.open('PUT', `${this.address(one)}${one.replace ? '?replace=true' : ''}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Auteur-Client', me());
    request.upload.onprogress = (event) => {
      one.progress = event.total ? (100 * event.loaded) / event.total : 0;
      if (event.total && event.loaded === event.total) one.state = 'keeping';
    };
    request.onload = () => this.#answered(one, request);
    request.onerror = () => this.#end(one, 'failed', 'The studio does not answer. Is it still running?');
    one.state = 'sending';
    request.send(one.file);
  }

  #answered(one: F, request: XMLHttpRequest): void {
    const answer = parsed(request.responseText);
    if (request.status === 201) {
      one.progress = 100;
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
