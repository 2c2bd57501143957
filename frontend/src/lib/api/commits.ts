// Answers to changes say which commits they made; whoever wants to take them back listens here.
export interface Made {
  projectId: string;
  commits: string[];
  method: string;
  /** What was asked, below the film's own address. */
  place: string;
  /** The fields that were written while somebody typed. */
  typed?: string;
}

type Listener = (made: Made) => void;
const listeners = new Set<Listener>();
export const COMMIT_HEADER = 'Auteur-Commit';

export function onCommits(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Read an answer's header; answers that changed no film have none. */
export function tellOfCommits(method: string, address: string, header: string | null, typed?: string): void {
  const found = /\/api\/projects\/([^/?#]+)\/?([^?#]*)/.exec(address);
  if (!header || !found) return;
  const [projectId, place] = [found[1]!, decodeURIComponent(found[2]!)];
  const made: Made = { projectId, commits: header.split(', '), method, place, ...(typed ? { typed } : {}) };
  for (const listener of listeners) listener(made);
}

const TYPED_INTO = 'textarea, input:not([type=checkbox], [type=radio], [type=range], [type=file], [type=color])';

/** The names of the fields that a change writes, when somebody types into one just now; what is chosen is not typed. */
export async function typedFields(request: Request): Promise<string | undefined> {
  if (request.method !== 'PATCH' || !document.activeElement?.matches(TYPED_INTO)) return undefined;
  const fields = (await request.clone().json()) as Record<string, unknown>;
  const isText = Object.values(fields).every((value) => value === null || typeof value !== 'object');
  return isText ? Object.keys(fields).sort().join(' ') : undefined;
}
