// One folder of a film and the film's trash, live.
import { ApiError } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { LivePage } from '#lib/realtime/live-page.svelte.ts';
import { loadFolder, loadTrash } from './file-requests.ts';
import { concerns, type FileEntry, type TrashItem } from './files.ts';

export class LiveFiles extends LivePage {
  #folder = '';
  #entries = $state.raw<FileEntry[]>();
  #total = $state(0);
  #trash = $state.raw<TrashItem[]>([]);
  #gone = $state(false);

  /** What the folder holds, folders first; undefined until something of it has come. */
  get entries() {
    return this.#entries;
  }
  /** How many there are, also while some are still on their way. */
  get total() {
    return this.#total;
  }
  get trash() {
    return this.#trash;
  }
  /** Whether there is no such folder, or no longer. */
  get gone() {
    return this.#gone;
  }

  show(folder: string): void {
    if (this.#folder !== folder) [this.#entries, this.#gone] = [undefined, false];
    this.#folder = folder;
    this.begin();
  }

  protected override get isLoaded() {
    return this.#entries !== undefined;
  }

  protected override concerns(event: ServerEvent): boolean {
    return concerns(event, this.#folder);
  }

  protected override async load(): Promise<void> {
    const [folder, isNew] = [this.#folder, this.#entries === undefined];
    try {
      this.#trash = await loadTrash(this.projectId);
      const entries = await loadFolder(this.projectId, folder, (part, total) => {
        if (folder !== this.#folder) return;
        this.#total = total;
        if (isNew) this.#entries = part;
      });
      if (folder === this.#folder) [this.#entries, this.#gone] = [entries, false];
    } catch (error) {
      if (folder !== this.#folder) return;
      this.#gone = error instanceof ApiError && error.code === 'file_not_found';
      if (this.#gone) this.#entries = undefined;
      throw error;
    }
  }
}
