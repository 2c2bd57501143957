// Which slot a picture is meant for, by the name of its file: `Mara_side left noir.png`, `expression_angry.jpg`, `happy.png`.
import { BASE_FACE, keyFrom } from './characters.ts';

const PREFIXES = ['expression', 'view', 'pose'];
/** Words that people use for those of the slots. */
const MEANT: Record<string, string[]> = {
  smile: ['happy'],
  smiling: ['happy'],
  joy: ['happy'],
  anger: ['angry'],
  furious: ['angry'],
  crying: ['sad'],
  surprise: ['surprised'],
  shocked: ['surprised'],
  fear: ['fearful'],
  afraid: ['fearful'],
  scared: ['fearful'],
  disgust: ['disgusted'],
  tired: ['sleepy'],
  scar: ['scarred'],
  profile: ['side'],
  quarter: ['half'],
  studio: ['photo', 'studio'],
  warm: ['dim', 'warm'],
  walk: ['walking'],
  sit: ['sitting'],
  stand: ['standing'],
  portrait: ['base', 'face'],
  headshot: ['base', 'face'],
  face: ['base', 'face']
};

const wordsIn = (text: string): string[] =>
  keyFrom(text.replace(/([a-z])([A-Z])/g, '$1 $2'))
    .split('_')
    .filter(Boolean);

/** The slot that a name fits best; none when it fits several equally well. */
export function slotOf(fileName: string, slots: readonly string[], character: string): string | undefined {
  const stem = fileName.replace(/\.[^.]*$/, '');
  const own = wordsIn(character);
  const left = wordsIn(stem).filter((word) => !own.includes(word));
  const exact = [keyFrom(stem), left.join('_')].find((key) => slots.includes(key));
  if (exact) return exact;
  const said = new Set(left.flatMap((word) => [word, ...(MEANT[word] ?? [])]));
  const fits = slots
    .map((slot) => ({ slot, words: slot.split('_').filter((word, at) => at || !PREFIXES.includes(word)) }))
    .filter(({ words }) => words.every((word) => said.has(word)))
    // A face is in most of the names; it counts only where nothing else is said.
    .map(({ slot, words }) => ({ slot, score: slot === BASE_FACE ? 0.5 : words.length }));
  const best = Math.max(...fits.map(({ score }) => score));
  const found = fits.filter(({ score }) => score === best);
  return found.length === 1 ? found[0]?.slot : undefined;
}

/** A slot for each name, no slot twice: where two fit one, the first has it. */
export function slotsFor(
  names: readonly string[],
  slots: readonly string[],
  character: string
): (string | undefined)[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const slot = slotOf(name, slots, character);
    if (!slot || taken.has(slot)) return undefined;
    taken.add(slot);
    return slot;
  });
}
