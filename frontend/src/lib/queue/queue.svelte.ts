// The queue of all films, live: loads it, applies events, and loads it again when events were lost.
import { api, ask } from '#lib/api/client.ts';
import { Connection } from '#lib/realtime/connection.svelte.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { Intake } from '#lib/realtime/intake.ts';
import { moveTask } from '#lib/tasks/task-requests.ts';
import { complain } from '#lib/ui/notify.ts';
import { applyToQueue, moved, queueFrom, sections, type Queue } from './queue.ts';

const ENDED = ['completed', 'error', 'cancelled'] as const;
const SHOWN_OF_EACH = 50;
/** Guesses of time come with the whole queue only; it is loaded again this long after something changed … */
const REFRESH_MS = 1500;
/** … or, where loading takes long, so much later that it is a small part of the time. */
const REFRESH_SHARE = 20;

export class LiveQueue {
  #queue = $state.raw<Queue>();
  #failed = $state<string>();
  /** The line as a person has just arranged it, until the studio has heard of it. */
  #arranged = $state.raw<string[]>();
  #moves: Promise<void> = Promise.resolve();
  #movesUnderWay = 0;
  /** How long the last load took, in milliseconds. */
  #took = 0;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #intake = new Intake((event) => this.#apply(event));
  readonly connection = new Connection(
    '/ws/studio',
    (event) => this.#intake.receive(event),
    () => void this.load(),
    false
  );

  readonly #shown = $derived(this.#queue && (this.#arranged ? { ...this.#queue, order: this.#arranged } : this.#queue));
  readonly #sections = $derived(this.#shown && sections(this.#shown));

  get queue() {
    return this.#shown;
  }
  get sections() {
    return this.#sections;
  }
  /** Why nothing can be shown. */
  get failed() {
    return this.#failed;
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    clearTimeout(this.#refresh);
    this.connection.close();
  }

  /** Load everything. Events that come meanwhile are applied afterwards. */
  async load(): Promise<void> {
    clearTimeout(this.#refresh);
    this.#refresh = undefined;
    try {
      await this.#intake.while(async () => {
        const asked = performance.now();
        const view = await ask(api.GET('/api/queue', { params: { query: { brief: true } } }));
        // After the line, so that a task which ends meanwhile is in both or here, never in none.
        const ended = await Promise.all(
          ENDED.map((status) =>
            ask(api.GET('/api/tasks', { params: { query: { status: [status], limit: SHOWN_OF_EACH } } }))
          )
        );
        this.#took = performance.now() - asked;
        const all = ended.flatMap((page) => page.items);
        this.#queue = keepingPreviews(queueFrom(view, all), this.#queue);
        this.#failed = undefined;
      });
    } catch (error) {
      if (this.#queue) complain(error);
      else this.#failed = error instanceof Error ? error.message : String(error);
    }
  }

  /** Put a waiting task to an index of the line: seen at once, told to the studio move by move. */
  move(taskId: string, index: number): void {
    if (!this.#shown) return;
    const order = moved(this.#shown.order, taskId, index);
    const before = order[order.indexOf(taskId) + 1] ?? null;
    this.#arranged = order;
    this.#movesUnderWay++;
    this.#moves = this.#moves
      .then(() => moveTask(taskId, before, order.length))
      .then(() => undefined, complain)
      .then(async () => {
        if (this.#movesUnderWay > 1) return void this.#movesUnderWay--;
        await this.load();
        if (--this.#movesUnderWay === 0) this.#arranged = undefined;
      });
  }

  #apply(event: ServerEvent): void {
    if (!this.#queue) return;
    const before = this.#queue;
    this.#queue = applyToQueue(before, event);
    if (changesTimes(before, this.#queue, event))
      this.#refresh ??= setTimeout(() => void this.load(), Math.max(REFRESH_MS, REFRESH_SHARE * this.#took));
  }
}

/** Whether what is left to do has changed, and not only how far one task is. */
function changesTimes(before: Queue, after: Queue, event: ServerEvent): boolean {
  if (event.type === 'queue_changed' || event.type === 'generation_accepted') return true;
  return 'taskId' in event && before.tasks.get(event.taskId)?.status !== after.tasks.get(event.taskId)?.status;
}

/** The addresses of unfinished pictures come by events alone; loading again does not lose them. */
function keepingPreviews(queue: Queue, before: Queue | undefined): Queue {
  if (!before) return queue;
  const tasks = [...queue.tasks].map(([id, task]) => {
    const previewUrl = task.status === 'running' ? before.tasks.get(id)?.previewUrl : undefined;
    return [id, previewUrl ? { ...task, previewUrl } : task] as const;
  });
  return { ...queue, tasks: new Map(tasks) };
}
