// The film's diary, as it is shown: grouped by day, and growing at its top.
import type { Schemas } from '#lib/api/client.ts';
import { SITTING_MS } from '#lib/undo/steps.ts';

export type HistoryEntry = Schemas['HistoryEntry'];
export type HistoryDetails = Schemas['HistoryDetails'];
export type GitState = Schemas['GitState'];
export type FilmChange = Schemas['FilmChange'];

export interface Diary {
  /** Newest first. */
  entries: HistoryEntry[];
  total: number;
  /** Where older entries begin. */
  cursor: string | null;
}

/** One line of the diary: an entry, or the saves of a document in one sitting. */
export interface Line {
  /** The newest of them. */
  entry: HistoryEntry;
  /** The newest first. */
  commits: string[];
  /** When the first of them was made. */
  since: string;
}

export interface Day {
  name: string;
  lines: Line[];
}

const at = (time: string) => new Date(time).getTime();

/**
 * Saves of a document that follow each other within minutes, by the same hand, are one line, whatever else happened
 * meanwhile. What somebody else does to the document, or what is taken back, ends a sitting.
 */
export function lines(entries: readonly HistoryEntry[]): Line[] {
  const found: Line[] = [];
  const open = new Map<string, { by: string; line: Line }>();
  for (const entry of entries) {
    if (entry.kind !== 'change') open.clear();
    const by = entry.client ?? '';
    const sitting = entry.document ? open.get(entry.document) : undefined;
    if (sitting?.by === by && at(sitting.line.since) - at(entry.time) < SITTING_MS) {
      sitting.line.commits.push(entry.commit);
      sitting.line.since = entry.time;
      continue;
    }
    const line = { entry, commits: [entry.commit], since: entry.time };
    found.push(line);
    if (entry.document) open.set(entry.document, { by, line });
  }
  return found;
}

export function days(all: readonly Line[], now = new Date()): Day[] {
  const found: Day[] = [];
  for (const line of all) {
    const name = dayName(new Date(line.entry.time), now);
    const last = found.at(-1);
    if (last?.name === name) last.lines.push(line);
    else found.push({ name, lines: [line] });
  }
  return found;
}

/** `Today`, `Yesterday`, `Friday 20 November`, and the year where it is another one. */
export function dayName(day: Date, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return 'Today';
  if (day.toDateString() === yesterday.toDateString()) return 'Yesterday';
  const year = day.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return day.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year }).replace(',', '');
}

export const timeOfDay = (time: string): string =>
  new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

/** The newest page on top of what is known. Where the two do not meet, what is known is not continued. */
export function joined(known: Diary | undefined, newest: Diary): Diary {
  const first = known?.entries[0]?.commit;
  const at = newest.entries.findIndex((entry) => entry.commit === first);
  if (!known || at < 0) return newest;
  return { entries: [...newest.entries.slice(0, at), ...known.entries], total: newest.total, cursor: known.cursor };
}

/** What can be brought back of a change, and from which moment: of what was removed, the one before. */
export interface Restorable {
  commit: string;
  what: { elementId?: string; path?: string };
  name: string;
}

const NOUNS: Partial<Record<FilmChange['kind'], string>> = { take: 'shot', document: 'document', file: 'file' };

export function restorable(details: HistoryDetails, change: FilmChange): Restorable | undefined {
  const commit = change.change === 'removed' ? details.parent : details.commit;
  const noun = NOUNS[change.kind] ?? change.kind;
  if (!commit || change.kind === 'film' || change.kind === 'canvas') return undefined;
  if (change.elementId) return { commit, what: { elementId: change.elementId }, name: `this ${noun}` };
  return change.path ? { commit, what: { path: change.path }, name: `this ${noun}` } : undefined;
}

/** Whether an entry may be taken back: a take stays, a mark changes nothing, and the film begins with its first. */
export const canUndo = (details: HistoryDetails): boolean =>
  details.kind !== 'checkpoint' && !details.taskId && details.parent !== null;

export function shownValue(value: unknown): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(shownValue).join(', ');
  if (typeof value === 'object') return 'name' in value ? String(value.name) : JSON.stringify(value);
  return String(value);
}

/** The address of a film's diary, of all of it or of one element. */
export const historyAddress = (projectId: string, element?: string | null, commit?: string | null): string => {
  const search = new URLSearchParams();
  if (element) search.set('element', element);
  if (commit) search.set('commit', commit);
  return `/projects/${projectId}/history${search.size ? `?${search}` : ''}`;
};
