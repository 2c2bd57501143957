// What is asked of the studio about a film's files.
import { api, ask, ApiError } from '#lib/api/client.ts';
import type { FileEntry, TrashItem } from './files.ts';

const MOST = 1000;

/** The slashes of a path are slashes of its address. */
const pathSerializer = (address: string, params: Record<string, unknown>) =>
  address.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]).split('/').map(encodeURIComponent).join('/'));

/** Everything in a folder, page by page; `part` is told of what has come so far. */
export async function loadFolder(
  projectId: string,
  folder: string,
  part: (entries: FileEntry[], total: number) => void
): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  let cursor: string | null | undefined;
  do {
    const query = { path: folder, limit: MOST, ...(cursor ? { cursor } : {}) };
    const page = await ask(
      api.GET('/api/projects/{project_id}/files', { params: { path: { project_id: projectId }, query } })
    );
    entries.push(...page.items);
    cursor = page.nextCursor;
    part([...entries], page.total);
  } while (cursor);
  return entries;
}

export const moveFile = (projectId: string, from: string, to: string): Promise<FileEntry> =>
  ask(
    api.POST('/api/projects/{project_id}/files/move', {
      params: { path: { project_id: projectId } },
      body: { from, to }
    })
  );

/** Several into one folder, all of them or none. */
export const moveFiles = (projectId: string, paths: string[], to: string): Promise<unknown> =>
  ask(
    api.POST('/api/projects/{project_id}/files/moves', {
      params: { path: { project_id: projectId } },
      body: { paths, to }
    })
  );

export const makeFolder = (projectId: string, path: string): Promise<FileEntry> =>
  ask(
    api.POST('/api/projects/{project_id}/files/folders', {
      params: { path: { project_id: projectId } },
      body: { path }
    })
  );

/** Several into the trash, all of them or none. */
export async function deleteFiles(projectId: string, paths: string[]): Promise<TrashItem[]> {
  const params = { path: { project_id: projectId } };
  return (await ask(api.POST('/api/projects/{project_id}/trash', { params, body: { paths } }))).items;
}

/** Several out of the trash; gives where they are. */
export async function restoreFiles(projectId: string, ids: string[]): Promise<string[]> {
  const params = { path: { project_id: projectId } };
  return (await ask(api.POST('/api/projects/{project_id}/trash/restore', { params, body: { ids } }))).paths;
}

export const deleteFile = (projectId: string, path: string): Promise<TrashItem> =>
  ask(
    api.DELETE('/api/projects/{project_id}/files/{path}', {
      params: { path: { project_id: projectId, path } },
      pathSerializer
    })
  );

export async function loadTrash(projectId: string): Promise<TrashItem[]> {
  const params = { path: { project_id: projectId }, query: { limit: MOST } };
  return (await ask(api.GET('/api/projects/{project_id}/trash', { params }))).items;
}

export const restoreFile = (projectId: string, id: string): Promise<FileEntry> =>
  ask(
    api.POST('/api/projects/{project_id}/trash/{item_id}/restore', {
      params: { path: { project_id: projectId, item_id: id } }
    })
  );

export async function deleteForGood(projectId: string, id: string): Promise<void> {
  const params = { path: { project_id: projectId, item_id: id }, query: { confirm: true } };
  await ask(api.DELETE('/api/projects/{project_id}/trash/{item_id}', { params }));
}

export async function emptyTrash(projectId: string): Promise<void> {
  const params = { path: { project_id: projectId }, query: { confirm: true } };
  await ask(api.DELETE('/api/projects/{project_id}/trash', { params }));
}

/** Some of a file's bytes, and how many it has. */
export async function loadBytes(
  url: string,
  from: number,
  count: number
): Promise<{ bytes: Uint8Array; size: number }> {
  const answer = await fetch(url, { headers: { Range: `bytes=${from}-${from + count - 1}` } }).catch(() => undefined);
  const size = Number(answer?.headers.get('content-range')?.split('/')[1]);
  if (answer?.status === 206) return { bytes: new Uint8Array(await answer.arrayBuffer()), size };
  if (answer?.status === 416) return { bytes: new Uint8Array(), size };
  throw new ApiError('The file cannot be read. It may have been moved or deleted.', 'file_not_found', 404);
}
