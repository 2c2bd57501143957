// The shot that is shown: its record and its takes.
import { api, ask, type ShotView, type TakeView } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { applyToTakes, needsReload } from '#lib/takes/takes.ts';

export class OpenShot {
  #id: string | undefined;
  #record = $state.raw<ShotView>();
  #takes = $state.raw<TakeView[]>([]);

  constructor(private readonly projectId: string) {}

  get record() {
    return this.#record;
  }
  /** Newest first. */
  get takes() {
    return this.#takes;
  }

  /** Show another shot, or none. Says whether it has to be loaded. */
  show(id: string | undefined): boolean {
    if (this.#id === id) return false;
    this.#id = id;
    this.#record = undefined;
    this.#takes = [];
    return id !== undefined;
  }

  async load(): Promise<void> {
    const id = this.#id;
    if (!id) return;
    const path = { project_id: this.projectId, shot_id: id };
    const [record, takes] = await Promise.all([
      ask(api.GET('/api/projects/{project_id}/shots/{shot_id}', { params: { path } })),
      ask(api.GET('/api/projects/{project_id}/shots/{shot_id}/takes', { params: { path, query: { limit: 1000 } } }))
    ]);
    if (this.#id !== id) return;
    this.#record = record;
    this.#takes = takes.items;
  }

  /** Apply an event. Says whether it told too little, so that the shot has to be loaded again. */
  apply(event: ServerEvent): boolean {
    if (!this.#id) return false;
    const stale = needsReload(this.#takes, event);
    this.#takes = applyToTakes(this.#takes, this.#id, event);
    if (event.type === 'shot_changed' && this.#record?.id === event.shotId)
      this.#record = { ...this.#record, ...event.changes };
    if (event.type === 'active_take_changed' && this.#record?.id === event.shotId)
      this.#record = { ...this.#record, ...event.changes, activeTake: event.takeNumber };
    if (event.type === 'take_created' && this.#record?.id === event.shotId)
      this.#record = { ...this.#record, ...event.shotChanges };
    return stale;
  }
}
