// A film's diary, live: the newest entries come by themselves, older ones when they are asked for.
import { api, ask, type FilmTree } from '#lib/api/client.ts';
import { AssetShelf } from '#lib/assets/shelf.svelte.ts';
import { Connection } from '#lib/realtime/connection.svelte.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { complain } from '#lib/ui/notify.ts';
import { loadDiary, loadFolder } from './history-requests.ts';
import { joined, type Diary, type GitState } from './history.ts';

/** Many changes at once are one look at the diary. */
const SETTLE_MS = 150;
/** Git reads the whole folder for its answer. */
const FOLDER_SETTLE_MS = 500;

export class LiveHistory {
  #diary = $state.raw<Diary>();
  #tree = $state.raw<FilmTree>();
  #folder = $state.raw<GitState>();
  #shelf: AssetShelf;
  #failed = $state<string>();
  #busy = $state(false);
  #element: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #folderTimer: ReturnType<typeof setTimeout> | undefined;
  readonly connection: Connection;

  constructor(readonly projectId: string) {
    this.#shelf = new AssetShelf(projectId);
    this.connection = new Connection(
      `/ws/${projectId}`,
      (event) => this.#hear(event),
      () => {
        void this.refresh();
        void this.lookAtFolder();
      }
    );
  }

  get diary() {
    return this.#diary;
  }
  get tree() {
    return this.#tree;
  }
  /** What Git says of the folder; nothing while it cannot say. */
  get folder() {
    return this.#folder;
  }
  get assets() {
    return [...this.#shelf.assets.values()];
  }
  /** Why nothing can be shown. */
  get failed() {
    return this.#failed;
  }
  /** Whether older entries are on their way. */
  get busy() {
    return this.#busy;
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#folderTimer);
    this.connection.close();
  }

  /** Show all entries, or those of one element. */
  show(element: string | null): void {
    if (this.#element === element) return;
    this.#element = element;
    this.#diary = undefined;
    void this.refresh();
  }

  async refresh(): Promise<void> {
    const element = this.#element;
    try {
      const path = { project_id: this.projectId };
      const [newest, tree] = await Promise.all([
        loadDiary(this.projectId, element),
        ask(api.GET('/api/projects/{project_id}/tree', { params: { path } })),
        this.#shelf.load()
      ]);
      if (element !== this.#element) return;
      this.#diary = joined(this.#diary, newest);
      this.#tree = tree;
      this.#failed = undefined;
    } catch (error) {
      if (this.#diary) complain(error);
      else this.#failed = error instanceof Error ? error.message : String(error);
    }
  }

  /** Load the next older entries. */
  async older(): Promise<void> {
    const [known, element] = [this.#diary, this.#element];
    if (!known?.cursor || this.#busy) return;
    this.#busy = true;
    try {
      const page = await loadDiary(this.projectId, element, known.cursor);
      const now = this.#diary;
      if (element === this.#element && now?.cursor === known.cursor)
        this.#diary = { entries: [...now.entries, ...page.entries], total: page.total, cursor: page.cursor };
    } catch (error) {
      complain(error);
    } finally {
      this.#busy = false;
    }
  }

  async lookAtFolder(): Promise<void> {
    this.#folder = await loadFolder(this.projectId).catch(() => undefined);
  }

  #hear(event: ServerEvent): void {
    if (event.type === 'history_changed' || event.type === 'file_changed') {
      clearTimeout(this.#folderTimer);
      this.#folderTimer = setTimeout(() => void this.lookAtFolder(), FOLDER_SETTLE_MS);
    }
    if (event.type !== 'history_changed') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }
}
