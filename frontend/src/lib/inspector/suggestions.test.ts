import { expect, it } from 'vitest';
import { forScene } from './suggestions.ts';

const stage = (id: string, name: string, emotion: string, ...keywords: string[]) => ({
  id,
  name,
  act: '',
  share: 0,
  description: '',
  emotion,
  keywords
});
const stages = [
  stage('catalyst', 'Catalyst', 'shock', 'news', 'encounter'),
  stage('finale', 'Finale', 'courage', 'showdown')
];

it('a scene is offered the words of its beat, before that those of its chapter, and none twice', () => {
  expect(forScene(stages, 'finale', { beat: null, keywords: [] })).toEqual({
    beat: ['Finale', 'Catalyst'],
    emotion: ['courage', 'shock'],
    keywords: ['showdown']
  });
  expect(forScene(stages, 'finale', { beat: 'Catalyst', keywords: ['news'] }).keywords).toEqual(['encounter']);
  expect(forScene(stages, null, { beat: 'A quiet turn' }).keywords).toEqual([]);
});
