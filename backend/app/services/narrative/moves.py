"""Moving chapters, scenes and shots.

The order is the order of the list, so among its siblings an element keeps its number and no file moves. In another
parent it gets the next free number, and its folder goes along with everything in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.events import Event, NarrativeChange, ShotChanged, TakeChanged
from app.domain.project import Chapter, Project, Scene
from app.domain.take import Take
from app.errors import Invalid
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.narrative.events import shown, standing, tell
from app.services.narrative.folders import Relocation, move_files
from app.services.narrative.places import (
    Placed,
    Standing,
    find_element,
    issued_in,
    put_in,
    standing_of,
    take_out,
)


class NarrativeMoves:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def move(self, project_id: str, element_id: str, parent_id: str | None, index: int) -> Placed:
        """Put an element before what stands at `index` below the parent, itself not counted; past the end is the end.

        Raises `ElementNotFound`, and `Invalid` for a parent that cannot hold it.
        """
        with self._workspace.edit(project_id) as edit:
            project = edit.project
            found = find_element(project, element_id)
            parent = _parent_for(project, found, parent_id)
            if parent is found.parent:
                return _reorder(edit, found, index)
            return _take_elsewhere(edit, found, parent, index)


def _parent_for(project: Project, found: Standing, parent_id: str | None) -> Chapter | Scene | None:
    if found.element == "chapter":
        if parent_id in (None, project.id):
            return None
        raise _wrong_parent("A chapter stands in the film itself: send null as its parentId.")
    parent = standing_of(project, parent_id) if parent_id else None
    if found.element == "scene":
        if parent is None or not isinstance(parent.item, Chapter):
            raise _wrong_parent("A scene stands in a chapter; this film has no chapter with that parentId.")
        return parent.item
    if parent is None or not isinstance(parent.item, Scene):
        raise _wrong_parent("A shot stands in a scene; this film has no scene with that parentId.")
    return parent.item


def _wrong_parent(sentence: str) -> Invalid:
    return Invalid(sentence, errors=[{"loc": ["parentId"], "msg": "cannot hold this element"}])


def _reorder(edit: FilmEdit, found: Standing, index: int) -> Placed:
    project = edit.project
    label, before = found.label(project), take_out(project, found)
    now = put_in(project, found.parent, found.item, index).placed(project)
    if now.index != before:
        edit.save_project()
        edit.say(f"Move {label} {'up' if now.index < before else 'down'} to place {now.index + 1}")
        tell(edit, [_moved(now, None)])
    return now


def _take_elsewhere(edit: FilmEdit, found: Standing, parent: Chapter | Scene | None, index: int) -> Placed:
    project, folder, label = edit.project, found.folder, found.label(edit.project)
    assert parent is not None
    take_out(project, found)
    found.item.number = issued_in(project, parent) + 1
    there = put_in(project, parent, found.item, index)
    takes = move_files(edit, Relocation(folder, there.folder))
    edit.save_project()
    now = there.placed(project)
    edit.say(f"Move {label} to {_name_of(there)}" + (f" as {now.slate}" if now.slate else ""))
    item = {**shown(there.item), **({"slate": now.slate} if now.slate else {})}
    changes = [_moved(now, item)]
    if now.element == "scene":
        changes += [
            NarrativeChange(
                change="changed", element="shot", id=p.shot.id, parent_id=p.scene.id, item={"slate": p.slate}
            )
            for p in there.shots()
        ]
    tell(edit, changes, _told_of_shots(there, takes))
    return now


def _name_of(there: Standing) -> str:
    parent = there.parent
    assert parent is not None
    return f"{'chapter' if isinstance(parent, Chapter) else 'scene'} “{parent.name}”"


def _moved(now: Placed, item: dict[str, object] | None) -> NarrativeChange:
    return NarrativeChange(
        change="moved", element=now.element, id=now.id, parent_id=now.parent_id, index=now.index, item=item
    )


def _told_of_shots(there: Standing, takes: Sequence[tuple[Take, Take]]) -> list[Event]:
    events: list[Event] = [ShotChanged(shot_id=p.shot.id, changes=standing(p)) for p in there.shots()]
    for before, after in takes:
        old, new = before.to_json(), after.to_json()
        changes = {key: value for key, value in new.items() if old.get(key) != value}
        events.append(TakeChanged(shot_id=after.shot_id, take_number=after.take_number, changes=changes))
    return events
