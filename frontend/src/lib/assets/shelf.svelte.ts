// The open film's assets: what is there, and what a person asks of them.
import { toast } from 'svelte-sonner';
import { api, ask, askVersioned, type Schemas } from '#lib/api/client.ts';
import { changeGuarded, type Fields } from '#lib/narrative/guarded-change.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { attempt } from '#lib/ui/notify.ts';
import { undoOf } from '#lib/undo/undo.svelte.ts';
import { applyToAssets, changesUse, type Asset, type Assets, type Category } from './assets.ts';

const PAGE = 1000;

export class AssetShelf {
  #assets = $state.raw<Assets>(new Map());
  #loaded = $state(false);
  /** Counts changes of who uses what. */
  #uses = $state(0);

  constructor(readonly projectId: string) {}

  get assets() {
    return this.#assets;
  }
  get loaded() {
    return this.#loaded;
  }
  get uses() {
    return this.#uses;
  }

  async load(): Promise<void> {
    const found: Asset[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { limit: PAGE, cursor };
      const path = { project_id: this.projectId };
      const page = await ask(api.GET('/api/projects/{project_id}/assets', { params: { path, query } }));
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    this.#assets = new Map(found.map((asset) => [asset.assetId, asset]));
    this.#loaded = true;
    this.#uses++;
  }

  apply(event: ServerEvent): void {
    this.#assets = applyToAssets(this.#assets, event);
    if (changesUse(event)) this.#uses++;
  }

  add(category: Category, name: string, inFolder = ''): Promise<Asset | undefined> {
    const path = { project_id: this.projectId };
    return attempt(() =>
      ask(
        api.POST('/api/projects/{project_id}/assets', { params: { path }, body: { category, name, inFolder } as never })
      )
    );
  }

  /** Change fields; throws `Conflict` when somebody else changed one of them meanwhile, and the server's error. */
  change(assetId: string, fields: Fields, base: Fields = {}): Promise<void> {
    const [place, path] = ['/api/projects/{project_id}/assets/{asset_id}', this.#path(assetId)] as const;
    return changeGuarded(
      fields,
      base,
      async () => {
        const { data, version } = await askVersioned(api.GET(place, { params: { path } }));
        return { fields: { ...data }, version };
      },
      (version) => ask(api.PATCH(place, { params: { path, header: { 'If-Match': version } }, body: fields as never }))
    );
  }

  /** Delete an asset and offer to bring it back. Throws `asset_in_use` when shots use it and nobody confirmed. */
  async remove(asset: Asset, confirm: boolean): Promise<void> {
    const [path, query] = [this.#path(asset.assetId), { confirm }];
    await ask(api.DELETE('/api/projects/{project_id}/assets/{asset_id}', { params: { path, query } }));
    undoOf(this.projectId).offer(`Deleted “${asset.name}”`);
  }

  /** Take back an asset that was made for a file which did not come. */
  async removeEmpty(assetId: string): Promise<void> {
    const path = this.#path(assetId);
    await attempt(() => ask(api.DELETE('/api/projects/{project_id}/assets/{asset_id}', { params: { path } })));
  }

  async usages(assetId: string): Promise<Schemas['AssetUsage'][]> {
    const [path, query] = [this.#path(assetId), { limit: PAGE }];
    return (await ask(api.GET('/api/projects/{project_id}/assets/{asset_id}/usages', { params: { path, query } })))
      .items;
  }

  async removeFile(assetId: string, name: string): Promise<void> {
    const path = { ...this.#path(assetId), name };
    await attempt(() =>
      ask(api.DELETE('/api/projects/{project_id}/assets/{asset_id}/files/{name}', { params: { path } }))
    );
  }

  /** Let a shot use an asset: a character joins its cast. */
  async cast(shotId: string, assetId: string): Promise<void> {
    const path = { ...this.#path(assetId), shot_id: shotId };
    const done = await attempt(() =>
      ask(api.PUT('/api/projects/{project_id}/shots/{shot_id}/cast/{asset_id}', { params: { path } }))
    );
    if (done) toast.success(`“${this.#assets.get(assetId)?.name ?? 'It'}” is in ${done.slate} now.`);
  }

  /** The shots that say a character's or location's name without using it. */
  async namedIn(assetId: string): Promise<readonly string[]> {
    const path = this.#path(assetId);
    return (await ask(api.GET('/api/projects/{project_id}/assets/{asset_id}/named', { params: { path } }))).shots;
  }

  /** Let each of them use it. */
  async castWhereNamed(assetId: string): Promise<void> {
    const path = this.#path(assetId);
    const done = await attempt(() =>
      ask(api.POST('/api/projects/{project_id}/assets/{asset_id}/named', { params: { path } }))
    );
    if (!done) return;
    const [name, count] = [this.#assets.get(assetId)?.name ?? 'It', done.shots.length];
    undoOf(this.projectId).offer(`“${name}” is in ${count} more ${count === 1 ? 'shot' : 'shots'} now`);
  }

  async takeOut(shotId: string, assetId: string): Promise<void> {
    const path = { ...this.#path(assetId), shot_id: shotId };
    await attempt(() =>
      ask(api.DELETE('/api/projects/{project_id}/shots/{shot_id}/cast/{asset_id}', { params: { path } }))
    );
  }

  #path(assetId: string) {
    return { project_id: this.projectId, asset_id: assetId };
  }
}
