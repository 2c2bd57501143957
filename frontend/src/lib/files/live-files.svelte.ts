// One folder of a film and the film's trash, live.
import { api, ApiError, ask, type FilmTree } from '#lib/api/client.ts';
import { Connection } from '#lib/realtime/connection.svelte.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { complain } from '#lib/ui/notify.ts';
import { loadFolder, loadTrash } from './file-requests.ts';
import { concerns, type FileEntry, type TrashItem } from './files.ts';

/** Many changes at once are one look at the folder. */
const SETTLE_MS = 150;

export class LiveFiles {
  #folder = '';
  #entries = $state.raw<FileEntry[]>();
  #total = $state(0);
  #trash = $state.raw<TrashItem[]>([]);
  #tree = $state.raw<FilmTree>();
  #failed = $state<string>();
  #gone = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loading = false;
  #again = false;
  readonly connection: Connection;

  constructor(readonly projectId: string) {
    this.connection = new Connection(
      `/ws/${projectId}`,
      (event) => this.#hear(event),
      () => void this.refresh()
    );
  }

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
  get tree() {
    return this.#tree;
  }
  /** Why the folder cannot be shown. */
  get failed() {
    return this.#failed;
  }

  /** Whether there is no such folder, or no longer. */
  get gone() {
    return this.#gone;
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.connection.close();
  }

  show(folder: string): void {
    if (this.#folder !== folder) [this.#entries, this.#failed, this.#gone] = [undefined, undefined, false];
    this.#folder = folder;
    void this.refresh();
  }

  /** Load again; asked while it loads, it loads once more afterwards. */
  async refresh(): Promise<void> {
    this.#again = this.#loading;
    if (this.#loading) return;
    this.#loading = true;
    try {
      await this.#load(this.#folder);
    } finally {
      this.#loading = false;
    }
    if (this.#again) await this.refresh();
  }

  async #load(folder: string): Promise<void> {
    const isNew = this.#entries === undefined;
    try {
      const params = { path: { project_id: this.projectId } };
      [this.#tree, this.#trash] = await Promise.all([
        ask(api.GET('/api/projects/{project_id}/tree', { params })),
        loadTrash(this.projectId)
      ]);
      const entries = await loadFolder(this.projectId, folder, (part, total) => {
        if (folder !== this.#folder) return;
        this.#total = total;
        if (isNew) this.#entries = part;
      });
      if (folder === this.#folder) [this.#entries, this.#failed, this.#gone] = [entries, undefined, false];
    } catch (error) {
      if (folder !== this.#folder) return;
      this.#gone = error instanceof ApiError && error.code === 'file_not_found';
      if (this.#entries && !this.#gone) complain(error);
      else [this.#entries, this.#failed] = [undefined, error instanceof Error ? error.message : String(error)];
    }
  }

  #hear(event: ServerEvent): void {
    if (!concerns(event, this.#folder)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }
}
