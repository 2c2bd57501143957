// A film may be thrown away while it is shown. The first answer that says so is told here.
export const MISSING_FILM = 'project_not_found';

type Listener = (projectId: string) => boolean;
const listeners = new Set<Listener>();

/** `listener` says whether it shows that this film is missing. */
export function onMissingFilm(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether somebody shows it now. */
export function tellOfMissingFilm(address: string): boolean {
  const found = /\/api\/projects\/([^/?#]+)/.exec(address)?.[1];
  return found !== undefined && [...listeners].map((listener) => listener(found)).some(Boolean);
}
