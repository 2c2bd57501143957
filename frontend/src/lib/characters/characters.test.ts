import { expect, test } from 'vitest';
import type { Asset, AssetFile } from '#lib/assets/assets.ts';
import {
  asCharacter,
  keyFrom,
  loosePictures,
  nameOf,
  ownSlots,
  pictureIn,
  proposedWords,
  type Character,
  type Group
} from './characters.ts';

const file = (name: string, fields: Partial<AssetFile> = {}) =>
  ({ name, path: `01_Assets/Characters/Mara/${name}`, mediaType: 'image/png', ...fields }) as AssetFile;
const mara = (fields: Partial<Character> = {}) =>
  ({ category: 'characters', files: [], variations: {}, baseFaceImagePath: null, ...fields }) as unknown as Character;
const GROUPS: Group[] = [
  { id: 'expression', name: 'Expressions', rows: [{ label: '', slots: [{ type: 'expression_sad', label: 'Sad' }] }] },
  {
    id: 'view',
    name: 'Perspectives × lightings',
    rows: [{ label: 'Night', slots: [{ type: 'view_half_left_night', label: 'Half left' }] }]
  }
];

test('only a character is one', () => {
  expect(asCharacter({ category: 'styles' } as Asset)).toBeUndefined();
  expect(asCharacter(undefined)).toBeUndefined();
  expect(asCharacter(mara())).toBeDefined();
});

test('a picture is in its slot, and what is in none is loose', () => {
  const [face, sad, photo, sound] = [
    file('base_face.png'),
    file('sad.png'),
    file('photo.png'),
    file('voice.wav', { mediaType: 'audio/wav' })
  ];
  const files = [face, sad, photo, sound] as Character['files'];
  const character = mara({ files, baseFaceImagePath: face.path, variations: { expression_sad: sad.path } });
  expect(pictureIn(character, 'base_face')).toBe(face);
  expect(pictureIn(character, 'expression_sad')).toBe(sad);
  expect(pictureIn(character, 'pose_bust')).toBeUndefined();
  expect(loosePictures(character)).toEqual([photo]);
});

test('own variations are those beyond the standard set, also planned ones', () => {
  const character = mara({ variations: { expression_sad: 'a', costume_red_coat: 'b' } as never });
  expect(ownSlots(character, GROUPS, ['as_a_child', 'costume_red_coat'])).toEqual([
    { type: 'as_a_child', label: 'As a child' },
    { type: 'costume_red_coat', label: 'Costume red coat' }
  ]);
});

test('a name becomes a key that the studio takes', () => {
  expect(keyFrom('  Red coat, torn! ')).toBe('red_coat_torn');
  expect(keyFrom('Élan')).toBe('elan');
  expect(keyFrom('—')).toBe('');
  expect(keyFrom(`${'a'.repeat(59)} b`)).toBe('a'.repeat(59));
});

test('a slot is named with its row where it has one', () => {
  expect(nameOf('view_half_left_night', GROUPS)).toBe('Half left, night');
  expect(nameOf('expression_sad', GROUPS)).toBe('Sad');
  expect(nameOf('base_face', GROUPS)).toBe('Base face');
  expect(nameOf('as_a_child', GROUPS)).toBe('As a child');
});

test('a model proposes the words that the character does not have yet', () => {
  const model = file('m.safetensors', {
    mediaType: 'application/x-safetensors',
    model: { tensors: 1, types: [], kind: 'lora', triggerWords: ['mar4', 'woman'] }
  });
  const fields = { files: [model] as Character['files'], loraModelPath: model.path };
  expect(proposedWords(mara({ ...fields, triggerWord: 'mar4' }))).toEqual(['woman']);
  expect(proposedWords(mara({ ...fields, loraModelPath: null }))).toEqual([]);
});
