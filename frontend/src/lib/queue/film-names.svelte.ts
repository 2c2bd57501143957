// What the films and shots that stand in the queue are called. Names are asked for once, when something shows them.
import { SvelteMap } from 'svelte/reactivity';
import { api, ask } from '#lib/api/client.ts';

export interface TaskPlace {
  film: string;
  /** `S02_S04`, once it is known. */
  slate: string | null;
  shot: string | null;
}

export class FilmNames {
  #films = new SvelteMap<string, string>();
  #shots = new SvelteMap<string, { slate: string; name: string }>();
  #asked = new Set<string>();

  of(task: { projectId: string; shotId?: string | null }): TaskPlace {
    const shot = task.shotId ? this.#shots.get(task.shotId) : undefined;
    // A shot that was added since is asked for again, together with its film.
    this.#ask(task.projectId, shot || !task.shotId ? '' : task.shotId);
    return { film: this.#films.get(task.projectId) ?? '…', slate: shot?.slate ?? null, shot: shot?.name ?? null };
  }

  #ask(projectId: string, shotId: string): void {
    const key = `${projectId}/${shotId}`;
    if (this.#asked.has(key) || (!shotId && this.#films.has(projectId))) return;
    this.#asked.add(key);
    queueMicrotask(() => void this.#load(projectId));
  }

  #loading = new Map<string, Promise<void>>();

  #load(projectId: string): Promise<void> {
    const known = this.#loading.get(projectId);
    if (known) return known;
    const loading = ask(api.GET('/api/projects/{project_id}/tree', { params: { path: { project_id: projectId } } }))
      .then(
        (tree) => {
          this.#films.set(projectId, tree.name);
          for (const chapter of tree.chapters)
            for (const scene of chapter.scenes)
              for (const { id, slate, name } of scene.shots) this.#shots.set(id, { slate, name });
        },
        () => this.#films.set(projectId, 'A film that is gone')
      )
      .then(() => void this.#loading.delete(projectId));
    this.#loading.set(projectId, loading);
    return loading;
  }
}
