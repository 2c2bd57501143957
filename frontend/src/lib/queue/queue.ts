// Pure helpers over the queue of all films: what a person sees of it, and events applied to it.
import type { Schemas, TaskView } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { applyToTasks, hasEnded, shown, type ShownTask, type Tasks } from '#lib/tasks/tasks.ts';

export type Lane = Schemas['LaneView'];
type Ended = Pick<Schemas['QueueCounts'], 'failed' | 'completed' | 'cancelled'>;

/** The queue as the app keeps it. */
export interface Queue {
  tasks: Tasks;
  /** The waiting tasks by id, the next one first. */
  order: string[];
  paused: boolean;
  lanes: Lane[];
  /** Tasks that ended, of the whole record and not only of what is shown. */
  ended: Ended;
  etaSeconds: number | null;
  /** When `etaSeconds` was told, in milliseconds of the browser's clock. */
  etaAt: number;
}

/** The queue from what the studio answers: the line itself, and the tasks that ended lately. */
export function queueFrom(view: Schemas['QueueView'], ended: TaskView[]): Queue {
  const all = [...ended, ...view.held, ...view.order, ...view.running];
  return {
    tasks: new Map(all.map((task) => [task.taskId, shown(task)])),
    order: view.order.map((task) => task.taskId),
    paused: view.paused,
    lanes: view.lanes,
    ended: view.counts,
    etaSeconds: view.etaSeconds,
    etaAt: Date.now()
  };
}

const ENDS = { completed: 'completed', error: 'failed', cancelled: 'cancelled' } as const;

/** The queue after an event. Applying one twice changes nothing more. */
export function applyToQueue(queue: Queue, event: ServerEvent): Queue {
  const tasks = applyToTasks(queue.tasks, event);
  if (event.type === 'queue_changed') {
    const lanes = queue.lanes.map((lane) => ({
      ...lane,
      paused: event.paused || event.pausedLanes.includes(lane.lane)
    }));
    return { ...queue, tasks, lanes, order: event.order, paused: event.paused };
  }
  if (!('taskId' in event) || tasks === queue.tasks) return { ...queue, tasks };
  const before = queue.tasks.get(event.taskId);
  const after = tasks.get(event.taskId)!;
  const ended = { ...queue.ended };
  if (before && !hasEnded(before) && hasEnded(after)) ended[ENDS[after.status as keyof typeof ENDS]]++;
  return { ...queue, tasks, ended };
}

/** What one look at the queue shows, each list in the order in which a person reads it. */
export interface Sections {
  running: ShownTask[];
  waiting: ShownTask[];
  paused: ShownTask[];
  /** Newest first, without those that somebody retried. */
  failed: ShownTask[];
  /** Newest first. */
  done: ShownTask[];
  /** Newest first. */
  cancelled: ShownTask[];
}

export function sections(queue: Queue): Sections {
  const all = [...queue.tasks.values()];
  const retried = new Set(all.map((task) => task.retryOf));
  const place = new Map(queue.order.map((id, index) => [id, index]));
  const of = (...states: TaskView['status'][]) => all.filter((task) => states.includes(task.status));
  const newestFirst = (list: ShownTask[]) =>
    list.sort((a, b) => (b.finishedAt ?? b.createdAt).localeCompare(a.finishedAt ?? a.createdAt));
  return {
    running: of('running').sort((a, b) => (a.startedAt ?? a.createdAt).localeCompare(b.startedAt ?? b.createdAt)),
    waiting: of('pending')
      .filter((task) => !task.paused)
      .sort((a, b) => (place.get(a.taskId) ?? Infinity) - (place.get(b.taskId) ?? Infinity)),
    paused: of('pending').filter((task) => task.paused),
    failed: newestFirst(of('error').filter((task) => !retried.has(task.taskId))),
    done: newestFirst(of('completed')),
    cancelled: newestFirst(of('cancelled'))
  };
}

/** Running and waiting tasks of a lane. */
export function laneLoad(lane: Lane, { running, waiting }: Sections): { running: number; waiting: number } {
  const of = (list: ShownTask[]) => list.filter((task) => task.lane === lane.lane).length;
  return { running: of(running), waiting: of(waiting) };
}

/** The line after a task was put to an index of it, counted without the task itself. */
export function moved(order: string[], id: string, index: number): string[] {
  const rest = order.filter((other) => other !== id);
  const at = Math.max(0, Math.min(rest.length, index));
  return [...rest.slice(0, at), id, ...rest.slice(at)];
}
