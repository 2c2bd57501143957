// What a person asks of a shot's takes. The takes themselves change by events.
import { api, ask, type Quality, type Schemas } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';

export class TakeRequests {
  constructor(private readonly projectId: string) {}

  generate(shotId: string, count: number, quality?: Quality, parameters: Record<string, unknown> = {}) {
    const body = { count, quality, parameters } as Schemas['TakesRequest']; // what is left out has its default
    return attempt(() =>
      ask(
        api.POST('/api/projects/{project_id}/shots/{shot_id}/takes', {
          params: { path: this.#shot(shotId) },
          body
        })
      )
    );
  }

  choose(shotId: string, takeNumber: number) {
    return attempt(() =>
      ask(
        api.PUT('/api/projects/{project_id}/shots/{shot_id}/active-take', {
          params: { path: this.#shot(shotId) },
          body: { takeNumber }
        })
      )
    );
  }

  change(
    shotId: string,
    number: number,
    body: { rating?: number | null; label?: string | null; note?: string | null }
  ) {
    const path = { ...this.#shot(shotId), number };
    return attempt(() =>
      ask(api.PATCH('/api/projects/{project_id}/shots/{shot_id}/takes/{number}', { params: { path }, body }))
    );
  }

  delete(shotId: string, number: number) {
    const path = { ...this.#shot(shotId), number };
    return attempt(() =>
      ask(api.DELETE('/api/projects/{project_id}/shots/{shot_id}/takes/{number}', { params: { path } }))
    );
  }

  /** The prompt exactly as a task would send it. Throws the server's error. */
  prompt(shotId: string) {
    return ask(
      api.POST('/api/projects/{project_id}/shots/{shot_id}/prompt/preview', { params: { path: this.#shot(shotId) } })
    );
  }

  #shot(shotId: string) {
    return { project_id: this.projectId, shot_id: shotId };
  }
}
