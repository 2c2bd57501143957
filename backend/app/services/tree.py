"""The film as a tree: chapters, scenes and shots with what a person wants to see of each at a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.beats import keywords_by_scene
from app.domain.events import NodeState
from app.domain.node_state import node_state
from app.domain.project import ShotPlace
from app.domain.records import Record
from app.domain.shot import Quality, Shot
from app.domain.take import Take
from app.domain.task import Task
from app.errors import AuteurError
from app.services.film import MAX_RECORD_BYTES, SHOT_FILE, Film, parse_record
from app.services.index import StatCache
from app.services.narrative_folders import is_sidecar
from app.services.takes import view
from app.services.workspace import Workspace


class ShotNode(Record):
    id: str
    number: int
    name: str
    slate: str
    take_count: int
    active_take: int | None
    state: NodeState
    thumbnail_url: str | None
    size: str | None
    description: str
    duration_seconds: float | None


class SceneNode(Record):
    id: str
    number: int
    name: str
    beat: str | None
    emotion: str | None
    keywords: list[str]
    """Those of the scene's emotional beat."""
    shots: list[ShotNode]


class ChapterNode(Record):
    id: str
    number: int
    name: str
    stage: str | None
    act: str | None
    scenes: list[SceneNode]


class FilmTree(Record):
    project_id: str
    name: str
    quality: Quality
    structure: str
    chapters: list[ChapterNode]


class TreeService:
    def __init__(self, workspace: Workspace, tasks_of: Callable[[str], Sequence[Task]]) -> None:
        self._workspace, self._tasks_of = workspace, tasks_of

    def tree(self, project_id: str) -> FilmTree:
        film = self._workspace.film(project_id)
        project = film.project
        words = keywords_by_scene(project.narrative)
        tasks: dict[str, list[Task]] = {}
        for task in self._tasks_of(project_id):
            for node_id in {task.node_id, task.shot_id or task.node_id}:
                tasks.setdefault(node_id, []).append(task)

        def node(place: ShotPlace) -> ShotNode:
            return shot_node(film, place, node_state(tasks.get(place.shot.id, ())))

        return FilmTree(
            project_id=project.id,
            name=project.name,
            quality=project.quality,
            structure=project.narrative.structure,
            chapters=[
                ChapterNode(
                    id=chapter.id,
                    number=chapter.number,
                    name=chapter.name,
                    stage=chapter.stage,
                    act=chapter.act,
                    scenes=[
                        SceneNode(
                            id=scene.id,
                            number=scene.number,
                            name=scene.name,
                            beat=scene.beat,
                            emotion=scene.emotion,
                            keywords=words.get(scene.id, []),
                            shots=[node(ShotPlace(chapter, scene, shot)) for shot in scene.shots],
                        )
                        for scene in chapter.scenes
                    ],
                )
                for chapter in project.narrative.chapters
            ],
        )


@dataclass(frozen=True, slots=True)
class _Glance:
    """What the files in a shot's folder say about it, as far as the tree shows it."""

    shot: Shot
    takes: int
    thumbnail_url: str | None


def shot_node(film: Film, place: ShotPlace, work: NodeState) -> ShotNode:
    """A shot in the tree. Its picture is the active take's, else the newest one's; `work` is what its tasks say."""
    folder = place.folder
    project_id = film.project.id
    stamps = film.fs.stamps(folder, ".json")
    glance = _glances.get(
        (film.fs.root, folder), (project_id, stamps), lambda: _glance(film, place, [name for name, *_ in stamps])
    )
    shot = glance.shot
    state = work if work in ("generating", "error") else "completed" if glance.takes else "idle"
    return ShotNode(
        id=place.shot.id,
        number=place.shot.number,
        name=place.shot.name,
        slate=place.slate,
        take_count=glance.takes,
        active_take=shot.active_take,
        state=state,
        size=shot.size,
        description=shot.description,
        duration_seconds=shot.duration_seconds,
        thumbnail_url=glance.thumbnail_url,
    )


_glances: StatCache[_Glance] = StatCache()


def _glance(film: Film, place: ShotPlace, names: list[str]) -> _Glance:
    """Read what is there; what is broken is left out. Of the records nothing more is kept than what is shown."""
    shot, takes = Shot(id=place.shot.id, name=place.shot.name), []
    for name, content in film.fs.contents(place.folder, names, MAX_RECORD_BYTES) if names else ():
        try:
            if name == SHOT_FILE:
                shot = parse_record(Shot, content, name)
            elif is_sidecar(place.folder / name):
                takes.append(parse_record(Take, content, name))
        except AuteurError:
            continue
    takes = [take for take in takes if take.deleted is None]
    newest = max(takes, key=lambda take: take.take_number, default=None)
    shown = next((take for take in takes if take.take_number == shot.active_take), newest)
    return _Glance(
        Shot(
            id=shot.id,
            name=shot.name,
            size=shot.size,
            active_take=shot.active_take,
            description=shot.description[:300],
            duration_seconds=shot.duration_seconds,
        ),
        len(takes),
        view(film.project.id, shown, shot.active_take).thumbnail_url if shown else None,
    )
