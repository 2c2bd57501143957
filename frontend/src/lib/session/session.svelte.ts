// One open film: loads its state and keeps it true by applying events.
import { getContext, setContext } from 'svelte';
import { AssetShelf } from '#lib/assets/shelf.svelte.ts';
import { Uploads } from '#lib/assets/uploads.svelte.ts';
import {
  api,
  ApiError,
  ask,
  type FilmTree,
  type ProjectDetails,
  type Quality,
  type QualityMapping
} from '#lib/api/client.ts';
import { NarrativeRequests } from '#lib/narrative/narrative-requests.ts';
import { applyToTree, countsTakes, find, type Place } from '#lib/narrative/tree.ts';
import { Connection } from '#lib/realtime/connection.svelte.ts';
import type { Peer, ServerEvent } from '#lib/realtime/events.d.ts';
import { Intake } from '#lib/realtime/intake.ts';
import { TakeRequests } from '#lib/takes/take-requests.ts';
import { loadTasks } from '#lib/tasks/load-tasks.ts';
import { applyToTasks, hasEnded, shown, waitsBecause, type ShownTask, type Tasks } from '#lib/tasks/tasks.ts';
import { complain } from '#lib/ui/notify.ts';
import { OpenShot } from './open-shot.svelte.ts';

export class Session {
  #tree = $state.raw<FilmTree>();
  #project = $state.raw<ProjectDetails>();
  #tasks = $state.raw<Tasks>(new Map());
  #mappings = $state.raw<QualityMapping[]>([]);
  #peers = $state.raw<Peer[]>([]);
  #failed = $state<string>();
  /** Grows when a document of the film changed. */
  #writing = $state(0);
  /** The lanes that are paused, as far as events told. */
  #pause: string | undefined;
  #shot: OpenShot;
  #intake = new Intake(
    (event) => this.#apply(event),
    // What was loaded may hold these events already, so sums are loaded once more.
    (events) => events.some(countsTakes) && void this.#load()
  );
  readonly connection: Connection;
  readonly assets: AssetShelf;
  readonly uploads: Uploads;
  readonly narrative: NarrativeRequests;
  readonly cuttingRoom: TakeRequests;

  constructor(readonly projectId: string) {
    this.#shot = new OpenShot(projectId);
    this.assets = new AssetShelf(projectId);
    this.uploads = new Uploads(this.assets);
    this.narrative = new NarrativeRequests(projectId);
    this.cuttingRoom = new TakeRequests(projectId);
    this.connection = new Connection(
      `/ws/${projectId}`,
      (event) => this.#intake.receive(event),
      () => void this.#load()
    );
  }

  get tree() {
    return this.#tree;
  }
  get project() {
    return this.#project;
  }
  /** The record of the shot that is shown. */
  get shot() {
    return this.#shot.record;
  }
  /** The takes of the shot that is shown, newest first. */
  get takes() {
    return this.#shot.takes;
  }
  get peers() {
    return this.#peers.filter((peer) => peer.sessionId !== this.connection.sessionId);
  }
  get writing() {
    return this.#writing;
  }
  /** Why the film cannot be shown. */
  get failed() {
    return this.#failed;
  }
  /** Newest first. */
  get tasks() {
    return [...this.#tasks.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }
  /** What is under way: what runs first, then the line in its order, then what is held back. */
  get activeTasks() {
    return this.tasks.filter((task) => !hasEnded(task)).sort((a, b) => turn(a) - turn(b));
  }

  tasksOf(shotId: string) {
    return this.tasks.filter((task) => task.shotId === shotId);
  }

  place(id: string): Place | undefined {
    return this.#tree && find(this.#tree, id);
  }

  /** What a tier means here, for pictures. */
  mapping(quality: Quality): QualityMapping | undefined {
    return this.#mappings.find((m) => m.function === 'image.generate' && m.quality === quality);
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    this.connection.close();
  }

  /** Show a shot: its record and its takes. */
  openShot(shotId: string | undefined): void {
    if (this.#shot.show(shotId)) this.#loadShot();
  }

  #loadShot(): void {
    this.#intake.while(() => this.#shot.load()).catch((error: unknown) => this.#complain(error));
  }

  async #load(): Promise<void> {
    try {
      await this.#intake.while(async () => {
        const path = { project_id: this.projectId };
        const [project, tree, tasks, mappings] = await Promise.all([
          ask(api.GET('/api/projects/{project_id}', { params: { path } })),
          ask(api.GET('/api/projects/{project_id}/tree', { params: { path } })),
          loadTasks(this.projectId),
          ask(api.GET('/api/quality/mappings')),
          this.assets.load()
        ]);
        this.#project = project as ProjectDetails;
        this.#tree = tree;
        this.#tasks = new Map(tasks.map((task) => [task.taskId, shown(task)]));
        this.#mappings = mappings.items;
        this.#failed = undefined;
        await this.#shot.load();
      });
    } catch (error) {
      this.#complain(error);
    }
  }

  /** A pause or its end changes why tasks wait, which no event says for each of them. */
  #notePause(pause: string): void {
    const changed = this.#pause === undefined ? pause || this.activeTasks.some(waitsBecause) : pause !== this.#pause;
    if (changed) void this.#load();
    this.#pause = pause;
  }

  #complain(error: unknown): void {
    if (error instanceof ApiError && error.isAway) this.connection.lacks();
    if (this.#tree) complain(error);
    else this.#failed = error instanceof Error ? error.message : String(error);
  }

  #apply(event: ServerEvent): void {
    if (this.#tree) this.#tree = applyToTree(this.#tree, event);
    this.#tasks = applyToTasks(this.#tasks, event);
    if (event.type === 'queue_changed') this.#notePause(event.paused ? '*' : event.pausedLanes.join());
    if (event.type === 'creative_document_updated') this.#writing++;
    this.assets.apply(event);
    if (this.#shot.apply(event)) this.#loadShot();
    if (event.type === 'narrative_structure_changed') {
      if (this.#tree) this.#tree = { ...this.#tree, structure: event.structure };
      if (this.#project) this.#project = { ...this.#project, structure: event.structure };
    }
    if (event.type === 'presence') this.#peers = event.peers;
    if (event.type === 'selection_change')
      this.#peers = this.#peers.map((peer) =>
        peer.sessionId === event.sessionId ? { ...peer, targetType: event.targetType, targetId: event.targetId } : peer
      );
    if (event.type === 'project_update' && this.#project)
      this.#project = {
        ...this.#project,
        ...event.changes,
        manifest: { ...this.#project.manifest, ...event.changes }
      } as ProjectDetails;
  }
}

const turn = (task: ShownTask) => (task.status === 'running' ? 0 : (task.queuePosition ?? Infinity));

const KEY = Symbol('session');
export const provideSession = (session: Session): Session => setContext(KEY, session);

export function useSession(): Session {
  const session = getContext<Session | undefined>(KEY);
  if (!session) throw new Error('useSession needs a component inside the workspace page, which provides the session.');
  return session;
}
