import { describe, expect, it } from 'vitest';
import {
  dayName,
  days,
  historyAddress,
  joined,
  lines,
  restorable,
  shownValue,
  type Diary,
  type FilmChange,
  type HistoryDetails,
  type HistoryEntry
} from './history.ts';

const entry = (commit: string, time = '2026-11-21T10:00:00'): HistoryEntry =>
  ({ commit, time, message: commit, author: 'A', kind: 'change' }) as HistoryEntry;
const diary = (commits: string[], cursor: string | null = null): Diary => ({
  entries: commits.map((commit) => entry(commit)),
  total: commits.length,
  cursor
});

describe('the diary', () => {
  it('is grouped by the days of whoever looks', () => {
    const now = new Date('2026-11-21T23:00:00');
    const times = ['2026-11-21T00:10:00', '2026-11-20T23:50:00', '2026-11-20T08:00:00', '2025-01-02T08:00:00'];
    const found = days(lines(times.map((time, n) => entry(String(n), time))), now);
    expect(found.map((day) => [day.name, day.lines.length])).toEqual([
      ['Today', 1],
      ['Yesterday', 2],
      ['Thursday 2 January 2025', 1]
    ]);
    expect(dayName(new Date('2026-11-01T12:00:00'), now)).toBe('Sunday 1 November');
  });

  it('grows at its top and keeps what was loaded', () => {
    const grown = joined(diary(['b', 'a'], 'a'), { ...diary(['d', 'c', 'b'], 'b'), total: 9 });
    expect(grown.entries.map((e) => e.commit)).toEqual(['d', 'c', 'b', 'a']);
    expect([grown.total, grown.cursor]).toEqual([9, 'a']);
  });

  it('begins anew where the newest page does not reach what is known', () => {
    const newest = diary(['z', 'y'], 'y');
    expect(joined(diary(['b', 'a']), newest)).toBe(newest);
    expect(joined(undefined, newest)).toBe(newest);
  });
});

describe('the saves of a document', () => {
  const save = (commit: string, minute: number, fields: Partial<HistoryEntry> = {}) => ({
    ...entry(commit, `2026-11-21T10:${String(minute).padStart(2, '0')}:00`),
    document: 'a.md',
    client: 'me',
    ...fields
  });
  const commits = (...entries: HistoryEntry[]) => lines(entries).map((line) => line.commits.join(''));

  it('are one line a sitting, at its newest, whatever else happened meanwhile', () => {
    const take = { ...entry('t', '2026-11-21T10:21:00'), taskId: 'task-1' };
    expect(commits(save('d', 24), take, save('c', 20), save('b', 10), save('a', 6))).toEqual(['dc', 't', 'ba']);
    expect(lines([save('d', 24), save('c', 20)])[0]?.since).toBe('2026-11-21T10:20:00');
  });

  it('are lines of their own by another hand, of another document, and around what was taken back', () => {
    expect(commits(save('c', 2), save('b', 1, { client: 'you' }), save('a', 0))).toEqual(['c', 'b', 'a']);
    expect(commits(save('c', 2), save('b', 1, { document: 'b.md' }), save('a', 0))).toEqual(['ca', 'b']);
    expect(commits(save('c', 2), save('u', 1, { kind: 'undo', document: null }), save('a', 0))).toEqual([
      'c',
      'u',
      'a'
    ]);
  });
});

describe('what can be brought back', () => {
  const details = { commit: 'now', parent: 'before' } as HistoryDetails;
  const change = (fields: Partial<FilmChange>) => ({ kind: 'shot', change: 'changed', ...fields }) as FilmChange;

  it('is taken from this moment, and what was removed from the one before', () => {
    expect(restorable(details, change({ elementId: 's' }))?.commit).toBe('now');
    expect(restorable(details, change({ elementId: 's', change: 'removed' }))?.commit).toBe('before');
    expect(restorable(details, change({ kind: 'take', elementId: 's' }))).toMatchObject({
      what: { elementId: 's' },
      name: 'this shot'
    });
    expect(restorable(details, change({ kind: 'document', path: 'a.md' }))?.what).toEqual({ path: 'a.md' });
    expect(restorable(details, change({ kind: 'film' }))).toBeUndefined();
  });
});

it('values are words', () => {
  expect([null, '', [], true, 50, ['a', 'b'], [{ name: 'Mara' }]].map(shownValue)).toEqual(
    ['–', '–', '–', 'yes', '50', 'a, b', 'Mara'] // prettier-ignore
  );
});

it('an address names what is shown', () => {
  expect(historyAddress('p')).toBe('/projects/p/history');
  expect(historyAddress('p', 'shot-1', 'c')).toBe('/projects/p/history?element=shot-1&commit=c');
});
