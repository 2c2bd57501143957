// The film's shot list, live.
import { AssetShelf } from '#lib/assets/shelf.svelte.ts';
import { api, ask } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { LivePage } from '#lib/realtime/live-page.svelte.ts';
import type { ShotChange, ShotRow } from './shot-list.ts';

const PAGE = 1000;
/** What says nothing about shots. */
const OTHERS = new Set(['presence', 'selection_change', 'task_progress', 'queue_changed', 'creative_document_updated']);

export class LiveShotList extends LivePage {
  #rows = $state.raw<ShotRow[]>();
  readonly #shelf: AssetShelf;

  constructor(projectId: string) {
    super(projectId);
    this.#shelf = new AssetShelf(projectId);
  }

  /** The film's characters, by name. */
  get characters(): string[] {
    const all = [...this.#shelf.assets.values()].filter(({ category }) => category === 'characters');
    return all.map(({ name }) => name).sort((a, b) => a.localeCompare(b));
  }

  /** Write several cells in one step; gives how many shots changed. */
  async fillIn(changes: ShotChange[]): Promise<number> {
    const params = { path: { project_id: this.projectId } };
    const body = { changes };
    return (await ask(api.PATCH('/api/projects/{project_id}/shot-list', { params, body }))).shots.length;
  }

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
    const shelf = this.#shelf.load();
    const rows: ShotRow[] = [];
    let cursor: string | null | undefined;
    do {
      const params = { path: { project_id: this.projectId }, query: { limit: PAGE, cursor } };
      const page = await ask(api.GET('/api/projects/{project_id}/shot-list', { params }));
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    await shelf;
    this.#rows = rows;
  }
}
