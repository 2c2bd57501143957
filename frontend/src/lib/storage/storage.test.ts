import { expect, test } from 'vitest';
import { many, takeOf } from './storage.ts';

test('a damaged file is told by the take it is', () => {
  expect(takeOf('03_Renders/Chapter_01/Scene_02/Shot_03/S02_S03_take12_sketch.png')).toEqual({
    slate: 'S02_S03',
    take: 12
  });
  expect(takeOf('01_Assets/Characters/Mara/face.png')).toBeUndefined();
});

test('things are counted in words', () => {
  expect([many(1, 'file'), many(2000, 'file'), many(0, 'copy', 'copies')]).toEqual([
    '1 file',
    '2,000 files',
    '0 copies'
  ]);
});
