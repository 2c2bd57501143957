// JSON as it is read on the screen: indented, and taken apart so that names, words and numbers can be told apart.
export type Mark = 'name' | 'text' | 'number' | 'word' | 'plain';
export interface Piece {
  mark: Mark;
  text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(\btrue\b|\bfalse\b|\bnull\b)/g;

/** The text indented; as it is when it is no JSON, such as the beginning of a long file. */
export function indented(text: string): { text: string; proper: boolean } {
  try {
    return { text: JSON.stringify(JSON.parse(text), null, 2), proper: true };
  } catch {
    return { text, proper: false };
  }
}

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) pieces.push({ mark: 'plain', text: text.slice(at, match.index) });
    const [whole, string, colon, number] = match;
    if (string !== undefined) {
      pieces.push({ mark: colon ? 'name' : 'text', text: string });
      if (colon) pieces.push({ mark: 'plain', text: colon });
    } else pieces.push({ mark: number !== undefined ? 'number' : 'word', text: whole });
    at = match.index + whole.length;
  }
  if (at < text.length) pieces.push({ mark: 'plain', text: text.slice(at) });
  return pieces;
}
