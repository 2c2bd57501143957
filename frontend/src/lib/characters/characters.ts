// A film's characters as the server tells them, and how their pictures lie in slots.
import type { Schemas } from '#lib/api/client.ts';
import type { Asset, AssetFile } from '#lib/assets/assets.ts';

export type Character = Schemas['CharacterView'];
export type Group = Schemas['VariationGroup'];
export type Slot = Schemas['VariationSlot'];

export const BASE_FACE = 'base_face';
const SHOWN = ['image/png', 'image/jpeg', 'image/webp'];

/** An asset as the character that it is; the server sends a character's own fields with every one. */
export const asCharacter = (asset: Asset | undefined): Character | undefined =>
  asset?.category === 'characters' ? (asset as Character) : undefined;

export const isPicture = (file: AssetFile): boolean => SHOWN.includes(file.mediaType);

export const fileAt = (character: Character, path: string | null | undefined): AssetFile | undefined =>
  character.files.find((file) => file.path === path);

export const pictureIn = (character: Character, slot: string): AssetFile | undefined =>
  fileAt(character, slot === BASE_FACE ? character.baseFaceImagePath : character.variations[slot]);

export const slotsOf = (groups: readonly Group[]): Slot[] =>
  groups.flatMap(({ rows }) => rows.flatMap((row) => row.slots));

/** Variations that a person has thought of, beyond the standard set. */
export function ownSlots(character: Character, groups: readonly Group[], planned: readonly string[]): Slot[] {
  const standard = new Set(slotsOf(groups).map(({ type }) => type));
  const own = [...Object.keys(character.variations), ...planned].filter((type) => !standard.has(type));
  return [...new Set(own)].sort().map((type) => ({ type, label: inWords(type) }));
}

/** Pictures of the character that are in no slot. */
export function loosePictures(character: Character): AssetFile[] {
  const shown = new Set([character.baseFaceImagePath, ...Object.values(character.variations)]);
  return character.files.filter((file) => isPicture(file) && !shown.has(file.path));
}

/** `Red coat!` → `red_coat`; empty when nothing of it can be a key. */
export const keyFrom = (words: string): string =>
  words
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('_')
    .slice(0, 60)
    .replace(/_$/, '');

export function inWords(type: string): string {
  const words = type.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** How a slot is called away from its group: `Half left, night`. */
export function nameOf(slot: string, groups: readonly Group[]): string {
  if (slot === BASE_FACE) return 'Base face';
  for (const { rows } of groups)
    for (const row of rows)
      for (const one of row.slots)
        if (one.type === slot) return row.label ? `${one.label}, ${row.label.toLowerCase()}` : one.label;
  return inWords(slot);
}

/** The words that the character's models may have been taught and that it does not have yet. */
export function proposedWords(character: Character): string[] {
  const words = fileAt(character, character.loraModelPath)?.model?.triggerWords ?? [];
  return words.filter((word) => word !== character.triggerWord);
}
