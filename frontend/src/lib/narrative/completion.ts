// How far a shot, scene, chapter or film is: the one rule, derived from what the tree knows of each shot.
import type { ChapterNode, Place, SceneNode, ShotNode } from './tree.ts';

export interface Completion {
  shots: number;
  /** Shots with a chosen take. */
  chosen: number;
  /** Shots with takes of which none is chosen. */
  open: number;
}

/** A take that is chosen counts as long as the shot has takes. */
const stateOf = (shot: ShotNode): 'chosen' | 'open' | 'none' =>
  !shot.takeCount ? 'none' : shot.activeTake ? 'chosen' : 'open';

export function completionOf(shots: Iterable<ShotNode>): Completion {
  const sum = { shots: 0, chosen: 0, open: 0 };
  for (const shot of shots) {
    sum.shots++;
    const state = stateOf(shot);
    if (state !== 'none') sum[state]++;
  }
  return sum;
}

// Nodes are replaced when something below them changes, so what was counted once holds as long as the node lives.
const counted = new WeakMap<SceneNode | ChapterNode, Completion>();

const plus = (one: Completion, other: Completion): Completion => ({
  shots: one.shots + other.shots,
  chosen: one.chosen + other.chosen,
  open: one.open + other.open
});
const NOTHING: Completion = { shots: 0, chosen: 0, open: 0 };

export function ofScene(scene: SceneNode): Completion {
  let found = counted.get(scene);
  if (!found) counted.set(scene, (found = completionOf(scene.shots)));
  return found;
}

export function ofChapter(chapter: ChapterNode): Completion {
  let found = counted.get(chapter);
  if (!found) counted.set(chapter, (found = chapter.scenes.map(ofScene).reduce(plus, NOTHING)));
  return found;
}

export const ofFilm = (chapters: readonly ChapterNode[]): Completion => chapters.map(ofChapter).reduce(plus, NOTHING);

/** Of an element and what is in it. */
export const ofPlace = ({ chapter, scene, shot }: Place): Completion =>
  shot ? completionOf([shot]) : scene ? ofScene(scene) : ofChapter(chapter);

/** `3 of 5 shots have a chosen take, 1 waits for a choice` */
export function completionInWords({ shots, chosen, open }: Completion): string {
  if (!shots) return 'no shots yet';
  const all = `${chosen} of ${shots} shot${shots === 1 ? '' : 's'} ${chosen === 1 || shots === 1 ? 'has' : 'have'} a chosen take`;
  return open ? `${all}, ${open} wait${open === 1 ? 's' : ''} for a choice` : all;
}
