// A film's files as the server tells them, and how they are called and sorted on the screen.
import type { Schemas } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';

export type FileEntry = Schemas['FileView'];
export type TrashItem = Schemas['TrashItem'];

export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const within = (folder: string, name: string): string => (folder ? `${folder}/${name}` : name);

/** The slashes of a path are slashes of its address. */
export const quoted = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** Every folder on the way to a path, from the top. */
export function crumbs(path: string): { name: string; path: string }[] {
  const names = path ? path.split('/') : [];
  return names.map((name, at) => ({ name, path: names.slice(0, at + 1).join('/') }));
}

export function filesAddress(projectId: string, folder = '', file?: string | null, trash = false): string {
  const search = new URLSearchParams();
  if (folder) search.set('path', folder);
  if (file) search.set('file', file);
  if (trash) search.set('trash', '1');
  return `/projects/${projectId}/files${search.size ? `?${search}` : ''}`;
}

/** Where a person changes what is not changed as a file. */
export function keeperAddress(projectId: string, keeper: NonNullable<FileEntry['keeper']>): string {
  return `/projects/${projectId}?${keeper.kind}=${keeper.id}`;
}

/** Today by the clock, before by the day. */
export function when(iso: string, now = new Date()): string {
  const at = new Date(iso);
  if (at.toDateString() === now.toDateString())
    return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

/** Whether what a folder holds may be another after this. */
export function concerns(event: ServerEvent, folder: string): boolean {
  if (event.type !== 'file_changed') return event.type === 'history_changed';
  const above = parentOf(event.path);
  return above === folder || above.startsWith(folder ? `${folder}/` : '') || `${folder}/`.startsWith(`${event.path}/`);
}

/** A name that nothing here has: `New folder`, `New folder 2`. */
export function freshName(name: string, taken: readonly string[]): string {
  const known = new Set(taken.map((one) => one.toLowerCase()));
  let number = 1;
  let fresh = name;
  while (known.has(fresh.toLowerCase())) fresh = `${name} ${++number}`;
  return fresh;
}

/** Why a name cannot be given; undefined when it can. The studio has the last word. */
export function wrongName(name: string): string | undefined {
  if (!name.trim()) return 'A name needs at least one character.';
  if (name.includes('/')) return 'A name may not contain “/”. Use Move to choose another folder.';
  return undefined;
}
