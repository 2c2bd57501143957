// The film's texts: what kinds there are, and how they are called on the screen.
import type { Schemas } from '#lib/api/client.ts';

export type DocumentSummary = Schemas['DocumentSummary'];
export type DocumentText = Schemas['Document'];
export type DocumentType = DocumentSummary['documentType'];
export type Breakdown = Schemas['Breakdown'];
export type ProposedScene = Schemas['ProposedScene'];
export type ProposedShot = Schemas['ProposedShot'];
export type ChosenScene = Schemas['ChosenScene'];
export type ImportedDocument = Schemas['ImportedDocument'];
export type LinkedShots = Schemas['LinkedShots'];
export type LinkedShot = Schemas['LinkedShot'];
export type ScriptReading = Schemas['ScriptReading'];

export const KINDS: readonly { type: DocumentType; name: string; several: string; hint: string }[] = [
  { type: 'treatment', name: 'Treatment', several: 'Treatments', hint: 'The story told in prose.' },
  { type: 'screenplay', name: 'Screenplay', several: 'Screenplays', hint: 'In Fountain; it can be broken down.' },
  { type: 'beat-sheet', name: 'Beat sheet', several: 'Beat sheets', hint: 'The turns of the story, one by one.' },
  { type: 'shot-list', name: 'Shot list', several: 'Shot lists', hint: 'A table, begun with the film’s shots.' }
];

/** What the studio takes for a screenplay. */
export const SCREENPLAY_FILES = '.fdx,.fountain,.spmd,.txt';

export function documentsAddress(projectId: string, path?: string, line?: number): string {
  const place = `/projects/${projectId}/documents`;
  if (!path) return place;
  return `${place}?path=${encodeURIComponent(path)}${line ? `&line=${line}` : ''}`;
}

/** A screenplay page by page, as it is printed. */
export const printAddress = (projectId: string, path: string, paper?: 'letter' | 'a4'): string =>
  `/projects/${projectId}/documents/print?path=${encodeURIComponent(path)}${paper === 'a4' ? '&paper=a4' : ''}`;

export const finalDraftAddress = (projectId: string, path: string): string =>
  `/api/projects/${projectId}/documents/${path.split('/').map(encodeURIComponent).join('/')}/final-draft`;

/** `3` or `3–6`. */
export const linesTold = (line: number, last: number) =>
  line === last ? `line ${line}` : `lines ${line}\u2013${last}`;
