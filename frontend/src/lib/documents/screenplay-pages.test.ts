import { describe, expect, it } from 'vitest';
import { lettersOf, runsOfLetters, wrapped } from './emphasis.ts';
import { LINES, screenplayOf, type PageLine } from './screenplay-pages.ts';

type Element = Parameters<typeof screenplayOf>[0][number];
const element = (kind: Element['kind'], content: string, more: Partial<Element> = {}): Element => ({
  kind,
  content,
  line: 1,
  lastLine: 1,
  number: null,
  dual: false,
  ...more
});
const words = (line: PageLine | undefined) => line?.letters.map(({ char }) => char).join('') ?? '';
const sentence = (n: number, size: number) => Array.from({ length: size }, (_, at) => `w${n}x${at}`).join(' ');
const pagesOf = (elements: Element[]) => screenplayOf(elements, LINES.letter).pages;

describe('words', () => {
  it('lose their marks and keep their styles', () => {
    const runs = runsOfLetters(lettersOf('A **bold *word*** and _one_ \\*star\\*'));
    expect(runs.map(({ text }) => text).join('')).toBe('A bold word and one *star*');
    expect(runs.find(({ text }) => text === 'one')?.style).toBe('u');
  });

  it('fit their lines, and none is lost', () => {
    const lines = wrapped(`${sentence(1, 40)} ${'x'.repeat(50)}`, 35).map((line) =>
      words({ letters: line, column: 0 })
    );
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(35);
    expect(lines.join('').replaceAll(' ', '')).toBe(`${sentence(1, 40)}${'x'.repeat(50)}`.replaceAll(' ', ''));
  });
});

describe('pages', () => {
  it('stand where readers expect things', () => {
    const [page] = pagesOf([
      element('scene_heading', 'Int. diner - night', { number: '1' }),
      element('action', 'Rain.'),
      element('character', 'MARA'),
      element('parenthetical', 'softly'),
      element('dialogue', 'He never came.'),
      element('transition', 'Cut to:')
    ]);
    expect(page?.map((line) => [line?.column ?? 0, words(line)])).toEqual([
      [0, 'INT. DINER - NIGHT'],
      [0, ''],
      [0, 'Rain.'],
      [0, ''],
      [22, 'MARA'],
      [16, '(softly)'],
      [10, 'He never came.'],
      [0, ''],
      [53, 'CUT TO:']
    ]);
    expect(page?.[0]?.number).toBe('1');
  });

  it('break a speech between its lines, and say that it goes on', () => {
    const [first, second] = pagesOf([
      element('action', Array.from({ length: 46 }, (_, n) => `Line ${n}`).join('\n')),
      element('character', 'MARA (V.O.)'),
      element('dialogue', sentence(1, 60))
    ]);
    expect(first).toHaveLength(54);
    expect(words(first?.at(-1))).toBe('(MORE)');
    expect(words(second?.[0])).toBe("MARA (V.O.) (CONT'D)");
    expect(words(second?.[1])).toMatch(/^w1x/);
  });

  it('never end with a heading, a name or what is in brackets', () => {
    for (let above = 40; above <= 54; above++) {
      const pages = pagesOf([
        element('action', Array.from({ length: above }, (_, n) => `Line ${n}`).join('\n')),
        element('scene_heading', 'INT. A'),
        element('character', 'MARA'),
        element('parenthetical', 'softly'),
        element('dialogue', sentence(1, 30))
      ]);
      for (const page of pages) {
        expect(page.length).toBeLessThanOrEqual(54);
        expect(words(page.at(-1))).not.toMatch(/^(INT|MARA|\(softly)/);
      }
    }
  });

  it('hold every word once and in order, whatever the script', () => {
    const kinds: Element['kind'][] = ['action', 'scene_heading', 'character', 'dialogue', 'centered', 'page_break'];
    for (let seed = 1; seed <= 30; seed++) {
      const script = Array.from({ length: 40 }, (_, n) => {
        const kind = kinds[(seed * 7 + n * n * 3 + n) % kinds.length]!;
        return element(kind, kind === 'page_break' ? '' : sentence(n, 1 + ((seed * 13 + n * 31) % 300)));
      });
      const pages = pagesOf(script);
      const told = pages
        .flat()
        .map((line) => words(line))
        .filter((line) => line !== '(MORE)' && !line.endsWith("(CONT'D)"))
        .join(' ');
      const meant = script.map(({ content }) => content).join(' ');
      expect(told.toLowerCase().match(/w\d+x\d+/g)).toEqual(meant.match(/w\d+x\d+/g));
      expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(54);
    }
  });

  it('put two who speak at once beside each other', () => {
    const [page] = pagesOf([
      element('character', 'ANN'),
      element('dialogue', 'One.'),
      element('character', 'BEN', { dual: true }),
      element('dialogue', 'Two.')
    ]);
    expect(page?.map((line) => [words(line), words(line?.beside)])).toEqual([
      ['ANN', 'BEN'],
      ['One.', 'Two.']
    ]);
  });

  it('begin with the title', () => {
    const title = 'Title: NIGHT TRAIN\nAuthor:\nAda Brown\nDraft date: May';
    expect(screenplayOf([element('title_page', title)], 54)).toEqual({
      title: { middle: ['NIGHT TRAIN', 'Ada Brown'], below: ['May'] },
      pages: []
    });
  });
});
