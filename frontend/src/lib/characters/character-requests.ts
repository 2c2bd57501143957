// What a character sheet asks of the studio.
import { api, ask } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';
import { BASE_FACE, type Group } from './characters.ts';

let asked: Promise<Group[]> | undefined;

/** The standard set of variations. Asked for once; again when that did not work. */
export function loadGroups(): Promise<Group[]> {
  asked ??= ask(api.GET('/api/templates/variations')).then(({ items }) => items);
  asked.catch(() => (asked = undefined));
  return asked;
}

export class CharacterRequests {
  constructor(
    private readonly projectId: string,
    private readonly assetId: string
  ) {}

  /** Where a slot's picture is sent. */
  address(slot: string): string {
    const base = `/api/projects/${this.projectId}/characters/${this.assetId}`;
    return slot === BASE_FACE ? `${base}/base-face` : `${base}/variations/${slot}`;
  }

  /** Where the studio tells how much of a picture is there. */
  partial(uploadId: string): string {
    return `/api/projects/${this.projectId}/assets/${this.assetId}/uploads/${uploadId}`;
  }

  /** Pictures for several slots as one change. True when they are there. */
  async putAll(pictures: readonly { slot: string; file: File }[]): Promise<boolean> {
    const form = new FormData();
    for (const { slot, file } of pictures) form.append(slot, file);
    const done = await attempt(async () => {
      await ask(
        api.POST('/api/projects/{project_id}/characters/{asset_id}/pictures', {
          params: { path: this.#path() },
          body: {},
          bodySerializer: () => form
        })
      );
      return true;
    });
    return done === true;
  }

  /** Show one of the character's own pictures in a slot. */
  choose(slot: string, name: string): Promise<unknown> {
    const [path, body] = [this.#path(), { name } as never];
    if (slot === BASE_FACE)
      return attempt(() =>
        ask(api.PUT('/api/projects/{project_id}/characters/{asset_id}/base-face', { params: { path }, body }))
      );
    const params = { path: { ...path, variation: slot } };
    return attempt(() =>
      ask(api.PUT('/api/projects/{project_id}/characters/{asset_id}/variations/{variation}', { params, body }))
    );
  }

  /** Empty a slot. True when it is. */
  async clear(slot: string): Promise<boolean> {
    const path = this.#path();
    const done = await attempt(async () => {
      if (slot === BASE_FACE)
        await ask(api.DELETE('/api/projects/{project_id}/characters/{asset_id}/base-face', { params: { path } }));
      else {
        const params = { path: { ...path, variation: slot } };
        await ask(api.DELETE('/api/projects/{project_id}/characters/{asset_id}/variations/{variation}', { params }));
      }
      return true;
    });
    return done === true;
  }

  chooseLora(name: string): Promise<unknown> {
    const params = { path: this.#path() };
    return attempt(() =>
      ask(api.PUT('/api/projects/{project_id}/characters/{asset_id}/lora', { params, body: { name } }))
    );
  }

  dropLora(): Promise<unknown> {
    const params = { path: this.#path() };
    return attempt(() => ask(api.DELETE('/api/projects/{project_id}/characters/{asset_id}/lora', { params })));
  }

  #path() {
    return { project_id: this.projectId, asset_id: this.assetId };
  }
}
