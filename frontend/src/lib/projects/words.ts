export const STRUCTURES: Record<string, string> = {
  'three-act': 'Three acts',
  'hero-journey': "The hero's journey",
  'beat-sheet': 'The beat sheet',
  'story-circle': 'The story circle'
};
export const structureName = (id: string): string => STRUCTURES[id] ?? id;

/** `1 scene`, `3 scenes` */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

/** `just now`, `5 min ago`, `3 h ago`, then the date. */
export function ago(time: string, now = Date.now()): string {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return new Date(time).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}
