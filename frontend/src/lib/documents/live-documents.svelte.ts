// The film's documents, live.
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { LivePage } from '#lib/realtime/live-page.svelte.ts';
import { loadDocuments } from './document-requests.ts';
import type { DocumentSummary } from './documents.ts';

const CONCERNS = ['creative_document_updated', 'narrative_changed', 'project_update'];

export class LiveDocuments extends LivePage {
  #documents = $state.raw<DocumentSummary[]>();
  /** Grows when shots changed, and so perhaps which lines they show. */
  #shots = $state(0);

  get documents() {
    return this.#documents;
  }
  get shots() {
    return this.#shots;
  }

  protected override get isLoaded() {
    return this.#documents !== undefined;
  }

  protected override concerns(event: ServerEvent): boolean {
    return CONCERNS.includes(event.type);
  }

  protected override async load(): Promise<void> {
    this.#documents = await loadDocuments(this.projectId);
    this.#shots++;
  }

  protected override hear(event: ServerEvent): void {
    if (event.type === 'shot_changed' || event.type === 'narrative_changed') this.#shots++;
    super.hear(event);
  }
}
