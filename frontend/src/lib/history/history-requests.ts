// What a person asks of a film's diary.
import { api, ask } from '#lib/api/client.ts';
import type { Diary, GitState, HistoryDetails, HistoryEntry, Restorable } from './history.ts';

const PAGE = 100;

export async function loadDiary(projectId: string, element: string | null, cursor?: string | null): Promise<Diary> {
  const query = { limit: PAGE, ...(element ? { elementId: element } : {}), ...(cursor ? { cursor } : {}) };
  const page = await ask(
    api.GET('/api/projects/{project_id}/history', { params: { path: { project_id: projectId }, query } })
  );
  return { entries: page.items, total: page.total, cursor: page.nextCursor ?? null };
}

/** `since`: the first save of the sitting whose last one `commit` is. */
export const loadDetails = (projectId: string, commit: string, since?: string): Promise<HistoryDetails> =>
  ask(
    api.GET('/api/projects/{project_id}/history/{commit}', {
      params: { path: { project_id: projectId, commit }, query: since && since !== commit ? { since } : {} }
    })
  );

/** What lies in the film's folder and is in no commit. */
export const loadFolder = (projectId: string): Promise<GitState> =>
  ask(api.GET('/api/projects/{project_id}/git/status', { params: { path: { project_id: projectId } } }));

export const keepOutsideChanges = (projectId: string): Promise<HistoryEntry> =>
  ask(api.POST('/api/projects/{project_id}/git/keep', { params: { path: { project_id: projectId } }, body: {} }));

export const makeCheckpoint = (projectId: string, name: string): Promise<HistoryEntry> =>
  ask(
    api.POST('/api/projects/{project_id}/history/checkpoint', {
      params: { path: { project_id: projectId } },
      body: { name }
    })
  );

export const restore = (projectId: string, wanted: Pick<Restorable, 'commit' | 'what'>): Promise<HistoryEntry> =>
  ask(
    api.POST('/api/projects/{project_id}/history/restore', {
      params: { path: { project_id: projectId } },
      body: { commit: wanted.commit, ...wanted.what }
    })
  );
