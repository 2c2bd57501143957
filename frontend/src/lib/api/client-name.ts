// Which browser asks: a name that it makes up once and keeps, so that “mine” means something. A label, not a right.
const KEY = 'auteur-client';

export function clientName(storage: Pick<Storage, 'getItem' | 'setItem'>): string {
  const kept = storage.getItem(KEY);
  if (kept && /^[\w.:@-]{1,100}$/.test(kept)) return kept;
  const random = crypto.getRandomValues(new Uint8Array(8));
  const name = `browser-${Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  storage.setItem(KEY, name);
  return name;
}

let known: string | undefined;

/** Who this browser is to the studio. */
export const me = (): string => (known ??= clientName(localStorage));
