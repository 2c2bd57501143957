// The fields of the settings' forms, and what the server says about them.
import { ApiError, type ProjectDetails, type Quality, type Schemas } from '#lib/api/client.ts';

export type Values = Record<string, unknown>;
export type Structure = Schemas['StructurePlan']['structure'];

export interface FilmValues extends Values {
  name: string;
  description: string;
  quality: Quality;
  structure: Structure;
  fps: number | null;
  width: number | null;
  height: number | null;
  aspectRatio: string;
}

export const filmValues = ({ manifest: { settings, ...own }, structure }: ProjectDetails): FilmValues => ({
  name: own.name,
  description: own.description,
  quality: own.quality,
  structure: structure as Structure,
  fps: settings?.fps ?? null,
  width: settings?.resolution[0] ?? null,
  height: settings?.resolution[1] ?? null,
  aspectRatio: settings?.aspectRatio ?? ''
});

/** What to send: the film's own fields as they are, its picture settings together in theirs. */
export function filmPatch(changes: Partial<FilmValues>, all: FilmValues): Values {
  const { fps, width, height, aspectRatio, ...own } = changes;
  const settings: Values = {
    ...(fps !== undefined && { fps }),
    ...(aspectRatio !== undefined && { aspectRatio }),
    ...((width !== undefined || height !== undefined) && { resolution: [all.width, all.height] })
  };
  return Object.keys(settings).length ? { ...own, settings } : own;
}

export function changedFields<T extends Values>(saved: T, values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([field, value]) => saved[field] !== value)) as Partial<T>;
}

/** The server's sentences, each beside the field it is about. */
export function problemsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  if (error.code === 'name_taken' || error.code === 'bad_path') return { name: error.message };
  return Object.fromEntries(
    error.fields.map(({ loc, msg }) => {
      const at = loc.indexOf('resolution');
      if (at >= 0) return [loc[at + 1] === 1 ? 'height' : 'width', msg];
      return [String(loc.at(-1)), msg];
    })
  );
}

/** What happens to the chapters, in one sentence each. */
export function toldPlan({ chapters, foreignBeats = [] }: Schemas['StructurePlan']): string[] {
  const those = (change: string) => chapters.filter((chapter) => chapter.change === change);
  const named = (list: { name: string }[]) => [...new Set(list.map(({ name }) => `“${name}”`))].join(', ');
  const scenes = chapters.reduce((sum, chapter) => sum + chapter.scenes, 0);
  const [renamed, kept, added, removed] = ['renamed', 'kept', 'added', 'removed'].map(those) as [
    typeof chapters,
    typeof chapters,
    typeof chapters,
    typeof chapters
  ];
  return [
    scenes
      ? `${scenes === 1 ? 'The scene stays, with its' : `All ${scenes} scenes stay, with their`} shots and takes${scenes === 1 ? '' : ', in their order'}.`
      : 'There are no scenes yet.',
    ...renamed.map(({ before, name }) => `“${before}” becomes “${name}”.`),
    ...(kept.length ? [`${named(kept)} ${kept.length === 1 ? 'keeps its name' : 'keep their names'}.`] : []),
    ...(added.length ? [`New, empty: ${named(added)}.`] : []),
    ...(removed.length ? [`Empty ones that go: ${named(removed)}.`] : []),
    ...(foreignBeats.length
      ? [
          `Beats stay as they are, also ${named(foreignBeats.map(({ beat }) => ({ name: beat })))}, which the new structure has no stage for.`
        ]
      : [])
  ];
}

/** The width to the height as it is usually written: `16:9`, `2.39:1`. */
export function ratioOf(width: number, height: number): string {
  const divisor = (a: number, b: number): number => (b ? divisor(b, a % b) : a);
  const by = divisor(width, height);
  const [w, h] = [width / by, height / by];
  return w <= 32 && h <= 32 ? `${w}:${h}` : `${(width / height).toFixed(2)}:1`;
}

export type StudioValues = Values &
  Pick<Schemas['StudioSettings'], 'defaultQuality' | 'defaultStructure' | 'reuseResults'>;

export const studioValues = ({ defaultQuality, defaultStructure, reuseResults }: Schemas['StudioSettings']) => ({
  defaultQuality,
  defaultStructure,
  reuseResults
});

/** `12.3 GB` */
export function sizeInWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power && value < 100 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
