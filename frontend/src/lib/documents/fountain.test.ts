import { expect, test } from 'vitest';
import { linesOf } from './fountain.ts';
import { blocksOf, rowsOf, runsOf } from './plain-text.ts';

const kinds = (script: string) => linesOf(script).map(({ kind }) => kind);

test('each line of a script is what Fountain says it is', () => {
  expect(kinds('Title: Night Train\n\nINT. DINER - NIGHT #1#\n\nRain.\n\nMARA ^\n(softly)\nHi.\n\nCUT TO:\n')).toEqual([
    ...['title_page', 'blank', 'scene_heading', 'blank', 'action', 'blank'],
    ...['character', 'parenthetical', 'dialogue', 'blank', 'transition', 'blank']
  ]);
  expect(linesOf('.CELLAR #12A#')[0]).toEqual({ kind: 'scene_heading', content: 'CELLAR', number: '12A' });
  expect(kinds('...and then')).toEqual(['action']);
  expect(kinds('> THE END <')).toEqual(['centered']);
  expect(kinds('FADE IN:\n\nRain.')).toEqual(['action', 'blank', 'action']);
});

test('a line is a line, also where notes and boneyards run over several', () => {
  const script = 'A [[note]] here.\n/* INT. CUT\n\nMARA */\nB.';
  expect(linesOf(script)).toHaveLength(5);
  expect(kinds(script)).toEqual(['action', 'hidden', 'blank', 'hidden', 'action']);
  expect(linesOf(script)[0]?.content).toBe('A  here.');
});

test('a table keeps commas, quotes and line ends that stand in quotes', () => {
  expect(rowsOf('Scene,Shot\r\n"Pier, night","say ""hi""\nnow"\n\n')).toEqual([
    ['Scene', 'Shot'],
    ['Pier, night', 'say "hi"\nnow']
  ]);
});

test('prose has headings, items and paragraphs, and never becomes HTML', () => {
  expect(blocksOf('# Idea\n\nA **train**\nat night.\n- one').map(({ kind }) => kind)).toEqual([
    'heading',
    'paragraph',
    'item'
  ]);
  expect(runsOf('a **b** <i>c</i>')).toEqual([{ text: 'a ' }, { text: 'b', strong: true }, { text: ' <i>c</i>' }]);
  expect(runsOf('*_old_* \\*x\\* snake_case_name')).toEqual([
    { text: 'old', soft: true },
    { text: ' *x* snake_case_name' }
  ]);
});
