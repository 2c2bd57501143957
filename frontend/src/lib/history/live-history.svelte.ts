// A film's diary, live: the newest entries come by themselves, older ones when they are asked for.
import { AssetShelf } from '#lib/assets/shelf.svelte.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { LivePage } from '#lib/realtime/live-page.svelte.ts';
import { complain } from '#lib/ui/notify.ts';
import { loadDiary, loadFolder } from './history-requests.ts';
import { joined, type Diary, type GitState } from './history.ts';

/** Git reads the whole folder for its answer. */
const FOLDER_SETTLE_MS = 500;

export class LiveHistory extends LivePage {
  #diary = $state.raw<Diary>();
  #folder = $state.raw<GitState>();
  #shelf: AssetShelf;
  #busy = $state(false);
  #element: string | null = null;
  #folderTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(projectId: string) {
    super(projectId);
    this.#shelf = new AssetShelf(projectId);
  }

  get diary() {
    return this.#diary;
  }
  /** What Git says of the folder; nothing while it cannot say. */
  get folder() {
    return this.#folder;
  }
  get assets() {
    return [...this.#shelf.assets.values()];
  }
  /** Whether older entries are on their way. */
  get busy() {
    return this.#busy;
  }

  override close(): void {
    clearTimeout(this.#folderTimer);
    super.close();
  }

  /** Show all entries, or those of one element. */
  show(element: string | null): void {
    if (this.#element === element) return;
    this.#element = element;
    this.#diary = undefined;
    this.begin();
  }

  protected override get isLoaded() {
    return this.#diary !== undefined;
  }

  protected override concerns(event: ServerEvent): boolean {
    return event.type === 'history_changed';
  }

  protected override async load(): Promise<void> {
    const element = this.#element;
    void this.lookAtFolder();
    const [newest] = await Promise.all([loadDiary(this.projectId, element), this.#shelf.load()]);
    if (element === this.#element) this.#diary = joined(this.#diary, newest);
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

  protected override hear(event: ServerEvent): void {
    super.hear(event);
    if (event.type !== 'file_changed') return;
    clearTimeout(this.#folderTimer);
    this.#folderTimer = setTimeout(() => void this.lookAtFolder(), FOLDER_SETTLE_MS);
  }
}
