// Acts and stages as coloured bands. Colour never tells alone: every band has a name, and neighbours differ in order.
import { ofScene, type Completion } from './completion.ts';
import type { ChapterNode, SceneNode } from './tree.ts';

/** How many colours the tokens have for bands, `--band-1` and on. */
export const BANDS = 6;

export interface Band {
  /** The act, or the stage of a structure without acts. */
  name: string;
  /** A colour of the tokens. */
  colour: string;
}

const nameOf = (chapter: ChapterNode): string => chapter.act?.trim() || chapter.stage?.trim() || '';

/** The band of each chapter by its id; a chapter of no act or stage has none. The same name has the same colour. */
export function bandsOf(chapters: readonly ChapterNode[]): Map<string, Band> {
  const colours = new Map<string, string>();
  const bands = new Map<string, Band>();
  for (const chapter of chapters) {
    const name = nameOf(chapter);
    if (!name) continue;
    if (!colours.has(name)) colours.set(name, `var(--band-${(colours.size % BANDS) + 1})`);
    bands.set(chapter.id, { name, colour: colours.get(name)! });
  }
  return bands;
}

/** What a shot without a length of its own counts as. */
export const ASSUMED_SECONDS = 4;

export interface SceneLength {
  seconds: number;
  /** Whether some of it is assumed. */
  about: boolean;
}

export function lengthOf(scene: SceneNode): SceneLength {
  let seconds = 0;
  let about = false;
  for (const { durationSeconds } of scene.shots) {
    seconds += durationSeconds ?? ASSUMED_SECONDS;
    about ||= durationSeconds === null;
  }
  return { seconds, about };
}

/** `1:05`, `≈ 0:12` */
export function lengthInWords({ seconds, about }: SceneLength): string {
  const whole = Math.round(seconds);
  return `${about ? '≈ ' : ''}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export interface StripScene {
  scene: SceneNode;
  length: SceneLength;
  completion: Completion;
}

export interface StripBand {
  key: string;
  name: string;
  colour: string | undefined;
  seconds: number;
  scenes: StripScene[];
}

/** The film from left to right: neighbouring chapters of one act together, with the scenes that are in them. */
export function stripOf(chapters: readonly ChapterNode[]): StripBand[] {
  const bands = bandsOf(chapters);
  const strip: (StripBand & { of: string })[] = [];
  for (const chapter of chapters) {
    const band = bands.get(chapter.id);
    const scenes = chapter.scenes.map((scene) => ({ scene, length: lengthOf(scene), completion: ofScene(scene) }));
    const seconds = scenes.reduce((sum, { length }) => sum + length.seconds, 0);
    const last = strip.at(-1);
    if (last && band && last.of === band.name) {
      last.scenes.push(...scenes);
      last.seconds += seconds;
    } else {
      const name = band?.name ?? chapter.name;
      strip.push({ key: chapter.id, of: band?.name ?? '', name, colour: band?.colour, seconds, scenes });
    }
  }
  return strip;
}
