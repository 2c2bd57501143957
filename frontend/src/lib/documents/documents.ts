// The film's texts: what kinds there are, and how they are called on the screen.
import type { Schemas } from '#lib/api/client.ts';

export type DocumentSummary = Schemas['DocumentSummary'];
export type DocumentText = Schemas['Document'];
export type DocumentType = DocumentSummary['documentType'];
export type Breakdown = Schemas['Breakdown'];
export type ProposedScene = Schemas['ProposedScene'];
export type ChosenScene = Schemas['ChosenScene'];

export const KINDS: readonly { type: DocumentType; name: string; several: string; hint: string }[] = [
  { type: 'treatment', name: 'Treatment', several: 'Treatments', hint: 'The story told in prose.' },
  { type: 'screenplay', name: 'Screenplay', several: 'Screenplays', hint: 'In Fountain; it can be broken down.' },
  { type: 'beat-sheet', name: 'Beat sheet', several: 'Beat sheets', hint: 'The turns of the story, one by one.' },
  { type: 'shot-list', name: 'Shot list', several: 'Shot lists', hint: 'A table, begun with the film’s shots.' }
];

export function documentsAddress(projectId: string, path?: string): string {
  return `/projects/${projectId}/documents${path ? `?path=${encodeURIComponent(path)}` : ''}`;
}
