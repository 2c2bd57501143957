"""Copies of chapters, scenes and shots: behind the original, with new ids and numbers, and without takes."""

from __future__ import annotations

from app.domain.events import NarrativeChange
from app.domain.ids import new_id
from app.domain.project import Chapter, Project, Scene, ShotPlace, ShotRef
from app.domain.records import now
from app.errors import ChapterNotFound, SceneNotFound, ShotNotFound
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.narrative.events import Element, added, shot_added, tell
from app.services.narrative.places import Standing, index_of, issued_in, put_in, siblings, standing_of

_NOT_THERE = {"chapter": ChapterNotFound, "scene": SceneNotFound, "shot": ShotNotFound}
_LONGEST_NAME = 200
_SUFFIX = " copy"


class NarrativeCopies:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def duplicate(self, project_id: str, element: Element, element_id: str, copy_id: str | None = None) -> str:
        """Returns the copy's id. What is below the element is copied with it."""
        with self._workspace.edit(project_id) as edit:
            project = edit.project
            found = standing_of(project, element_id)
            if found is None or found.element != element:
                raise _NOT_THERE[element]()
            copy_id = copy_id or new_id(element)
            item = found.item.model_copy(
                update={
                    "id": copy_id,
                    "number": issued_in(project, found.parent) + 1,
                    "name": f"{found.item.name[: _LONGEST_NAME - len(_SUFFIX)].rstrip()}{_SUFFIX}",
                }
            )
            if isinstance(item, Chapter):
                item = item.model_copy(update={"scenes": [], "scenes_issued": 0})
            elif isinstance(item, Scene):
                item = item.model_copy(update={"shots": [], "shots_issued": 0})
            index = index_of(siblings(project, found.parent), element_id) + 1
            copy = put_in(project, found.parent, item, index)
            changes = _fill(edit, found, copy, index)
            edit.save_project()
            shots = len(copy.shots())
            edit.say(
                f"Duplicate {found.label(project)}" + (f" with {shots} shots" if element != "shot" and shots else "")
            )
            tell(edit, changes)
        return copy_id


def _fill(edit: FilmEdit, original: Standing, copy: Standing, index: int) -> list[NarrativeChange]:
    """Give a copy what its original has below it. Returns what is to be told, the outermost first."""
    if isinstance(original.item, Chapter):
        assert isinstance(copy.item, Chapter)
        changes = [added("chapter", copy.item, None, index)]
        for n, scene in enumerate(original.item.scenes):
            inner = scene.model_copy(update={"id": new_id("scene"), "number": n + 1, "shots": [], "shots_issued": 0})
            there = put_in(edit.project, copy.item, inner, n)
            changes += _fill(edit, Standing(scene, original.item), there, n)
        return changes
    if isinstance(original.item, Scene):
        assert isinstance(copy.item, Scene)
        assert original.chapter is not None
        _copy_beats(edit.project, original.item.id, copy.item.id)
        changes = [added("scene", copy.item, copy.parent_id, index)]
        for n, shot in enumerate(original.item.shots):
            ref = shot.model_copy(update={"id": new_id("shot"), "number": n + 1})
            there = put_in(edit.project, copy.item, ref, n)
            changes += _fill(edit, Standing(shot, original.chapter, original.item), there, n)
        return changes
    return [_copy_shot(edit, original.shots()[0], copy.shots()[0], index)]


def _copy_shot(edit: FilmEdit, original: ShotPlace, place: ShotPlace, index: int) -> NarrativeChange:
    ref: ShotRef = place.shot
    fresh = {"id": ref.id, "name": ref.name, "active_take": None, "takes_issued": 0, "created": now()}
    shot = edit.shot(original).model_copy(update=fresh)
    edit.save_shot(place, shot)
    return shot_added(place, shot, index)


def _copy_beats(project: Project, original: str, copy: str) -> None:
    beats = project.narrative.emotional_beats
    beats += [beat.model_copy(update={"scene_id": copy}) for beat in beats if beat.scene_id == original]
