import { api, ask, type ProjectView, type Schemas } from '#lib/api/client.ts';

export type Template = Schemas['NarrativeTemplate'];
export type Sort = 'name' | 'created' | 'modified';

const QUIETLY_MS = 4000;

/** The films of the workspace. No socket reaches the gallery, so it looks again now and then while it is visible. */
export class Gallery {
  #projects = $state.raw<ProjectView[]>();
  #failed = $state<string>();
  #asked = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  query = $state('');
  sort = $state<Sort>('modified');

  get projects() {
    return this.#projects;
  }
  get failed() {
    return this.#failed;
  }

  watch(): () => void {
    void this.load();
    this.#timer = setInterval(() => document.visibilityState === 'visible' && void this.load(), QUIETLY_MS);
    return () => clearInterval(this.#timer);
  }

  /** Load the list. An answer that comes after a later one was asked for is dropped. */
  async load(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const query = { sort: this.sort, limit: 1000, ...(this.query && { q: this.query }) };
      const { items } = await ask(api.GET('/api/projects', { params: { query } }));
      if (turn !== this.#asked) return;
      this.#projects = items;
      this.#failed = undefined;
    } catch (error) {
      if (turn !== this.#asked) return;
      this.#failed = error instanceof Error ? error.message : String(error);
    }
  }
}
