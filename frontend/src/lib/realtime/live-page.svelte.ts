// What a page of a film shows, live: loaded at first, after a gap, and in a moment after each event that concerns it.
import { api, ApiError, ask, type FilmTree } from '#lib/api/client.ts';
import { complain } from '#lib/ui/notify.ts';
import { Connection } from './connection.svelte.ts';
import type { ServerEvent } from './events.d.ts';

/** Many changes at once are one look. */
const SETTLE_MS = 150;

export abstract class LivePage {
  #tree = $state.raw<FilmTree>();
  #failed = $state<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loading = false;
  #again = false;
  readonly connection: Connection;

  constructor(
    readonly projectId: string,
    private readonly settleMs = SETTLE_MS
  ) {
    this.connection = new Connection(
      `/ws/${projectId}`,
      (event) => this.hear(event),
      () => void this.refresh()
    );
  }

  get tree() {
    return this.#tree;
  }
  /** Why nothing can be shown. */
  get failed() {
    return this.#failed;
  }

  /** Whether an event changes what is shown. */
  protected abstract concerns(event: ServerEvent): boolean;
  /** Load what is shown beside the film's tree. */
  protected abstract load(): Promise<void>;
  /** Whether there is something to go on showing when loading fails. */
  protected abstract get isLoaded(): boolean;

  open(): void {
    this.connection.open();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.connection.close();
  }

  /** Load again; asked while it loads, it loads once more afterwards. */
  async refresh(): Promise<void> {
    this.#again = this.#loading;
    if (this.#loading) return;
    this.#loading = true;
    try {
      const path = { project_id: this.projectId };
      const tree = ask(api.GET('/api/projects/{project_id}/tree', { params: { path } }));
      [this.#tree] = await Promise.all([tree, this.load()]);
      this.#failed = undefined;
    } catch (error) {
      if (error instanceof ApiError && error.isAway) this.connection.lacks();
      if (this.isLoaded) complain(error);
      else this.#failed = error instanceof Error ? error.message : String(error);
    } finally {
      this.#loading = false;
    }
    if (this.#again) await this.refresh();
  }

  protected hear(event: ServerEvent): void {
    if (!this.concerns(event)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), this.settleMs);
  }

  /** Something else is to be shown now. */
  protected begin(): void {
    this.#failed = undefined;
    void this.refresh();
  }
}
