import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BANDS } from '#lib/narrative/stages.ts';

const tokens = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;
const colours = Object.fromEntries(
  [...tokens.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name,
    { light: light!, dark: dark! }
  ])
);

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe('the colours of bands', () => {
  const grounds = ['bg', 'panel', 'raised', 'hover'];
  it.each(themes)('can be read on every ground in the %s theme', (theme) => {
    for (let band = 1; band <= BANDS; band++)
      for (const ground of grounds)
        expect(
          contrast(colours[`band-${band}`]![theme], colours[ground]![theme]),
          `band ${band} on ${ground}`
        ).toBeGreaterThan(4.5);
  });
});
