// What each quality tier is for, in a film-maker's words.
import type { Quality } from '#lib/api/client.ts';

export const TIERS: { id: Quality; name: string; use: string }[] = [
  { id: 'low', name: 'Low', use: 'quick sketches' },
  { id: 'standard', name: 'Standard', use: 'frames to discuss' },
  { id: 'high', name: 'High', use: 'frames to present' }
];
