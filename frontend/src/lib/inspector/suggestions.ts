// What a field may be filled with, offered while one types; anything else can be written as well.
import type { Schemas } from '#lib/api/client.ts';

type Stage = Schemas['Stage'];
export type Suggestions = Record<string, string[]>;

const each = (words: string[]) => [...new Set(words.filter(Boolean))];

/** For a scene: the structure's stages as beats; the emotion and the words of its own beat, or of its chapter's stage. */
export function forScene(
  stages: readonly Stage[],
  chapterStage: string | null | undefined,
  scene: { beat?: unknown; keywords?: unknown }
): Suggestions {
  const own = stages.find(({ name }) => name === scene.beat) ?? stages.find(({ id }) => id === chapterStage);
  const has = (scene.keywords as string[] | null | undefined) ?? [];
  return {
    beat: each([own?.name ?? '', ...stages.map(({ name }) => name)]),
    emotion: each([own?.emotion ?? '', ...stages.map(({ emotion }) => emotion)]),
    keywords: each(own?.keywords ?? []).filter((word) => !has.includes(word))
  };
}
