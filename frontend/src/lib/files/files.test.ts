import { expect, test } from 'vitest';
import type { ServerEvent } from '#lib/realtime/events.d.ts';
import { concerns, crumbs, filesAddress, parentOf, quoted, within, wrongName } from './files.ts';
import { indented, piecesOf } from './json-marks.ts';
import { counted, headerLength, parseHeader } from './model-header.ts';

test('a path is taken apart and put together', () => {
  expect(parentOf('a/b/c.txt')).toBe('a/b');
  expect(parentOf('c.txt')).toBe('');
  expect(within('', 'a')).toBe('a');
  expect(crumbs('a/b')).toEqual([
    { name: 'a', path: 'a' },
    { name: 'b', path: 'a/b' }
  ]);
  expect(quoted('a b/c#?.txt')).toBe('a%20b/c%23%3F.txt');
  expect(filesAddress('p', 'a/b', 'c d.png')).toBe('/projects/p/files?path=a%2Fb&file=c+d.png');
});

test('a folder listens to what happens in it, below it and to itself', () => {
  const changed = (path: string) => ({ type: 'file_changed', path, change: 'created' }) as ServerEvent;
  expect(concerns(changed('a/b/c.txt'), 'a/b')).toBe(true);
  expect(concerns(changed('a/b/new/c.txt'), 'a/b')).toBe(true);
  expect(concerns(changed('a'), 'a/b')).toBe(true);
  expect(concerns(changed('a/bc/d.txt'), 'a/b')).toBe(false);
  expect(concerns(changed('anything.txt'), '')).toBe(true);
});

test('a name has no slash', () => {
  expect(wrongName('a/b')).toBeDefined();
  expect(wrongName(' ')).toBeDefined();
  expect(wrongName('fine.txt')).toBeUndefined();
});

test('the header of a model tells its tensors, and what is none is refused', () => {
  const text = JSON.stringify({
    __metadata__: { format: 'pt' },
    'lora.a': { dtype: 'F16', shape: [4, 8], data_offsets: [0, 64] },
    'lora.b': { dtype: 'F32', shape: [2], data_offsets: [64, 72] }
  });
  const start = new Uint8Array(8);
  new DataView(start.buffer).setBigUint64(0, BigInt(text.length), true);
  expect(headerLength(start, text.length + 8 + 72)).toBe(text.length);
  expect(headerLength(start, text.length)).toBeUndefined();
  const header = parseHeader(text);
  expect(header.tensors.map(({ name, type, bytes }) => [name, type, bytes])).toEqual([
    ['lora.a', 'F16', 64],
    ['lora.b', 'F32', 8]
  ]);
  expect([header.parameters, header.metadata]).toEqual([34, [['format', 'pt']]]);
  expect(counted(1_230_000)).toBe('1.2 million');
  expect(() => parseHeader('[')).toThrow(SyntaxError);
});

test('JSON is indented and its parts are told apart', () => {
  const { text, proper } = indented('{"a": "b: 1", "n": -2.5e3, "t": null}');
  expect(proper).toBe(true);
  const pieces = piecesOf(text);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.filter(({ mark }) => mark !== 'plain').map(({ mark, text }) => [mark, text])).toEqual([
    ['name', '"a"'],
    ['text', '"b: 1"'],
    ['name', '"n"'],
    ['number', '-2500'],
    ['name', '"t"'],
    ['word', 'null']
  ]);
  expect(indented('{"cut').proper).toBe(false);
});
