// What a person asks of the film's chapters, scenes and shots. The tree itself changes by events.
import { api, ask, askVersioned, type Schemas } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';
import { changeGuarded, type Fields } from './guarded-change.ts';
import type { ElementKind } from './tree.ts';

type Write = (header: { 'If-Match': string | null }) => Promise<unknown>;

export class NarrativeRequests {
  constructor(private readonly projectId: string) {}

  /** Add an element behind a sibling, or at the end; gives its id, or nothing when it did not work. */
  add(kind: ElementKind, parentId: string | null, name: string, after: string | null): Promise<string | undefined> {
    const project_id = this.projectId;
    return attempt(async () => {
      if (kind === 'chapter')
        return (
          await ask(
            api.POST('/api/projects/{project_id}/chapters', { params: { path: { project_id } }, body: { name, after } })
          )
        ).id;
      if (kind === 'scene')
        return (
          await ask(
            api.POST('/api/projects/{project_id}/chapters/{chapter_id}/scenes', {
              params: { path: { project_id, chapter_id: parentId! } },
              body: { name, after }
            })
          )
        ).id;
      return (
        await ask(
          api.POST('/api/projects/{project_id}/scenes/{scene_id}/shots', {
            params: { path: { project_id, scene_id: parentId! } },
            body: { name: name || null, after }
          })
        )
      ).id;
    });
  }

  /**
   * Change fields of an element; `base` is what they said when each began to be changed.
   * Throws `Conflict` when somebody else changed one of them, and the server's error, so that a form can show both.
   */
  async change(kind: ElementKind | 'project', id: string, fields: Fields, base: Fields = {}): Promise<void> {
    const project_id = this.projectId;
    const body = fields as never;
    const guarded = (read: () => Promise<{ data: object; version: string | null }>, write: Write) =>
      changeGuarded(
        fields,
        base,
        async () => {
          const { data, version } = await read();
          return { fields: { ...data }, version };
        },
        (version) => write({ 'If-Match': version })
      );
    if (kind === 'project') {
      const [place, path] = ['/api/projects/{project_id}', { project_id }] as const;
      return guarded(
        () => askVersioned(api.GET(place, { params: { path } })),
        (header) => ask(api.PATCH(place, { params: { path, header }, body }))
      );
    }
    if (kind === 'chapter') {
      const [place, path] = [
        '/api/projects/{project_id}/chapters/{chapter_id}',
        { project_id, chapter_id: id }
      ] as const;
      return guarded(
        () => askVersioned(api.GET(place, { params: { path } })),
        (header) => ask(api.PATCH(place, { params: { path, header }, body }))
      );
    }
    if (kind === 'scene') {
      const [place, path] = ['/api/projects/{project_id}/scenes/{scene_id}', { project_id, scene_id: id }] as const;
      return guarded(
        () => askVersioned(api.GET(place, { params: { path } })),
        (header) => ask(api.PATCH(place, { params: { path, header }, body }))
      );
    }
    const [place, path] = ['/api/projects/{project_id}/shots/{shot_id}', { project_id, shot_id: id }] as const;
    return guarded(
      () => askVersioned(api.GET(place, { params: { path } })),
      (header) => ask(api.PATCH(place, { params: { path, header }, body }))
    );
  }

  /** Move an element; `index` does not count it. Says whether it worked. */
  async move(id: string, parentId: string | null, index: number): Promise<boolean> {
    const path = { project_id: this.projectId };
    const moved = await attempt(() =>
      ask(api.POST('/api/projects/{project_id}/narrative/reorder', { params: { path }, body: { id, parentId, index } }))
    );
    return moved !== undefined;
  }

  /** What renumbering a chapter, a scene or the whole film would do. */
  planNumbers(within: string | null): Promise<Schemas['RenumberPlan']> {
    const params = { path: { project_id: this.projectId }, query: { within } };
    return ask(api.GET('/api/projects/{project_id}/narrative/renumber', { params }));
  }

  /** Number what is in order; where takes are renamed it has to be said with `confirm`. */
  renumber(within: string | null, confirm: boolean): Promise<Schemas['RenumberPlan']> {
    const params = { path: { project_id: this.projectId }, query: { confirm } };
    return ask(api.POST('/api/projects/{project_id}/narrative/renumber', { params, body: { within } }));
  }

  /** Copy an element without its takes; gives the copy's id, or nothing when it did not work. */
  duplicate(kind: ElementKind, id: string): Promise<string | undefined> {
    const project_id = this.projectId;
    return attempt(async () => {
      if (kind === 'chapter')
        return (
          await ask(
            api.POST('/api/projects/{project_id}/chapters/{chapter_id}/duplicate', {
              params: { path: { project_id, chapter_id: id } }
            })
          )
        ).id;
      if (kind === 'scene')
        return (
          await ask(
            api.POST('/api/projects/{project_id}/scenes/{scene_id}/duplicate', {
              params: { path: { project_id, scene_id: id } }
            })
          )
        ).id;
      return (
        await ask(
          api.POST('/api/projects/{project_id}/shots/{shot_id}/duplicate', {
            params: { path: { project_id, shot_id: id } }
          })
        )
      ).id;
    });
  }

  /** Delete an element. Throws `confirmation_needed` when takes would go with it and nobody confirmed. */
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
}
