// Words of a screenplay letter by letter, each in its style, so that they can be broken into lines that fit.
export interface Letter {
  char: string;
  /** `b`, `i` and `u`, as many as there are. */
  style: string;
}

const MARKED = /(?<![\\\w])(\*{1,3}|_)(?=\S)([^*_]+)(?<=[^\s\\])\1(?!\w)/g;
const ESCAPED = /\\([*_])/g;
const STYLES: Record<string, string> = { '*': 'i', '**': 'b', '***': 'bi', _: 'u' };
/** As deep as styles are put into each other. */
const DEEPEST = 3;

/** One line's letters without the marks. */
export function lettersOf(line: string): Letter[] {
  let letters = [...line].map((char) => ({ char, style: '' }));
  for (let turn = 0; turn < DEEPEST; turn++) letters = unmarked(letters, MARKED);
  return unmarked(letters, ESCAPED);
}

function unmarked(letters: Letter[], marks: RegExp): Letter[] {
  // One sign stands for each letter, so that places in the text are places in the list.
  const text = letters.map(({ char }) => (char.length === 1 ? char : 'x')).join('');
  const kept: Letter[] = [];
  let end = 0;
  for (const found of text.matchAll(marks)) {
    const inside = found[2] ?? found[1] ?? '';
    const start = found.index + (found[2] === undefined ? 1 : (found[1]?.length ?? 0));
    const style = found[2] === undefined ? '' : (STYLES[found[1] ?? ''] ?? '');
    kept.push(...letters.slice(end, found.index));
    kept.push(
      ...letters.slice(start, start + inside.length).map((one) => ({ char: one.char, style: one.style + style }))
    );
    end = found.index + found[0].length;
  }
  return [...kept, ...letters.slice(end)];
}

/** Lines of at most `width` letters, broken between words; a word that is longer is broken. */
export function wrapped(text: string, width: number): Letter[][] {
  return text.split('\n').flatMap((line) => wrappedLine(lettersOf(line), width));
}

function wrappedLine(letters: Letter[], width: number): Letter[][] {
  const lines: Letter[][] = [];
  let rest = letters;
  while (rest.length > width) {
    let end = width;
    while (end > 0 && rest[end]?.char !== ' ') end--;
    const isWord = !rest.slice(0, end).some(({ char }) => char !== ' ');
    if (isWord) end = width;
    lines.push(trimmed(rest.slice(0, end)));
    rest = rest.slice(end);
    while (rest[0]?.char === ' ') rest = rest.slice(1);
  }
  return [...lines, trimmed(rest)];
}

function trimmed(line: Letter[]): Letter[] {
  let end = line.length;
  while (end && line[end - 1]?.char === ' ') end--;
  return line.slice(0, end);
}

export interface StyledRun {
  text: string;
  style: string;
}

export function runsOfLetters(letters: readonly Letter[]): StyledRun[] {
  const runs: StyledRun[] = [];
  for (const { char, style } of letters) {
    const last = runs.at(-1);
    if (last?.style === style) last.text += char;
    else runs.push({ text: char, style });
  }
  return runs;
}
