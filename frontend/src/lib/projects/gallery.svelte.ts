import { api, ask, type ProjectView, type Quality, type Schemas } from '#lib/api/client.ts';
import { Connection } from '#lib/realtime/connection.svelte.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';

export type Template = Schemas['NarrativeTemplate'];
export type Structure = Template['id'];
export type Sort = 'name' | 'created' | 'modified';

/** What changes a card: films that came, went or changed, and how many tasks they have in the queue. */
const CONCERNS = new Set<ServerEvent['type']>([
  'gallery_changed',
  'generation_accepted',
  'task_success',
  'task_failed',
  'task_cancelled',
  'reset'
]);
const TOGETHER_MS = 150;

/** The films of the workspace, or those in its trash, as they are now: the studio says when to look again. */
export class Gallery {
  #projects = $state.raw<ProjectView[]>();
  #failed = $state<string>();
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connection = new Connection(
    '/ws/studio',
    (event) => CONCERNS.has(event.type) && this.#soon(),
    () => void this.load(),
    false
  );
  query = $state('');
  sort = $state<Sort>('modified');
  quality = $state<Quality | ''>('');
  structure = $state<Structure | ''>('');
  trash = $state(false);
  readonly narrowed = $derived(!!(this.query || this.quality || this.structure));

  get projects() {
    return this.#projects;
  }
  get failed() {
    return this.#failed;
  }
  get connection() {
    return this.#connection;
  }

  watch(): () => void {
    this.#connection.open();
    return () => {
      clearTimeout(this.#timer);
      this.#connection.close();
    };
  }

  /** Show the films, or the trash. */
  show(trash: boolean): void {
    this.trash = trash;
    this.#projects = undefined;
    void this.load();
  }

  widen(): void {
    this.query = this.quality = this.structure = '';
    void this.load();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), TOGETHER_MS);
  }

  /** Load the list. An answer that comes after a later one was asked for is dropped. */
  async load(): Promise<void> {
    const turn = ++this.#asked;
    try {
      const query = {
        sort: this.sort,
        limit: 1000,
        deleted: this.trash,
        ...(this.query && { q: this.query }),
        ...(this.quality && { quality: this.quality }),
        ...(this.structure && { structure: this.structure })
      };
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
