import { importFilm } from './import-film.ts';

export interface Import {
  key: number;
  name: string;
  /** 0 to 1; at 1 the studio checks what it got. */
  done: number;
  failed?: string;
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
      const entry: Import = $state({ key: ++this.#count, name: file.name, done: 0 });
      this.#list.push(entry);
      this.#line = this.#line.then(() => this.#bring(file, entry));
    }
  }

  dismiss(entry: Import): void {
    this.#list = this.#list.filter((one) => one.key !== entry.key);
  }

  async #bring(file: File, entry: Import): Promise<void> {
    try {
      await importFilm(file, (done) => (entry.done = done));
      this.dismiss(entry);
      this.onarrived();
    } catch (error) {
      entry.failed = error instanceof Error ? error.message : String(error);
    }
  }
}
