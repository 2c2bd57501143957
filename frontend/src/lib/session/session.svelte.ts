// One open film: loads its state, applies events, and carries out what a person asks for.
import { getContext, setContext } from 'svelte';
import {
  api,
  ask,
  type FilmTree,
  type ProjectDetails,
  type Quality,
  type QualityMapping,
  type ShotView,
  type TakeView
} from '#lib/api/client.ts';
import { applyToTree, countsTakes, find, type ElementKind, type Place } from '#lib/narrative/tree.ts';
import { Connection } from '#lib/realtime/connection.svelte.ts';
import type { Peer, ServerEvent } from '#lib/realtime/events.d.ts';
import { applyToTakes, needsReload } from '#lib/takes/takes.ts';
import { applyToTasks, hasEnded, type Tasks } from '#lib/tasks/tasks.ts';
import { attempt, complain } from '#lib/ui/notify.ts';

export class Session {
  #tree = $state.raw<FilmTree>();
  #project = $state.raw<ProjectDetails>();
  #shot = $state.raw<ShotView>();
  #takes = $state.raw<TakeView[]>([]);
  #tasks = $state.raw<Tasks>(new Map());
  #mappings = $state.raw<QualityMapping[]>([]);
  #peers = $state.raw<Peer[]>([]);
  #failed = $state<string>();
  #openShot: string | undefined;
  #loading = 0;
  #meanwhile: ServerEvent[] = [];
  readonly connection: Connection;

  constructor(readonly projectId: string) {
    this.connection = new Connection(
      `/ws/${projectId}`,
      (event) => this.#receive(event),
      () => void this.#load()
    );
  }

  get tree() {
    return this.#tree;
  }
  get project() {
    return this.#project;
  }
  get shot() {
    return this.#shot;
  }
  get takes() {
    return this.#takes;
  }
  get mappings() {
    return this.#mappings;
  }
  get peers() {
    return this.#peers.filter((peer) => peer.sessionId !== this.connection.sessionId);
  }
  /** Why the film cannot be shown. */
  get failed() {
    return this.#failed;
  }
  /** Newest first. */
  get tasks() {
    return [...this.#tasks.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }
  get activeTasks() {
    return this.tasks.filter((task) => !hasEnded(task)).reverse();
  }

  tasksOf(shotId: string) {
    return this.tasks.filter((task) => task.shotId === shotId);
  }

  place(id: string): Place | undefined {
    return this.#tree && find(this.#tree, id);
  }

  open(): void {
    this.connection.open();
  }

  close(): void {
    this.connection.close();
  }

  /** Load everything that is shown; events that come meanwhile are applied afterwards. */
  async #load(): Promise<void> {
    await this.#while(async () => {
      const path = { project_id: this.projectId };
      const [project, tree, tasks, mappings] = await Promise.all([
        ask(api.GET('/api/projects/{project_id}', { params: { path } })),
        ask(api.GET('/api/projects/{project_id}/tree', { params: { path } })),
        ask(api.GET('/api/tasks', { params: { query: { projectId: this.projectId, limit: 200 } } })),
        ask(api.GET('/api/quality/mappings'))
      ]);
      this.#project = project as ProjectDetails;
      this.#tree = tree;
      this.#tasks = new Map(tasks.items.map((task) => [task.taskId, task]));
      this.#mappings = mappings.items;
      this.#failed = undefined;
      if (this.#openShot) await this.#loadShot(this.#openShot);
    });
  }

  async #while(work: () => Promise<void>): Promise<void> {
    this.#loading++;
    try {
      await work();
    } catch (error) {
      if (this.#tree) complain(error);
      else this.#failed = error instanceof Error ? error.message : String(error);
    } finally {
      if (--this.#loading === 0) this.#catchUp();
    }
  }

  /** Apply what came while loading. What was loaded may hold it already, so sums are loaded once more. */
  #catchUp(): void {
    const events = this.#meanwhile.splice(0);
    for (const event of events) this.#apply(event);
    if (events.some(countsTakes)) void this.#load();
  }

