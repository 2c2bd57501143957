// The film's shot list, live.
import { api, ask } from '#lib/api/client.ts';
import { Connection } from '#lib/realtime/connection.svelte.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { complain } from '#lib/ui/notify.ts';
import type { ShotRow } from './shot-list.ts';

const SETTLE_MS = 200;
const PAGE = 1000;
/** What says nothing about shots. */
const OTHERS = new Set(['presence', 'selection_change', 'task_progress', 'queue_changed', 'creative_document_updated']);

export class LiveShotList {
  #rows = $state.raw<ShotRow[]>();
  #name = $state('');
  #failed = $state<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  readonly connection: Connection;

  constructor(readonly projectId: string) {
    this.connection = new Connection(
      `/ws/${projectId}`,
      (event) => this.#hear(event),
      () => void this.refresh()
    );
  }

  /** In the order of the film. */
  get rows() {
    return this.#rows;
  }
  get name() {
    return this.#name;
  }
  /** Why nothing can be shown. */
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

  async refresh(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const path = { project_id: this.projectId };
      const film = await ask(api.GET('/api/projects/{project_id}', { params: { path } }));
      const rows: ShotRow[] = [];
      let cursor: string | null | undefined;
      do {
        const query = { limit: PAGE, cursor };
        const page = await ask(api.GET('/api/projects/{project_id}/shot-list', { params: { path, query } }));
        rows.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor);
      if (turn !== this.#asked) return;
      [this.#rows, this.#name, this.#failed] = [rows, film.name, undefined];
    } catch (error) {
      if (this.#rows) complain(error);
      else this.#failed = error instanceof Error ? error.message : String(error);
    }
  }

  #hear(event: ServerEvent): void {
    if (OTHERS.has(event.type)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }
}
