// What a film takes up and what it keeps in LFS, as the storage page shows it.
import { api, ask, type Schemas } from '#lib/api/client.ts';

export type LfsState = Schemas['LfsState'];
export type LfsPlan = Schemas['LfsPlan'];
export type StorageKind = Schemas['StorageKind'];
export type StorageState = Schemas['StorageState'];
export type VerifyReport = Schemas['VerifyReport'];
export type Upkeep = Schemas['Upkeep'];
export type Finding = Schemas['Finding'];
export type Cleanable = 'cache' | 'trash';

/** What is shown under which name, and what a person may want to know of it. */
export const KINDS: Record<StorageKind['kind'], [name: string, about: string]> = {
  takes: ['Takes', 'the pictures of the shots, with their recipes'],
  assets: ['Assets', 'characters, locations, styles, music'],
  documents: ['Documents', 'treatment, screenplay, beat sheet, shot list'],
  projectFiles: ['Project files', '04_Project_Files'],
  exports: ['Exports', '06_Exports, not in the film’s history'],
  other: ['Other files', 'everything else in the folder'],
  lfs: ['History: large files', 'every version of every large file, in Git LFS'],
  git: ['History: everything else', 'Git’s own objects'],
  cache: ['Cache', '05_Cache; it can be made again'],
  trash: ['Trash', 'deleted files that can still be brought back']
};

export const storageAddress = (projectId: string) => `/projects/${projectId}/storage`;

const params = (projectId: string) => ({ path: { project_id: projectId } });

export const loadStorage = (projectId: string): Promise<StorageState> =>
  ask(api.GET('/api/projects/{project_id}/storage', { params: params(projectId) }));

export const clean = (projectId: string, kind: Cleanable): Promise<Schemas['Cleaned']> =>
  ask(
    api.POST('/api/projects/{project_id}/storage/clean', {
      params: { ...params(projectId), query: { confirm: true } },
      body: { kinds: [kind] }
    })
  );

export const loadUpkeep = (projectId: string): Promise<Upkeep> =>
  ask(api.GET('/api/projects/{project_id}/storage/upkeep', { params: params(projectId) }));

export const pack = (projectId: string): Promise<Schemas['Packed']> =>
  ask(api.POST('/api/projects/{project_id}/storage/pack', { params: params(projectId) }));

export const dropSpare = (projectId: string): Promise<Schemas['Cleaned']> =>
  ask(
    api.POST('/api/projects/{project_id}/storage/drop-spare', {
      params: { ...params(projectId), query: { confirm: true } }
    })
  );

export const loadLfs = (projectId: string): Promise<LfsState> =>
  ask(api.GET('/api/projects/{project_id}/lfs', { params: params(projectId) }));

export const planOf = (projectId: string, pattern: string): Promise<LfsPlan> =>
  ask(
    api.GET('/api/projects/{project_id}/lfs/plan', {
      params: { ...params(projectId), query: { pattern } }
    })
  );

export const track = (projectId: string, pattern: string): Promise<LfsState> =>
  ask(api.POST('/api/projects/{project_id}/lfs/patterns', { params: params(projectId), body: { pattern } }));

export const untrack = (projectId: string, pattern: string): Promise<LfsState> =>
  ask(
    api.DELETE('/api/projects/{project_id}/lfs/patterns', {
      params: { ...params(projectId), query: { pattern } }
    })
  );

export const loadReport = async (projectId: string): Promise<VerifyReport | null> =>
  (await ask(api.GET('/api/projects/{project_id}/verify', { params: params(projectId) }))).report;

export const askForReport = (projectId: string): Promise<unknown> =>
  ask(api.POST('/api/projects/{project_id}/verify', { params: params(projectId) }));

const TAKE = /(?:^|\/)(S\d{2,}_S\d{2,})_take(\d{2,})/;

/** The shot and take that a damaged file belongs to, by name; nothing when it is another kind of file. */
export function takeOf(path: string): { slate: string; take: number } | undefined {
  const match = TAKE.exec(path);
  return match ? { slate: match[1]!, take: Number(match[2]) } : undefined;
}

/** How many of a thing: `1 file`, `2,000 files`. */
export const many = (count: number, one: string, several = `${one}s`) =>
  `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
