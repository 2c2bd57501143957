// Prose with a few marks, and tables, taken apart for the preview. Nothing in them becomes HTML.
export interface Run {
  text: string;
  strong?: boolean;
  soft?: boolean;
}
export interface Block {
  kind: 'heading' | 'item' | 'paragraph';
  depth: number;
  runs: Run[];
}

export function blocksOf(text: string): Block[] {
  const found: Block[] = [];
  let open = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const item = /^(\s*)(?:[-*+]|\d+[.)])\s+(.*)$/.exec(line);
    if (heading) found.push({ kind: 'heading', depth: heading[1]?.length ?? 1, runs: runsOf(heading[2] ?? '') });
    else if (item)
      found.push({ kind: 'item', depth: Math.floor((item[1]?.length ?? 0) / 2), runs: runsOf(item[2] ?? '') });
    else if (line.trim()) {
      const last = found.at(-1);
      if (open && last?.kind === 'paragraph') last.runs.push({ text: ' ' }, ...runsOf(line.trim()));
      else found.push({ kind: 'paragraph', depth: 0, runs: runsOf(line.trim()) });
    }
    open = !heading && !item && line.trim() !== '';
  }
  return found;
}

/** Words with their emphasis, which may be put into each other, and without the signs of it. */
export function runsOf(text: string): Run[] {
  return text
    .split(/((?<!\\)\*{2,3}[^*]+\*{2,3}|(?<!\\)\*[^*\s][^*]*\*|(?<![\\\w])_[^_\s][^_]*_(?!\w))/)
    .filter((part) => part !== '')
    .map((part) => {
      const inner = words(part.replace(/^[*_]+|[*_]+$/g, ''));
      if (/^\*{2,3}[^*]+\*{2,3}$/.test(part)) return { text: inner, strong: true };
      if (/^(?:\*[^*\s][^*]*\*|_[^_\s][^_]*_)$/.test(part)) return { text: inner, soft: true };
      return { text: words(part) };
    });
}

const words = (text: string) => text.replace(/\\([*_])/g, '$1');

/** Rows of a CSV table. Quotes that are not closed take in the rest. */
export function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = () => {
    row.push(cell);
    if (row.length > 1 || row[0] !== '') rows.push(row);
    [row, cell] = [[], ''];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') [cell, at] = [cell + '"', at + 1];
      else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === ',') {
      row.push(cell);
      cell = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[at + 1] === '\n') at++;
      endRow();
    } else cell += char;
  }
  endRow();
  return rows;
}
