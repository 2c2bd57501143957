// One document that is being written: saved as you type, never over what somebody else wrote meanwhile.
import { ApiError } from '#lib/api/client.ts';
import { loadDocument, saveDocument } from './document-requests.ts';
import { expectSave, isSaved } from '#lib/undo/unsaved.ts';
import type { DocumentText } from './documents.ts';

export type DraftState = 'saved' | 'typed' | 'saving' | 'failed' | 'conflict';
const PAUSE_MS = 900;

export interface Store {
  load: (projectId: string, path: string) => Promise<DocumentText>;
  save: (projectId: string, path: string, content: string, version: string) => Promise<DocumentText>;
}

export class Draft {
  #state = $state<DraftState>('saved');
  #message = $state('');
  #text = $state.raw('');
  #theirs = $state.raw<DocumentText>();
  /** Grows when the text is replaced by another one than was typed here. */
  #replaced = $state(0);
  #version = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #sent: Promise<void> = Promise.resolve();

  constructor(
    readonly projectId: string,
    readonly document: DocumentText,
    private readonly store: Store = { load: loadDocument, save: saveDocument }
  ) {
    this.#text = document.content;
    this.#version = document.version;
  }

  get state() {
    return this.#state;
  }
  get message() {
    return this.#message;
  }
  get text() {
    return this.#text;
  }
  /** What somebody else wrote while this was typed. */
  get theirs() {
    return this.#theirs;
  }
  get replaced() {
    return this.#replaced;
  }
  get version() {
    return this.#version;
  }
  get isUnsaved() {
    return this.#state !== 'saved';
  }

  type(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    if (this.#state === 'conflict' || this.#state === 'saving') return;
    this.#state = 'typed';
    expectSave(this.#saveAll);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
  }

  #saveAll = async (): Promise<void> => {
    await this.#sent;
    await this.save();
  };

  async save(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#state !== 'typed' && this.#state !== 'failed') return;
    this.#state = 'saving';
    this.#sent = this.#send(this.#text);
    await this.#sent;
    if (!this.isUnsaved) isSaved(this.#saveAll);
  }

  async #send(sent: string): Promise<void> {
    try {
      this.#version = (await this.store.save(this.projectId, this.document.path, sent, this.#version)).version;
    } catch (error) {
      await this.#refused(error, sent);
      return;
    }
    this.#message = '';
    this.#state = this.#text === sent ? 'saved' : 'typed';
    if (this.#state === 'typed') {
      if (this.#closed) await this.save();
      else this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
    }
  }

  async #refused(error: unknown, sent: string): Promise<void> {
    this.#message = error instanceof Error ? error.message : 'It was not saved.';
    this.#state = 'failed';
    if (!(error instanceof ApiError) || error.status !== 412) return;
    try {
      const theirs = await this.store.load(this.projectId, this.document.path);
      if (theirs.content === sent) {
        this.#version = theirs.version;
        this.#state = this.#text === sent ? 'saved' : 'typed';
        if (this.#state === 'typed') await this.save();
        return;
      }
      this.#theirs = theirs;
      this.#state = 'conflict';
    } catch (again) {
      this.#message = again instanceof Error ? again.message : this.#message;
    }
  }

  /** What was typed here replaces theirs. */
  async keepMine(): Promise<void> {
    if (!this.#theirs) return;
    this.#version = this.#theirs.version;
    this.#theirs = undefined;
    this.#state = 'typed';
    await this.save();
  }

  takeTheirs(): void {
    if (this.#theirs) this.#take(this.#theirs);
  }

  /** The document was saved, by somebody: take it over, unless something was typed here. */
  async hear(version: string): Promise<void> {
    if (version === this.#version || this.#state !== 'saved') return;
    const found = await this.store.load(this.projectId, this.document.path);
    if (this.#state === 'saved' && found.version !== this.#version) this.#take(found);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.save();
  }

  #take(found: DocumentText): void {
    this.#theirs = undefined;
    this.#text = found.content;
    this.#version = found.version;
    this.#state = 'saved';
    this.#message = '';
    this.#replaced++;
  }
}
