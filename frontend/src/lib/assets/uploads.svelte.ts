// Files on their way into the film: a few at once, each with its progress, each to be cancelled.
import { me } from '#lib/api/client-name.ts';
import type { Schemas } from '#lib/api/client.ts';
import { nameFrom, type Asset, type Category } from './assets.ts';
import type { AssetShelf } from './shelf.svelte.ts';

const AT_ONCE = 2;
const KEPT = 6;

type State = 'waiting' | 'sending' | 'keeping' | 'done' | 'failed' | 'cancelled';

export class Upload {
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
    readonly asset: Asset,
    /** The asset was made for this file, and goes when the file does not come. */
    readonly alone: boolean,
    readonly replace: boolean
  ) {}

  get underWay() {
    return this.state === 'waiting' || this.state === 'sending' || this.state === 'keeping';
  }
}

export class Uploads {
  #all = $state.raw<Upload[]>([]);

  constructor(private readonly shelf: AssetShelf) {}

  /** The oldest first. */
  get all() {
    return this.#all;
  }
  get underWay() {
    return this.#all.filter((upload) => upload.underWay);
  }

  /** Each file becomes an asset of its own. */
  async intoCategory(files: Iterable<File>, category: Category): Promise<void> {
    for (const file of files) {
      const asset = await this.shelf.add(category, nameFrom(file.name));
      if (asset) this.#begin(new Upload(file, asset, true, false));
    }
  }

  intoAsset(files: Iterable<File>, asset: Asset): void {
    for (const file of files) this.#begin(new Upload(file, asset, false, false));
  }

  /** Put the file in the place of the one that has its name. */
  replace(upload: Upload): void {
    this.dismiss(upload);
    this.#begin(new Upload(upload.file, upload.asset, false, true));
  }

  cancel(upload: Upload): void {
    upload.request?.abort();
    this.#end(upload, 'cancelled', 'Cancelled');
  }

  dismiss(upload: Upload): void {
    this.#all = this.#all.filter((one) => one !== upload);
  }

  /** Forget all that have ended. */
  tidy(): void {
    this.#all = this.underWay;
  }

  #begin(upload: Upload): void {
    const ended = this.#all.filter((one) => one.state === 'done' || one.state === 'cancelled');
    const gone = new Set(ended.slice(0, Math.max(0, ended.length - KEPT)));
    this.#all = [...this.#all.filter((one) => !gone.has(one)), upload];
    this.#next();
  }

  #next(): void {
    const busy = this.#all.filter((one) => one.state === 'sending' || one.state === 'keeping').length;
    for (const upload of this.#all.filter((one) => one.state === 'waiting').slice(0, Math.max(0, AT_ONCE - busy)))
      this.#send(upload);
  }

  #send(upload: Upload): void {
    const request = (upload.request = new XMLHttpRequest());
    const base = `/api/projects/${this.shelf.projectId}/assets/${upload.asset.assetId}/files`;
    request.open('PUT', `${base}/${encodeURIComponent(upload.file.name)}${upload.replace ? '?replace=true' : ''}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Auteur-Client', me());
    request.upload.onprogress = (event) => {
      upload.progress = event.total ? (100 * event.loaded) / event.total : 0;
      if (event.total && event.loaded === event.total) upload.state = 'keeping';
    };
    request.onload = () => this.#answered(upload, request);
    request.onerror = () => this.#end(upload, 'failed', 'The studio does not answer. Is it still running?');
    upload.state = 'sending';
    request.send(upload.file);
  }

  #answered(upload: Upload, request: XMLHttpRequest): void {
    const answer = parsed(request.responseText);
    if (request.status === 201) {
      const twin = (answer as unknown as Schemas['ReceivedFile']).duplicateOf;
      upload.progress = 100;
      this.#end(upload, 'done', twin ? `The same file is in “${twin.name}” already.` : '');
      return;
    }
    upload.taken = answer.code === 'name_taken';
    this.#end(
      upload,
      'failed',
      (answer.detail ?? `The studio answered ${request.status}.`).replace(/; send replace=true.*$/, '.')
    );
  }

  #end(upload: Upload, state: State, told: string): void {
    if (!upload.underWay) return;
    upload.state = state;
    upload.told = told;
    if (state !== 'done' && upload.alone) void this.shelf.removeEmpty(upload.asset.assetId);
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
