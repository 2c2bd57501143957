// The film's documents, live.
import { api, ask, type FilmTree } from '#lib/api/client.ts';
import { Connection } from '#lib/realtime/connection.svelte.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { complain } from '#lib/ui/notify.ts';
import { loadDocuments } from './document-requests.ts';
import type { DocumentSummary } from './documents.ts';

const SETTLE_MS = 150;

export class LiveDocuments {
  #documents = $state.raw<DocumentSummary[]>();
  #tree = $state.raw<FilmTree>();
  #failed = $state<string>();
  /** Grows when shots changed, and so perhaps which lines they show. */
  #shots = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly connection: Connection;

  constructor(readonly projectId: string) {
    this.connection = new Connection(
      `/ws/${projectId}`,
      (event) => this.#hear(event),
      () => void this.refresh()
    );
  }

  get documents() {
    return this.#documents;
  }
  get tree() {
    return this.#tree;
  }
  /** Why nothing can be shown. */
  get failed() {
    return this.#failed;
  }

  get shots() {
    return this.#shots;
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.connection.close();
  }

  async refresh(): Promise<void> {
    try {
      const params = { path: { project_id: this.projectId } };
      [this.#tree, this.#documents] = await Promise.all([
        ask(api.GET('/api/projects/{project_id}/tree', { params })),
        loadDocuments(this.projectId)
      ]);
      this.#failed = undefined;
      this.#shots++;
    } catch (error) {
      if (this.#documents) complain(error);
      else this.#failed = error instanceof Error ? error.message : String(error);
    }
  }

  #hear(event: ServerEvent): void {
    if (event.type === 'shot_changed' || event.type === 'narrative_changed') this.#shots++;
    if (!['creative_document_updated', 'narrative_changed', 'project_update'].includes(event.type)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }
}
