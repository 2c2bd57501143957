// A change that overwrites nobody: it looks at what is there, and names the version that it saw.
import { ApiError } from '#lib/api/client.ts';

export type Fields = Record<string, unknown>;

/** Somebody else changed the same fields since they were shown; `theirs` is what they say now. Nothing was written. */
export class Conflict extends Error {
  constructor(readonly theirs: Fields) {
    super('Somebody else changed this meanwhile.');
  }
}

export interface Seen {
  fields: Fields;
  version: string | null;
}

const TRIES = 5;

/**
 * Write `fields`, of which `base` is what was shown when each began to be changed.
 * What others changed in other fields stays. Throws `Conflict` when it was one of these, and the server's errors.
 */
export async function changeGuarded(
  fields: Fields,
  base: Fields,
  read: () => Promise<Seen>,
  write: (version: string | null) => Promise<unknown>
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const seen = await read();
    const names = Object.keys(fields).filter((name) => name in base);
    const contested = names.filter(
      (name) => !same(seen.fields[name], base[name]) && !same(seen.fields[name], fields[name])
    );
    if (contested.length) throw new Conflict(Object.fromEntries(contested.map((name) => [name, seen.fields[name]])));
    try {
      await write(seen.version);
      return;
    } catch (error) {
      const outrun = error instanceof ApiError && error.status === 412;
      if (!outrun || tries === TRIES) throw error;
    }
  }
}

/** Whether two values of a field say the same; nothing, an empty text and an empty list do. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(normal(a)) === JSON.stringify(normal(b));
}

function normal(value: unknown): unknown {
  if (value === undefined || value === '' || (Array.isArray(value) && !value.length)) return null;
  return value;
}
