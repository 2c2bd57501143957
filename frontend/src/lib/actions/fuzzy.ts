// How well what was typed fits a text, and the best of many.

const START = 8;
const NEXT = 5;
const WHOLE_WORD = 6;
/** What stands before the start of a word, or before a number that is padded. */
const STARTS_A_WORD = /[\s_\-./›“(0]/;

/**
 * How well a word fits: its letters stand in the text in their order, better together, better where words start.
 * `undefined` when they do not. Both in lower case.
 */
export function fit(word: string, text: string): number | undefined {
  const at = text.indexOf(word);
  if (at >= 0) {
    const starts = at === 0 || STARTS_A_WORD.test(text[at - 1]!);
    const ends = at + word.length === text.length || STARTS_A_WORD.test(text[at + word.length]!);
    return word.length * NEXT + (starts ? START : 0) + (starts && ends ? WHOLE_WORD : 0) - text.length / 100;
  }
  let [score, from, before] = [0, 0, -2];
  for (const letter of word) {
    const found = text.indexOf(letter, from);
    if (found < 0) return undefined;
    if (found === before + 1) score += NEXT - 1;
    else if (found === 0 || STARTS_A_WORD.test(text[found - 1]!)) score += 2;
    else score -= 1;
    [before, from] = [found, found + 1];
  }
  // Letters that are strewn about mean nothing.
  return score >= word.length ? score - text.length / 100 : undefined;
}

/** The `most` best of those that have every typed word, best first, and how many there are altogether. */
export function best<T>(
  typed: string,
  things: readonly T[],
  text: (thing: T) => string,
  bonus: (thing: T) => number,
  most: number
): { best: T[]; total: number } {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found: { thing: T; score: number; index: number }[] = [];
  things.forEach((thing, index) => {
    let score = bonus(thing);
    const lower = text(thing);
    for (const word of words) {
      const one = fit(word, lower);
      if (one === undefined) return;
      score += one;
    }
    found.push({ thing, score, index });
  });
  found.sort((a, b) => b.score - a.score || a.index - b.index);
  return { best: found.slice(0, most).map(({ thing }) => thing), total: found.length };
}
