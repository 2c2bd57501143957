// A screenplay on paper: Courier 12, ten letters and six lines to the inch, broken into pages as readers expect it.
import type { Schemas } from '#lib/api/client.ts';
import { lettersOf, wrapped, type Letter } from './emphasis.ts';

type ScriptElement = Schemas['ScriptElement'];

/** What stands in one line of a page. Columns count letters from the left margin. */
export interface PageLine {
  letters: Letter[];
  column: number;
  /** A scene's number, which stands in both margins. */
  number?: string | null;
  /** Who speaks at the same time. */
  beside?: { letters: Letter[]; column: number };
}

export interface TitlePage {
  middle: string[];
  below: string[];
}

export interface Screenplay {
  title: TitlePage | undefined;
  /** Each with its lines; an empty line is undefined. */
  pages: (PageLine | undefined)[][];
}

export type Paper = 'letter' | 'a4';
/** How many lines stand between the margins of an inch. */
export const LINES: Record<Paper, number> = { letter: 54, a4: 58 };

const WIDTH = 60;
const DIALOGUE = { column: 10, width: 35 };
const PARENTHETICAL = { column: 16, width: 25 };
const CHARACTER = 22;
const SIDES = [0, 32];
const SIDE = 28;
/** So many lines of a paragraph stay together at the end and the beginning of a page. */
const TOGETHER = 2;

interface Block {
  kind: 'action' | 'heading' | 'speech' | 'whole' | 'break';
  /** Empty lines above, unless it begins a page. */
  before: number;
  lines: PageLine[];
  /** Of a speech: who speaks, and the lines after which it must not be broken. */
  speaker?: string;
  tied?: Set<PageLine>;
}

export function screenplayOf(elements: readonly ScriptElement[], lines: number): Screenplay {
  const first = elements.find((one) => one.kind === 'title_page');
  return { title: first && titlePage(first.content), pages: paged(blocksOf(elements), lines) };
}

function blocksOf(elements: readonly ScriptElement[]): Block[] {
  const blocks: Block[] = [];
  const read = elements.filter((one) => one.kind !== 'blank' || one.content);
  for (let at = 0; at < read.length; at++) {
    const one = read[at]!;
    if (one.kind === 'character') {
      const [speech, next] = speechAt(read, at);
      const other = read[next];
      if (other?.kind === 'character' && other.dual) {
        const [beside, end] = speechAt(read, next);
        blocks.push(sideBySide(speech, beside));
        at = end - 1;
      } else {
        blocks.push(speechBlock(speech));
        at = next - 1;
      }
    } else {
      const block = blockOf(one);
      if (block) blocks.push(block);
    }
  }
  return blocks;
}

/** Who speaks and what is said, and where the next thing begins. */
function speechAt(elements: readonly ScriptElement[], at: number): [ScriptElement[], number] {
  let end = at + 1;
  while (['dialogue', 'parenthetical', 'lyrics'].includes(elements[end]?.kind ?? '')) end++;
  return [elements.slice(at, end), end];
}

function blockOf(one: ScriptElement): Block | undefined {
  const text = one.content;
  switch (one.kind) {
    case 'scene_heading':
      return {
        kind: 'heading',
        before: 2,
        lines: placed(wrapped(text.toUpperCase(), WIDTH)).map((line, at) =>
          at ? line : { ...line, number: one.number }
        )
      };
    case 'action':
      return { kind: 'action', before: 1, lines: placed(wrapped(text, WIDTH)) };
    case 'dialogue':
    case 'lyrics':
    case 'parenthetical':
      return { kind: 'action', before: 1, lines: spoken(one) };
    case 'centered':
      return { kind: 'whole', before: 1, lines: placed(wrapped(text, WIDTH), (n) => Math.floor((WIDTH - n) / 2)) };
    case 'transition':
      return { kind: 'whole', before: 1, lines: placed(wrapped(text.toUpperCase(), WIDTH), (n) => WIDTH - n) };
    case 'page_break':
      return { kind: 'break', before: 0, lines: [] };
    default:
      return undefined; // sections and synopses are the writer's own
  }
}

const placed = (lines: Letter[][], column: (width: number) => number = () => 0): PageLine[] =>
  lines.map((letters) => ({ letters, column: column(letters.length) }));

function spoken(one: ScriptElement, shape = { dialogue: DIALOGUE, parenthetical: PARENTHETICAL }): PageLine[] {
  if (one.kind === 'parenthetical') {
    const { column, width } = shape.parenthetical;
    return placed(wrapped(`(${one.content})`, width)).map((line, at) => ({ ...line, column: column + (at ? 1 : 0) }));
  }
  const { column, width } = shape.dialogue;
  const lines = placed(wrapped(one.content, width), () => column);
  if (one.kind !== 'lyrics') return lines;
  return lines.map((line) => ({
    ...line,
    letters: line.letters.map((each) => ({ ...each, style: `${each.style}i` }))
  }));
}

