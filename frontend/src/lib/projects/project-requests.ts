// What can be done with a film as a whole.
import { api, ask } from '#lib/api/client.ts';

const path = (id: string) => ({ path: { project_id: id } });

export const renameFilm = (id: string, name: string) =>
  ask(api.PATCH('/api/projects/{project_id}', { params: path(id), body: { name } }));

export const duplicateFilm = (id: string) =>
  ask(api.POST('/api/projects/{project_id}/duplicate', { params: path(id), body: {} }));

export const throwAway = (id: string) =>
  ask(api.DELETE('/api/projects/{project_id}', { params: { ...path(id), query: { confirm: true } } }));

export const bringBack = (id: string) => ask(api.POST('/api/projects/{project_id}/restore', { params: path(id) }));

export const deleteForGood = (id: string) =>
  ask(api.DELETE('/api/projects/{project_id}', { params: { ...path(id), query: { confirm: true, forever: true } } }));

export const repairFilm = (id: string) => ask(api.POST('/api/projects/{project_id}/repair', { params: path(id) }));

/** The film as a zip with its whole history: the browser saves it while it comes. */
export async function download(id: string): Promise<void> {
  const { url } = await ask(
    api.POST('/api/projects/{project_id}/archive/tickets', { params: path(id), body: { history: true } })
  );
  Object.assign(document.createElement('a'), { href: url, download: '' }).click();
}
