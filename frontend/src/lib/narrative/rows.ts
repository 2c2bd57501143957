// The rows of the film's tree as the browser on the left shows them.
import type { FilmTree } from '#lib/api/client.ts';
import { ofChapter, ofScene, type Completion } from './completion.ts';
import { bandsOf, type Band } from './stages.ts';
import type { ElementKind, ShotNode } from './tree.ts';

export interface Row {
  kind: ElementKind;
  id: string;
  name: string;
  number: number;
  depth: number;
  parentId: string | null;
  open: boolean;
  hasChildren: boolean;
  position: number;
  siblings: number;
  /** Of a chapter or a scene; a shot's own sign says more. */
  completion?: Completion;
  /** The act or stage that it belongs to. */
  band?: Band;
  /** Whether it is the first of its band. */
  begins: boolean;
  shot?: ShotNode;
}

/** The rows of the tree that are visible, from top to bottom. */
export function visibleRows(tree: FilmTree, closed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const bands = bandsOf(tree.chapters);
  let band: Band | undefined;
  let begins = false;
  const add = (row: Omit<Row, 'open' | 'band' | 'begins'>) =>
    rows.push({ ...row, open: !closed.has(row.id), band, begins: begins && row.kind === 'chapter' });
  tree.chapters.forEach((chapter, c) => {
    begins = bands.get(chapter.id)?.name !== band?.name;
    band = bands.get(chapter.id);
    add({
      kind: 'chapter',
      id: chapter.id,
      name: chapter.name,
      number: chapter.number,
      depth: 0,
      parentId: null,
      hasChildren: chapter.scenes.length > 0,
      position: c + 1,
      siblings: tree.chapters.length,
      completion: ofChapter(chapter)
    });
    if (closed.has(chapter.id)) return;
    chapter.scenes.forEach((scene, s) => {
      add({
        kind: 'scene',
        id: scene.id,
        name: scene.name,
        number: scene.number,
        depth: 1,
        parentId: chapter.id,
        hasChildren: scene.shots.length > 0,
        position: s + 1,
        siblings: chapter.scenes.length,
        completion: ofScene(scene)
      });
      if (closed.has(scene.id)) return;
      scene.shots.forEach((shot, n) =>
        add({
          kind: 'shot',
          id: shot.id,
          name: shot.name,
          number: shot.number,
          depth: 2,
          parentId: scene.id,
          hasChildren: false,
          position: n + 1,
          siblings: scene.shots.length,
          shot
        })
      );
    });
  });
  return rows;
}