function speechBlock(speech: readonly ScriptElement[]): Block {
  const [who, ...said] = speech;
  const name = who?.content ?? '';
  const lines = [...placed(wrapped(name, WIDTH - CHARACTER), () => CHARACTER)];
  const tied = new Set(lines);
  for (const one of said) {
    const more = spoken(one);
    lines.push(...more);
    if (one.kind === 'parenthetical') more.forEach((line) => tied.add(line));
  }
  return { kind: 'speech', before: 1, lines, speaker: name, tied };
}

function sideBySide(...both: [readonly ScriptElement[], readonly ScriptElement[]]): Block {
  const [left, right] = both.map(([who, ...said], side) => {
    const column = SIDES[side]!;
    const shape = {
      dialogue: { column, width: SIDE },
      parenthetical: { column: column + 3, width: SIDE - 6 }
    };
    const name = placed(wrapped(who?.content ?? '', SIDE - 6), () => column + 6);
    return [...name, ...said.flatMap((one) => spoken(one, shape))];
  }) as [PageLine[], PageLine[]];
  const height = Math.max(left.length, right.length);
  const lines = Array.from({ length: height }, (_, at) => {
    const line = left[at] ?? { letters: [], column: 0 };
    return right[at] ? { ...line, beside: right[at] } : line;
  });
  return { kind: 'whole', before: 1, lines };
}

// Pages

function paged(blocks: readonly Block[], most: number): (PageLine | undefined)[][] {
  const pages: (PageLine | undefined)[][] = [];
  let page: (PageLine | undefined)[] = [];
  const turn = () => {
    if (page.length) pages.push(page);
    page = [];
  };
  const put = (lines: readonly PageLine[], before: number) => {
    for (let n = 0; page.length && n < before; n++) page.push(undefined);
    page.push(...lines);
  };
  blocks.forEach((whole, index) => {
    if (whole.kind === 'break') return turn();
    let block = whole;
    const next = blocks[index + 1];
    for (;;) {
      const room = most - page.length - (page.length ? block.before : 0);
      const follows = block.kind === 'heading' && next ? next.before + least(next) : 0;
      if (block.lines.length + follows <= room) return put(block.lines, block.before);
      if (page.length && block.kind === 'heading') {
        turn();
        continue;
      }
      // What nothing may break, and is taller than a page, is broken where the page ends.
      const end = breakOf(block, room) || (page.length ? 0 : Math.min(most - 1, block.lines.length));
      if (!end) {
        turn();
        continue;
      }
      const isSpeech = block.kind === 'speech' && end < block.lines.length;
      put([...block.lines.slice(0, end), ...(isSpeech ? [said('(MORE)')] : [])], block.before);
      if (end === block.lines.length) return;
      const again = isSpeech ? [said(continued(block.speaker ?? ''))] : [];
      turn();
      block = {
        ...block,
        lines: [...again, ...block.lines.slice(end)],
        tied: new Set([...(block.tied ?? []), ...again])
      };
    }
  });
  turn();
  return pages;
}

/** How many of its lines a block has at least where it begins. */
function least(block: Block): number {
  if (block.kind === 'action') return block.lines.length < 2 * TOGETHER ? block.lines.length : TOGETHER;
  if (block.kind === 'speech') return Math.min(block.lines.length, 2 + TOGETHER);
  return block.lines.length;
}

/** How many of its lines a block leaves on a page with some room; 0 when it goes to the next one as a whole. */
function breakOf(block: Block, room: number): number {
  const { kind, lines, tied } = block;
  if (kind === 'action') {
    const end = Math.min(room, lines.length - TOGETHER);
    return end >= TOGETHER ? end : 0;
  }
  if (kind !== 'speech') return 0;
  for (let end = Math.min(room - 1, lines.length - TOGETHER); end > TOGETHER; end--)
    if (!tied?.has(lines[end - 1]!)) return end;
  return 0;
}

const said = (text: string): PageLine => ({ letters: lettersOf(text), column: CHARACTER });
const continued = (name: string) => (/\(CONT['’]D\)/i.test(name) ? name : `${name} (CONT'D)`);

const IN_THE_MIDDLE = ['title', 'credit', 'author', 'authors', 'source'];

function titlePage(content: string): TitlePage {
  const page: TitlePage = { middle: [], below: [] };
  let lines = page.below;
  for (const line of content.split('\n')) {
    const key = /^([^\s:][^:]{0,60}):\s*(.*)$/.exec(line.trim());
    if (key) lines = IN_THE_MIDDLE.includes(key[1]!.toLowerCase()) ? page.middle : page.below;
    const words = key ? key[2]! : line.trim();
    if (words) lines.push(words);
  }
  return page;
}
