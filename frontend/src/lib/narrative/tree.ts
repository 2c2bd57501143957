// Pure helpers over the film's tree: where things stand, and events applied to it.
import type { FilmTree, Schemas } from '#lib/api/client.ts';
import type { ServerEvent } from '#lib/realtime/events.d.ts';

export type ChapterNode = Schemas['ChapterNode'];
export type SceneNode = Schemas['SceneNode'];
export type ShotNode = Schemas['ShotNode'];
export type ShotState = ShotNode['state'];
export type ElementKind = 'chapter' | 'scene' | 'shot';

export interface Place {
  chapter: ChapterNode;
  scene?: SceneNode;
  shot?: ShotNode;
}

/** Where an element stands: itself and what it is in. */
export function find(tree: FilmTree, id: string): Place | undefined {
  for (const chapter of tree.chapters) {
    if (chapter.id === id) return { chapter };
    for (const scene of chapter.scenes) {
      if (scene.id === id) return { chapter, scene };
      const shot = scene.shots.find((s) => s.id === id);
      if (shot) return { chapter, scene, shot };
    }
  }
  return undefined;
}

/** Behind which sibling a new element goes: the one that is selected, or nothing for the end. */
export function siblingBefore(kind: ElementKind, parentId: string | null, selected: Place | undefined): string | null {
  if (kind === 'chapter') return selected?.chapter.id ?? null;
  const parent = kind === 'scene' ? selected?.chapter : selected?.scene;
  const sibling = kind === 'scene' ? selected?.scene : selected?.shot;
  return (parent?.id === parentId && sibling?.id) || null;
}

/** What stays closed when an element is to be seen. */
export function closedAround(closed: ReadonlySet<string>, { chapter, scene, shot }: Place): ReadonlySet<string> {
  const around = new Set([scene && chapter.id, shot && scene?.id]);
  return new Set([...closed].filter((id) => !around.has(id)));
}

function changeShot(tree: FilmTree, id: string, change: (shot: ShotNode) => ShotNode): FilmTree {
  const place = find(tree, id);
  if (!place?.shot || !place.scene) return tree;
  const shots = place.scene.shots.map((shot) => (shot.id === id ? change(shot) : shot));
  return changeScene(tree, place.scene.id, (scene) => ({ ...scene, shots }));
}

function changeScene(tree: FilmTree, id: string, change: (scene: SceneNode) => SceneNode): FilmTree {
  return {
    ...tree,
    chapters: tree.chapters.map((chapter) =>
      chapter.scenes.some((scene) => scene.id === id)
        ? { ...chapter, scenes: chapter.scenes.map((scene) => (scene.id === id ? change(scene) : scene)) }
        : chapter
    )
  };
}

const insert = <T>(list: T[], index: number | null, item: T): T[] => {
  const at = index ?? list.length;
  return [...list.slice(0, at), item, ...list.slice(at)];
};

type Change = Extract<ServerEvent, { type: 'narrative_changed' }>['changes'][number];
type Element = ChapterNode | SceneNode | ShotNode;

/** The tree with another list below an element; `null` is the film itself. */
function withChildren(tree: FilmTree, parentId: string | null, change: (list: Element[]) => Element[]): FilmTree {
  if (parentId === null) return { ...tree, chapters: change(tree.chapters) as ChapterNode[] };
  return {
    ...tree,
    chapters: tree.chapters.map((chapter) =>
      chapter.id === parentId
        ? { ...chapter, scenes: change(chapter.scenes) as SceneNode[] }
        : chapter.scenes.some((scene) => scene.id === parentId)
          ? {
              ...chapter,
              scenes: chapter.scenes.map((scene) =>
                scene.id === parentId ? { ...scene, shots: change(scene.shots) as ShotNode[] } : scene
              )
            }
          : chapter
    )
  };
}

/** What an element that has just been added has below it, and fields that its event may leave out. */
const NEW: Record<ElementKind, object> = {
  chapter: { stage: null, act: null, scenes: [] },
  scene: { beat: null, emotion: null, keywords: [], shots: [] },
  shot: { durationSeconds: null }
};

export function applyChange(tree: FilmTree, { change, element, id, parentId, index, item }: Change): FilmTree {
  const place = find(tree, id);
  if (change === 'added') {
    if (place) return tree;
    const added = { ...NEW[element], ...item } as Element;
    return withChildren(tree, parentId, (list) => insert(list, index, added));
  }
  if (!place) return tree;
  const from = element === 'chapter' ? null : element === 'scene' ? place.chapter.id : place.scene!.id;
  if (change === 'changed')
    return withChildren(tree, from, (list) => list.map((one) => (one.id === id ? { ...one, ...item } : one)));
  const rest = withChildren(tree, from, (list) => list.filter((one) => one.id !== id));
  if (change === 'removed') return rest;
  const moved = { ...place[element]!, ...item } as Element;
  return withChildren(rest, parentId, (list) => insert(list, index, moved));
}

/** Whether an event adds to a sum, so that applying it to a tree that holds it already would count it twice. */
export const countsTakes = (event: ServerEvent): boolean =>
  event.type === 'take_created' || (event.type === 'take_changed' && 'deleted' in event.changes);

/** The tree after an event. Applying one twice changes nothing more, but for those that count takes. */
export function applyToTree(tree: FilmTree, event: ServerEvent): FilmTree {
  switch (event.type) {
    case 'narrative_changed':
      return event.changes.reduce(applyChange, tree);
    case 'project_update':
      return { ...tree, ...pick(event.changes, ['name', 'quality']) };
    case 'shot_changed':
      return changeShot(tree, event.shotId, (shot) => ({
        ...shot,
        ...pick(event.changes, ['name', 'description', 'size', 'durationSeconds'])
      }));
    case 'take_created':
      return changeShot(tree, event.shotId, (shot) => {
        const take = event.take as { thumbnailUrl: string };
        const known = shot.takeCount >= event.takeNumber && shot.thumbnailUrl !== null;
        return settled({
          ...shot,
          takeCount: known ? shot.takeCount : shot.takeCount + 1,
          thumbnailUrl: shot.activeTake ? shot.thumbnailUrl : take.thumbnailUrl
        });
      });
    case 'active_take_changed':
      return changeShot(tree, event.shotId, (shot) => ({
        ...shot,
        activeTake: event.takeNumber,
        thumbnailUrl: event.takeNumber ? thumbnailOf(tree.projectId, shot.id, event.takeNumber) : shot.thumbnailUrl
      }));
    case 'take_changed':
      if (!('deleted' in event.changes)) return tree;
      return changeShot(tree, event.shotId, (shot) =>
        settled({ ...shot, takeCount: shot.takeCount + (event.changes.deleted ? -1 : 1) })
      );
    case 'node_state_updated':
      return changeShot(tree, event.nodeId, (shot) => settled({ ...shot, state: event.state }));
    default:
      return tree;
  }
}

/** A shot on which nothing is under way and nothing failed shows whether it has takes. */
const settled = (shot: ShotNode): ShotNode =>
  shot.state === 'generating' || shot.state === 'error'
    ? shot
    : { ...shot, state: shot.takeCount ? 'completed' : 'idle' };

const thumbnailOf = (project: string, shot: string, take: number) =>
  `/api/projects/${project}/shots/${shot}/takes/${take}/thumbnail?size=320`;

function pick(source: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.filter((key) => key in source).map((key) => [key, source[key]]));
}
