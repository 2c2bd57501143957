import { importFilm } from './import-film.ts';

export interface Import {
  key: number;
  name: string;
  bytes: number;
  /** 0 to 1; at 1 the studio checks what it got. */
  done: number;
  failed?: string;
  /** Let it be, as long as it has not wholly arrived. */
  cancel: () => void;
}

/** Films on their way in: one after another, each with its progress, and with its reason when it was refused. */
export class Imports {
  #list = $state<Import[]>([]);
  #line: Promise<unknown> = Promise.resolve();
  #count = 0;

  constructor(private readonly onarrived: () => void) {}

  get list(): readonly Import[] {
    return this.#list;
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      const ending = new AbortController();
      const cancel = () => {
        ending.abort();
        this.dismiss(entry);
      };
      const entry: Import = $state({ key: ++this.#count, name: file.name, bytes: file.size, done: 0, cancel });
      this.#list.push(entry);
      this.#line = this.#line.then(() => this.#bring(file, entry, ending.signal));
    }
  }

  dismiss(entry: Import): void {
    this.#list = this.#list.filter((one) => one.key !== entry.key);
  }

  async #bring(file: File, entry: Import, signal: AbortSignal): Promise<void> {
    try {
      await importFilm(file, (done) => (entry.done = done), signal);
      this.dismiss(entry);
      this.onarrived();
    } catch (error) {
      if (signal.aborted) return;
      entry.failed = error instanceof Error ? error.message : String(error);
    }
  }
}
