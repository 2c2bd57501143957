// One folder of a film and the film's trash, live.
import { api, ask, type FilmTree } from '#lib/api/client.ts';
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

  open(): void {
    this.connection.open();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.connection.close();
  }

  show(folder: string): void {
    if (this.#folder !== folder) [this.#entries, this.#failed] = [undefined, undefined];
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
    try {
      const params = { path: { project_id: this.projectId } };
      const isNew = this.#entries === undefined;
      const [tree, trash, entries] = await Promise.all([
        ask(api.GET('/api/projects/{project_id}/tree', { params })),
        loadTrash(this.projectId),
        loadFolder(this.projectId, folder, (part, total) => {
          if (folder !== this.#folder) return;
          this.#total = total;
          if (isNew) this.#entries = part;
        })
      ]);
      [this.#tree, this.#trash] = [tree, trash];
      if (folder === this.#folder) [this.#entries, this.#failed] = [entries, undefined];
    } catch (error) {
      if (folder !== this.#folder) return;
      const message = error instanceof Error ? error.message : String(error);
      if (this.#entries && !isGone(error)) complain(error);
      else [this.#entries, this.#failed] = [undefined, message];
    }
  }

  #hear(event: ServerEvent): void {
    if (!concerns(event, this.#folder)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }
}

const isGone = (error: unknown) => (error as { code?: string }).code === 'file_not_found';