  /** Show a shot: its record and its takes. */
  async openShot(shotId: string | undefined): Promise<void> {
    if (this.#openShot === shotId) return;
    this.#openShot = shotId;
    this.#shot = undefined;
    this.#takes = [];
    if (shotId) await this.#while(() => this.#loadShot(shotId));
  }

  async #loadShot(shotId: string): Promise<void> {
    const path = { project_id: this.projectId, shot_id: shotId };
    const [shot, takes] = await Promise.all([
      ask(api.GET('/api/projects/{project_id}/shots/{shot_id}', { params: { path } })),
      ask(api.GET('/api/projects/{project_id}/shots/{shot_id}/takes', { params: { path, query: { limit: 1000 } } }))
    ]);
    if (this.#openShot !== shotId) return;
    this.#shot = shot;
    this.#takes = takes.items;
  }

  #receive(event: ServerEvent): void {
    if (this.#loading) this.#meanwhile.push(event);
    else this.#apply(event);
  }

  #apply(event: ServerEvent): void {
    if (this.#tree) this.#tree = applyToTree(this.#tree, event);
    this.#tasks = applyToTasks(this.#tasks, event);
    if (event.type === 'presence') this.#peers = event.peers;
    if (event.type === 'project_update' && this.#project)
      this.#project = {
        ...this.#project,
        ...event.changes,
        manifest: { ...this.#project.manifest, ...event.changes }
      } as ProjectDetails;
    if (this.#openShot) {
      if (needsReload(this.#takes, event)) void this.#while(() => this.#loadShot(this.#openShot!));
      this.#takes = applyToTakes(this.#takes, this.#openShot, event);
      if (event.type === 'shot_changed' && this.#shot?.id === event.shotId)
        this.#shot = { ...this.#shot, ...event.changes };
      if (event.type === 'active_take_changed' && this.#shot?.id === event.shotId)
        this.#shot = { ...this.#shot, activeTake: event.takeNumber };
    }
  }

  /** What a tier means here, for pictures. */
  mapping(quality: Quality): QualityMapping | undefined {
    return this.#mappings.find((m) => m.function === 'image.generate' && m.quality === quality);
  }

  // What a person asks for

  add(kind: ElementKind, parentId: string | null, name: string): Promise<string | undefined> {
    const project_id = this.projectId;
    return attempt(async () => {
      if (kind === 'chapter')
        return (
          await ask(
            api.POST('/api/projects/{project_id}/chapters', { params: { path: { project_id } }, body: { name } })
          )
        ).id;
      if (kind === 'scene')
        return (
          await ask(
            api.POST('/api/projects/{project_id}/chapters/{chapter_id}/scenes', {
              params: { path: { project_id, chapter_id: parentId! } },
              body: { name }
            })
          )
        ).id;
      return (
        await ask(
          api.POST('/api/projects/{project_id}/scenes/{scene_id}/shots', {
            params: { path: { project_id, scene_id: parentId! } },
            body: { name: name || null }
          })
        )
      ).id;
    });
  }

  /** Change fields of an element. Throws the server's error, so that a form can show it in place. */
  async change(kind: ElementKind | 'project', id: string, fields: Record<string, unknown>): Promise<void> {
    const project_id = this.projectId;
    const body = fields as never;
    if (kind === 'project')
      await ask(api.PATCH('/api/projects/{project_id}', { params: { path: { project_id } }, body }));
    else if (kind === 'chapter')
      await ask(
        api.PATCH('/api/projects/{project_id}/chapters/{chapter_id}', {
          params: { path: { project_id, chapter_id: id } },
          body
        })
      );
    else if (kind === 'scene')
      await ask(
        api.PATCH('/api/projects/{project_id}/scenes/{scene_id}', {
          params: { path: { project_id, scene_id: id } },
          body
        })
      );
    else
      await ask(
        api.PATCH('/api/projects/{project_id}/shots/{shot_id}', { params: { path: { project_id, shot_id: id } }, body })
      );
  }

  async remove(kind: ElementKind, id: string, confirm: boolean): Promise<void> {
    const project_id = this.projectId;
    const query = { confirm };
    if (kind === 'chapter')
      await ask(
        api.DELETE('/api/projects/{project_id}/chapters/{chapter_id}', {
          params: { path: { project_id, chapter_id: id }, query }
        })
      );
    else if (kind === 'scene')
      await ask(
        api.DELETE('/api/projects/{project_id}/scenes/{scene_id}', {
          params: { path: { project_id, scene_id: id }, query }
        })
      );
    else
      await ask(
        api.DELETE('/api/projects/{project_id}/shots/{shot_id}', {
          params: { path: { project_id, shot_id: id }, query }
        })
      );
  }

  generate(shotId: string, count: number, quality: Quality, parameters: Record<string, unknown>) {
    const path = { project_id: this.projectId, shot_id: shotId };
    return attempt(() =>
      ask(
        api.POST('/api/projects/{project_id}/shots/{shot_id}/takes', {
          params: { path },
          body: { count, quality, parameters }
        })
      )
    );
  }

  chooseTake(shotId: string, takeNumber: number) {
    const path = { project_id: this.projectId, shot_id: shotId };
    return attempt(() =>
      ask(api.PUT('/api/projects/{project_id}/shots/{shot_id}/active-take', { params: { path }, body: { takeNumber } }))
    );
  }

  changeTake(
    shotId: string,
    number: number,
    body: { rating?: number | null; label?: string | null; note?: string | null }
  ) {
    const path = { project_id: this.projectId, shot_id: shotId, number };
    return attempt(() =>
      ask(api.PATCH('/api/projects/{project_id}/shots/{shot_id}/takes/{number}', { params: { path }, body }))
    );
  }

  deleteTake(shotId: string, number: number) {
    const path = { project_id: this.projectId, shot_id: shotId, number };
    return attempt(() =>
      ask(api.DELETE('/api/projects/{project_id}/shots/{shot_id}/takes/{number}', { params: { path } }))
    );
  }

  restoreTake(shotId: string, number: number) {
    const path = { project_id: this.projectId, shot_id: shotId, number };
    return attempt(() =>
      ask(api.POST('/api/projects/{project_id}/shots/{shot_id}/takes/{number}/restore', { params: { path } }))
    );
  }

  cancelTask(taskId: string) {
    return attempt(() => ask(api.POST('/api/tasks/{task_id}/cancel', { params: { path: { task_id: taskId } } })));
  }

  retryTask(taskId: string) {
    return attempt(() => ask(api.POST('/api/tasks/{task_id}/retry', { params: { path: { task_id: taskId } } })));
  }

  taskLog(taskId: string) {
    return attempt(() =>
      ask(api.GET('/api/tasks/{task_id}/log', { params: { path: { task_id: taskId } }, parseAs: 'text' }))
    );
  }

  prompt(shotId: string) {
    const path = { project_id: this.projectId, shot_id: shotId };
    return ask(api.POST('/api/projects/{project_id}/shots/{shot_id}/prompt/preview', { params: { path } }));
  }
}

const KEY = Symbol('session');
export const provideSession = (session: Session): Session => setContext(KEY, session);

export function useSession(): Session {
  const session = getContext<Session | undefined>(KEY);
  if (!session) throw new Error('useSession needs a component inside the workspace page, which provides the session.');
  return session;
}
