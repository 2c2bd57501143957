// What the palette finds: places in films, and things to do.
import type { FilmTree, ProjectView } from '#lib/api/client.ts';
import type { Asset } from '#lib/assets/assets.ts';
import { documentsAddress, KINDS as TEXTS, type DocumentSummary } from '#lib/documents/documents.ts';

export type ItemKind = 'action' | 'film' | 'chapter' | 'scene' | 'shot' | 'asset' | 'document';

export interface Item {
  /** The same tomorrow, so that what was used lately is found again. */
  key: string;
  kind: ItemKind;
  name: string;
  /** Where it is, or which group it belongs to. */
  where: string;
  keys?: string;
  /** What typing is compared with, in lower case. */
  text: string;
  /** An address to go to, or what to do. */
  run: string | (() => unknown);
}

export const KINDS: Record<ItemKind, string> = {
  action: 'Do',
  film: 'Films',
  chapter: 'Chapters',
  scene: 'Scenes',
  shot: 'Shots',
  asset: 'Assets',
  document: 'Documents'
};

const item = (kind: ItemKind, key: string, name: string, where: string, run: Item['run'], keys?: string): Item => ({
  key: `${kind}:${key}`,
  kind,
  name,
  where,
  keys,
  text: `${name} ${where}`.toLowerCase(),
  run
});

export const actionItem = (id: string, what: string, group: string, keys: string, run: () => unknown): Item =>
  item('action', id, what[0]!.toUpperCase() + what.slice(1), group, run, keys);

export const filmItems = (films: readonly ProjectView[]): Item[] =>
  films
    .filter((film) => !film.broken)
    .map((film) => item('film', film.id, film.name, film.description.slice(0, 80), `/projects/${film.id}`));

/** Chapters, scenes and shots of a film. */
export function treeItems(tree: FilmTree): Item[] {
  const place = `/projects/${tree.projectId}`;
  return tree.chapters.flatMap((chapter) => [
    item('chapter', chapter.id, chapter.name, '', `${place}?chapter=${chapter.id}`),
    ...chapter.scenes.flatMap((scene) => [
      item('scene', scene.id, scene.name, chapter.name, `${place}?scene=${scene.id}`),
      ...scene.shots.map((shot) =>
        item(
          'shot',
          shot.id,
          `${shot.slate} ${shot.name}`,
          `${chapter.name} › ${scene.name}`,
          `${place}?shot=${shot.id}`
        )
      )
    ])
  ]);
}

export const assetItems = (projectId: string, assets: Iterable<Asset>): Item[] =>
  [...assets].map((asset) =>
    item('asset', asset.assetId, asset.name, asset.category, `/projects/${projectId}?asset=${asset.assetId}`)
  );

/** The film's texts, and what begins a new one of each kind. */
export const documentItems = (projectId: string, documents: readonly DocumentSummary[]): Item[] => [
  ...documents.map((one) => {
    const kind = TEXTS.find(({ type }) => type === one.documentType)?.name ?? '';
    return item('document', one.path, one.name, kind, documentsAddress(projectId, one.path));
  }),
  ...TEXTS.map(({ type, name }) =>
    item(
      'action',
      `new.${type}`,
      `New ${name.toLowerCase()}`,
      'Documents',
      `${documentsAddress(projectId)}?new=${type}`
    )
  )
];
