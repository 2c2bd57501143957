"""Renumbering: slates in the order of the film, with every file of every take that goes along, as one change."""

from __future__ import annotations

import re

from app.domain.events import Event, NarrativeChange, TakeChanged
from app.domain.paths import ProjectPath
from app.domain.project import RENDERS, Project, chapter_folder, scene_folder, shot_folder
from app.domain.renumbering import PassedOver, RenumberPlan, called_anew, elsewhere, renumber
from app.errors import ConfirmationNeeded, Invalid
from app.services.films.film import Film
from app.services.films.workspace import Workspace
from app.services.history.difference import places_changed, tree_changes
from app.services.narrative.events import tell
from app.services.narrative.places import Standing, find_element, standings
from app.services.undo.folders import Takes, move_folders

_NUMBERED = re.compile(r"(?:Chapter|Scene|Shot)_(\d{2,})")


class NarrativeRenumbering:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def plan(self, project_id: str, within: str | None) -> RenumberPlan:
        """What `renumber` would do; nothing is changed. Raises `ElementNotFound`, and `Invalid` for a shot."""
        film = self._workspace.film(project_id)
        return _plan(film, film.project, within)[0]

    def renumber(self, project_id: str, within: str | None, *, confirm: bool) -> RenumberPlan:
        """Give what is in a chapter or scene, or in the whole film, numbers in order. It needs `confirm` when files
        of takes get other names or places."""
        with self._workspace.edit(project_id) as edit:
            before = edit.project
            found, after = _plan(self._workspace.film(project_id), before, within)
            if found.takes and not confirm:
                raise ConfirmationNeeded(
                    f"This renames the files of {_counted(found.takes, 'take')}; send confirm=true to go on."
                )
            if not found.changes:
                return found
            edit.put_project(after)
            takes = move_folders(edit, standings(before), standings(after))
            edit.say(f"Renumber {_named(before, within)}: {_told(found)}")
            tell(edit, tree_changes(before, after, _none_added), [*places_changed(before, after), *_take_events(takes)])
        return found


def _plan(film: Film, before: Project, within: str | None) -> tuple[RenumberPlan, Project]:
    if within is not None and find_element(before, within).element == "shot":
        raise Invalid("Nothing is in a shot that could be numbered. Name its scene.", errors=[_WITHIN])
    after = before.model_copy(deep=True)
    renumber(after, within, _passed_over(film, before, within))
    moved = elsewhere(before, after)
    return RenumberPlan(
        within=within,
        changes=called_anew(before, after),
        shots=len(moved),
        takes=sum(film.shot(place).takes_issued for place in moved),
    ), after


_WITHIN = {"loc": ["within"], "msg": "is a shot"}


def _passed_over(film: Film, project: Project, within: str | None) -> PassedOver:
    """Numbers whose folders hold something that belongs to no element: takes of a shot that is not in the film any
    more, or what somebody put there by hand."""
    found: dict[str | None, set[int]] = {}

    def look(parent: str | None, folder: ProjectPath, owned: set[ProjectPath]) -> None:
        found[parent] = set()
        for entry in film.fs.list(folder):
            match = _NUMBERED.fullmatch(entry.name)
            if match and entry.is_dir:
                below = folder / entry.name
                if below not in owned and next(film.fs.walk(below), None):
                    found[parent].add(int(match[1]))

    chapters = project.narrative.chapters
    if within is None:
        look(None, ProjectPath(RENDERS), {chapter_folder(chapter.number) for chapter in chapters})
    for chapter in chapters:
        if within in (None, chapter.id):
            scenes = {scene_folder(chapter.number, scene.number) for scene in chapter.scenes}
            look(chapter.id, chapter_folder(chapter.number), scenes)
        for scene in chapter.scenes:
            if within in (None, chapter.id, scene.id):
                shots = {shot_folder(chapter.number, scene.number, shot.number) for shot in scene.shots}
                look(scene.id, scene_folder(chapter.number, scene.number), shots)
    return found


def _none_added(there: Standing, index: int) -> NarrativeChange:
    raise AssertionError("numbers bring no element into the film")


def _take_events(takes: Takes) -> list[Event]:
    events: list[Event] = []
    for before, after in takes:
        then, now = before.to_json(), after.to_json()
        changes = {key: value for key, value in now.items() if then.get(key) != value}
        events.append(TakeChanged(shot_id=after.shot_id, take_number=after.take_number, changes=changes))
    return events


def _named(project: Project, within: str | None) -> str:
    return "the film" if within is None else find_element(project, within).label(project)


def _told(found: RenumberPlan) -> str:
    """`2 scenes, 14 shots with 31 takes`"""
    counts = [(kind, sum(change.element == kind for change in found.changes)) for kind in ("chapter", "scene", "shot")]
    told = ", ".join(_counted(count, kind) for kind, count in counts if count)
    return told + (f" with {_counted(found.takes, 'take')}" if found.takes else "")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
