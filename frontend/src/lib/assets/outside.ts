// Ways out for a file of an asset that another program changed or took away.
import { api, ask } from '#lib/api/client.ts';
import { attempt } from '#lib/ui/notify.ts';
import { undoOf } from '#lib/undo/undo.svelte.ts';
import type { Asset, AssetFile } from './assets.ts';

const place = (projectId: string, asset: Asset, file: AssetFile) => ({
  params: { path: { project_id: projectId, asset_id: asset.assetId, name: file.name } }
});

/** Make what another program made of a file part of the film. */
export const keepFile = (projectId: string, asset: Asset, file: AssetFile) =>
  attempt(async () => {
    await ask(
      api.POST('/api/projects/{project_id}/assets/{asset_id}/files/{name}/keep', place(projectId, asset, file))
    );
    undoOf(projectId).offer(`Took in ${file.name}`);
  });

/** Put a file there again, as the film keeps it. */
export const bringBack = (projectId: string, asset: Asset, file: AssetFile) =>
  attempt(() =>
    ask(api.POST('/api/projects/{project_id}/assets/{asset_id}/files/{name}/restore', place(projectId, asset, file)))
  );
