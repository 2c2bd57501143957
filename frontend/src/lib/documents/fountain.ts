// What each line of a Fountain script is, for colours while it is typed. Everything else goes by the server's reader.
export type LineKind =
  | 'title_page'
  | 'scene_heading'
  | 'action'
  | 'character'
  | 'dialogue'
  | 'parenthetical'
  | 'lyrics'
  | 'transition'
  | 'centered'
  | 'section'
  | 'synopsis'
  | 'hidden'
  | 'page_break'
  | 'blank';

export interface ScriptLine {
  kind: LineKind;
  /** What it says, without marks, notes and boneyards. */
  content: string;
  number?: string;
}

const HEADING = /^(?:INT\.?\/EXT|EXT\.?\/INT|INT|EXT|EST|I\/E)[.\s]/i;
const KEY = /^[^\s:][^:]{0,60}:/;
const KNOWN = /^(?:title|credit|authors?|source|notes|draft date|date|contact|copyright)\s*:/i;
const NUMBER = /\s*#([\w.\-)]{1,40})#\s*$/;
const ALONE: readonly LineKind[] = ['section', 'synopsis', 'page_break', 'hidden', 'scene_heading'];

export function linesOf(script: string): ScriptLine[] {
  const raw = script.split(/\r\n|\r|\n/);
  const visible = withoutHidden(script).split(/\r\n|\r|\n/);
  const found: ScriptLine[] = [];
  const start = titlePage(visible);
  let speaking = false;
  for (let at = 0; at < raw.length; at++) {
    const line = visible[at] ?? '';
    const text = line.trim();
    if (at < start) {
      found.push({ kind: 'title_page', content: text });
      continue;
    }
    const isHidden = !text && (raw[at] ?? '').trim() !== '';
    if (isHidden) {
      found.push({ kind: 'hidden', content: '' });
      continue;
    }
    if (speaking && (text || line.length >= 2)) {
      found.push(spoken(text));
      continue;
    }
    const before = at === start || !visible[at - 1]?.trim() || ALONE.includes(found[at - 1]?.kind ?? 'blank');
    const after = !raw[at + 1]?.trim();
    const read = readLine(text, before, after);
    speaking = read.kind === 'character';
    found.push(read);
  }
  return found;
}

function readLine(text: string, before: boolean, after: boolean): ScriptLine {
  if (!text) return { kind: 'blank', content: '' };
  if (text.startsWith('!')) return { kind: 'action', content: text.slice(1) };
  if (/^={3,}$/.test(text)) return { kind: 'page_break', content: '' };
  if (text.startsWith('#')) return { kind: 'section', content: text.replace(/^#+\s*/, '') };
  if (text.startsWith('=')) return { kind: 'synopsis', content: text.slice(1).trim() };
  if (text.startsWith('>') && text.endsWith('<') && text.length > 1)
    return { kind: 'centered', content: text.slice(1, -1).trim() };
  if (text.startsWith('>')) return { kind: 'transition', content: text.slice(1).trim() };
  if (text.startsWith('~')) return { kind: 'lyrics', content: text.slice(1).trim() };
  if (before) {
    if (/^\.[^.\s]/.test(text)) return heading(text.slice(1));
    if (HEADING.test(text)) return heading(text);
    if (text.startsWith('@') && text.length > 1) return { kind: 'character', content: name(text.slice(1)) };
    if (isLoud(text)) {
      if (after && text.endsWith('TO:')) return { kind: 'transition', content: text };
      if (!after) return { kind: 'character', content: name(text) };
    }
  }
  return { kind: 'action', content: text };
}

function spoken(text: string): ScriptLine {
  if (text.startsWith('(') && text.endsWith(')')) return { kind: 'parenthetical', content: text };
  if (text.startsWith('~')) return { kind: 'lyrics', content: text.slice(1).trim() };
  return { kind: 'dialogue', content: text };
}

function heading(text: string): ScriptLine {
  const number = NUMBER.exec(text)?.[1];
  return { kind: 'scene_heading', content: text.replace(NUMBER, ''), ...(number && { number }) };
}

const name = (text: string) => text.replace(/\^$/, '').trim();

function isLoud(text: string): boolean {
  const said = text.replace(/\([^()]*\)/g, '');
  return /\p{Lu}/u.test(said) && !/\p{Ll}/u.test(said);
}

function titlePage(lines: string[]): number {
  const empty = lines.findIndex((line) => !line.trim());
  const block = lines.slice(0, empty < 0 ? lines.length : empty);
  const first = block[0]?.replace(/^\ufeff/, '') ?? '';
  if (!KEY.test(first) || HEADING.test(first)) return 0;
  return [first, ...block.slice(1)].some((line) => KNOWN.test(line)) ? block.length : 0;
}

/** The script with notes and boneyards left out, line by line as long as before. */
function withoutHidden(script: string): string {
  let out = '';
  let at = 0;
  for (const match of script.matchAll(/\/\*|\[\[/g)) {
    if (match.index < at) continue;
    const isNote = match[0] === '[[';
    const end = script.indexOf(isNote ? ']]' : '*/', match.index + 2);
    if (end < 0) continue;
    const inside = script.slice(match.index, end + 2);
    if (isNote && /(?:\r\n|\r|\n)[ \t]?(?:\r\n|\r|\n)/.test(inside)) continue;
    out += script.slice(at, match.index) + inside.replace(/[^\r\n]+/g, '');
    at = end + 2;
  }
  return out + script.slice(at);
}
