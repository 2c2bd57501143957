// Answers to changes say which commits they made; whoever wants to take them back listens here.
export interface Made {
  projectId: string;
  commits: string[];
  method: string;
  /** What was asked, below the film's own address. */
  place: string;
}

type Listener = (made: Made) => void;
const listeners = new Set<Listener>();
export const COMMIT_HEADER = 'Auteur-Commit';

export function onCommits(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Read an answer's header; answers that changed no film have none. */
export function tellOfCommits(method: string, address: string, header: string | null): void {
  const found = /\/api\/projects\/([^/?#]+)\/?([^?#]*)/.exec(address);
  if (!header || !found) return;
  const made = { projectId: found[1]!, commits: header.split(', '), method, place: decodeURIComponent(found[2]!) };
  for (const listener of listeners) listener(made);
}
