// What the films and shots that stand in the queue are called. Names are asked for once, when something shows them.
import { SvelteMap } from 'svelte/reactivity';
import { api, ApiError, ask } from '#lib/api/client.ts';

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
  #loading = new Set<string>();

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

  async #load(projectId: string): Promise<void> {
    if (this.#loading.has(projectId)) return;
    this.#loading.add(projectId);
    try {
      const path = { project_id: projectId };
      const tree = await ask(api.GET('/api/projects/{project_id}/tree', { params: { path } }));
      this.#films.set(projectId, tree.name);
      for (const chapter of tree.chapters)
        for (const scene of chapter.scenes)
          for (const { id, slate, name } of scene.shots) this.#shots.set(id, { slate, name });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.#films.set(projectId, 'A film that is gone');
      // Otherwise the studio did not answer; whoever shows the name next asks again.
      else this.#asked = new Set([...this.#asked].filter((key) => !key.startsWith(projectId)));
    } finally {
      this.#loading.delete(projectId);
    }
  }
}
