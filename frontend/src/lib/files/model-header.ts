// The header of a safetensors file: eight bytes of length, then JSON that names every tensor.
export interface Tensor {
  name: string;
  type: string;
  shape: number[];
  bytes: number;
}
export interface ModelHeader {
  tensors: Tensor[];
  metadata: [string, string][];
  /** Numbers in all tensors. */
  parameters: number;
  types: [string, number][];
}

export const LENGTH_BYTES = 8;
export const MAX_HEADER_BYTES = 16 * 2 ** 20;

/** How long the header is; undefined when that is no safetensors file. */
export function headerLength(start: Uint8Array, size: number): number | undefined {
  if (start.length < LENGTH_BYTES) return undefined;
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));
  return length >= 2 && length <= Math.min(MAX_HEADER_BYTES, size - LENGTH_BYTES) ? length : undefined;
}

/** Throws a SyntaxError for what is no header. */
export function parseHeader(text: string): ModelHeader {
  const said = JSON.parse(text) as unknown;
  if (typeof said !== 'object' || said === null) throw new SyntaxError('no header');
  const tensors: Tensor[] = [];
  const metadata: [string, string][] = [];
  for (const [name, value] of Object.entries(said as Record<string, Record<string, unknown> | null>)) {
    if (name === '__metadata__') {
      for (const [key, word] of Object.entries(value ?? {})) metadata.push([key, String(word)]);
      continue;
    }
    const shape = Array.isArray(value?.shape) ? value.shape.map(Number) : [];
    const [from, to] = Array.isArray(value?.data_offsets) ? value.data_offsets.map(Number) : [0, 0];
    tensors.push({ name, type: String(value?.dtype ?? '?'), shape, bytes: (to ?? 0) - (from ?? 0) });
  }
  const types = new Map<string, number>();
  for (const { type } of tensors) types.set(type, (types.get(type) ?? 0) + 1);
  const parameters = tensors.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
  return { tensors, metadata, parameters, types: [...types].sort((a, b) => b[1] - a[1]) };
}

/** `1.2 billion`, as people say it. */
export function counted(number: number): string {
  const steps: [number, string][] = [
    [1e9, 'billion'],
    [1e6, 'million']
  ];
  for (const [step, word] of steps) if (number >= step) return `${(number / step).toFixed(1)} ${word}`;
  return number.toLocaleString('en');
}
