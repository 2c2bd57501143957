"""The film as a tree: chapters, scenes and shots with what a person wants to see of each at a glance."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.beats import keywords_by_scene
from app.domain.events import NodeState
from app.domain.node_state import node_state
from app.domain.places import Places
from app.domain.project import ShotPlace
from app.domain.records import Record
from app.domain.shot import Quality
from app.domain.task import Task
from app.services.films.glance import Glance
from app.services.films.glances import FILMS
from app.services.films.workspace import Workspace
from app.services.index import Recent


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


@dataclass(frozen=True, slots=True)
class ShownTree:
    """A tree, and what it was made of."""

    places: Places
    glances: list[Glance]
    states: list[NodeState]
    tree: FilmTree
    nodes: dict[str, tuple[Glance, ShotNode]]
    """Of each shot, with what it was made of."""
    json: bytes
    tag: str
    """The hash of `json`."""


class TreeService:
    """Gives out trees that are shared, so do not change them."""

    def __init__(self, workspace: Workspace, tasks_of: Callable[[str], Sequence[Task]]) -> None:
        self._workspace, self._tasks_of = workspace, tasks_of
        self._shown: Recent[ShownTree] = Recent(FILMS)

    def tree(self, project_id: str) -> FilmTree:
        return self.shown(project_id).tree

    def shown(self, project_id: str) -> ShownTree:
        """The tree as it is now: that of the last time where nothing has changed."""
        film = self._workspace.film(project_id)
        places = film.places
        glances = [glance for _, glance in self._workspace.glances.of_film(film)]
        states = self._states(places, glances)
        shown = self._shown.get(film.fs.root)
        if shown is None or shown.places is not places or shown.glances != glances or shown.states != states:
            shown = _show(places, glances, states, shown)
            self._shown.put(film.fs.root, shown)
        return shown

    def _states(self, places: Places, glances: list[Glance]) -> list[NodeState]:
        tasks: dict[str, list[Task]] = {}
        for task in self._tasks_of(places.project.id):
            for node_id in {task.node_id, task.shot_id or task.node_id}:
                tasks.setdefault(node_id, []).append(task)
        return [_state(tasks.get(place.shot.id), glance) for place, glance in zip(places.shots(), glances, strict=True)]


def _state(tasks: list[Task] | None, glance: Glance) -> NodeState:
    work = node_state(tasks) if tasks else "idle"
    return work if work in ("generating", "error") else "completed" if glance.takes else "idle"


def _show(places: Places, glances: list[Glance], states: list[NodeState], before: ShownTree | None) -> ShownTree:
    known = before.nodes if before else {}
    project_id = places.project.id
    nodes = {}
    shots = []
    for place, glance, state in zip(places.shots(), glances, states, strict=True):
        kept = known.get(place.shot.id)
        if kept is None or kept[0] is not glance or not _stands(kept[1], place, state):
            kept = glance, _shot_node(project_id, place, glance, state)
        nodes[place.shot.id] = kept
        shots.append(kept[1])
    tree = _tree(places, shots)
    content = tree.model_dump_json(by_alias=True).encode()
    return ShownTree(places, glances, states, tree, nodes, content, hashlib.sha256(content).hexdigest()[:32])


def _stands(node: ShotNode, place: ShotPlace, state: NodeState) -> bool:
    shot = place.shot
    return (node.state, node.number, node.name, node.slate) == (state, shot.number, shot.name, place.slate)


def _tree(places: Places, shots: list[ShotNode]) -> FilmTree:
    project = places.project
    words = keywords_by_scene(project.narrative)
    left = iter(shots)
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
                        shots=list(itertools.islice(left, len(scene.shots))),
                    )
                    for scene in chapter.scenes
                ],
            )
            for chapter in project.narrative.chapters
        ],
    )


def _shot_node(project_id: str, place: ShotPlace, glance: Glance, state: NodeState) -> ShotNode:
    """A shot in the tree. Its picture is the active take's, else the newest one's."""
    return ShotNode(
        id=place.shot.id,
        number=place.shot.number,
        name=place.shot.name,
        slate=place.slate,
        take_count=glance.takes,
        active_take=glance.active_take,
        state=state,
        size=glance.size,
        description=glance.description,
        duration_seconds=glance.duration_seconds,
        thumbnail_url=f"/api/projects/{project_id}/{glance.picture}" if glance.picture else None,
    )
