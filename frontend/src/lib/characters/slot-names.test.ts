import { expect, test } from 'vitest';
import { slotOf, slotsFor } from './slot-names.ts';

const SLOTS = [
  'base_face',
  'expression_happy',
  'expression_angry',
  'expression_sad',
  'view_side_left_noir',
  'view_side_left_night',
  'view_half_left_photo_studio',
  'pose_upper_body',
  'pose_bust',
  'red_coat'
];
const of = (name: string) => slotOf(name, SLOTS, 'Mara Voss');

test('a name says its slot, with the character in it or not, in any writing', () => {
  expect(of('happy.png')).toBe('expression_happy');
  expect(of('expression_angry.jpg')).toBe('expression_angry');
  expect(of('Mara_side left noir.png')).toBe('view_side_left_noir');
  expect(of('maraVossUpperBody-02.webp')).toBe('pose_upper_body');
  expect(of('mara smiling.png')).toBe('expression_happy');
  expect(of('half-left studio.png')).toBe('view_half_left_photo_studio');
  expect(of('Mara red coat.png')).toBe('red_coat');
});

test('a face is the base face unless more is said', () => {
  expect(of('mara_face.png')).toBe('base_face');
  expect(of('base_face.png')).toBe('base_face');
  expect(of('mara face sad.png')).toBe('expression_sad');
});

test('what fits nothing or two slots alike is left to a person', () => {
  expect(of('IMG_2034.jpg')).toBeUndefined();
  expect(of('side left.png')).toBeUndefined();
  expect(of('sad bust.png')).toBeUndefined();
});

test('no slot is given twice', () => {
  expect(slotsFor(['happy.png', 'smile.png', 'sad.png'], SLOTS, 'Mara')).toEqual([
    'expression_happy',
    undefined,
    'expression_sad'
  ]);
});
