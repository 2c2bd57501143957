// The film's shot list, live.
import { api, ask } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { LivePage } from '#lib/realtime/live-page.svelte.ts';
import type { ShotRow } from './shot-list.ts';

const PAGE = 1000;
/** What says nothing about shots. */
const OTHERS = new Set(['presence', 'selection_change', 'task_progress', 'queue_changed', 'creative_document_updated']);

export class LiveShotList extends LivePage {
  #rows = $state.raw<ShotRow[]>();

  /** In the order of the film. */
  get rows() {
    return this.#rows;
  }

  protected override get isLoaded() {
    return this.#rows !== undefined;
  }

  protected override concerns(event: ServerEvent): boolean {
    return !OTHERS.has(event.type);
  }

  protected override async load(): Promise<void> {
    const rows: ShotRow[] = [];
    let cursor: string | null | undefined;
    do {
      const params = { path: { project_id: this.projectId }, query: { limit: PAGE, cursor } };
      const page = await ask(api.GET('/api/projects/{project_id}/shot-list', { params }));
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    this.#rows = rows;
  }
}
