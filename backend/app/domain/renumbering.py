"""Numbers in the order of the film: which chapters, scenes and shots would get which, before anybody agrees to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Annotated, Literal

from pydantic import Field

from app.domain.ids import ItemId
from app.domain.project import Chapter, Project, Scene, ShotPlace, ShotRef
from app.domain.records import Record
from app.domain.shot import Name

PassedOver = Mapping[str | None, Set[int]]
"""Parent → numbers below it whose folders hold something of nobody's. None is the film itself."""


class RenumberedElement(Record):
    """An element that would be called another way: `Chapter 3`, `Scene 3`, a shot by its slate `S03_S01`."""

    id: ItemId
    element: Literal["chapter", "scene", "shot"]
    parent_id: ItemId | None
    name: Name
    before: str
    after: str


class RenumberPlan(Record):
    """In the order of the film. `takes` of `shots` have files that would get other names or folders."""

    within: ItemId | None
    changes: list[RenumberedElement]
    shots: Annotated[int, Field(ge=0)] = 0
    takes: Annotated[int, Field(ge=0)] = 0


def renumber(project: Project, within: str | None, passed_over: PassedOver) -> None:
    """Give what is below an element, or in the whole film, the numbers 1, 2, 3 … in order, and note the highest."""
    narrative = project.narrative
    if within is None:
        narrative.chapters_issued = _count(narrative.chapters, passed_over.get(None, set()))
    for chapter in narrative.chapters:
        if within in (None, chapter.id):
            chapter.scenes_issued = _count(chapter.scenes, passed_over.get(chapter.id, set()))
        for scene in chapter.scenes:
            if within in (None, chapter.id, scene.id):
                scene.shots_issued = _count(scene.shots, passed_over.get(scene.id, set()))


def _count(siblings: Sequence[Chapter | Scene | ShotRef], passed_over: Set[int]) -> int:
    number = 0
    for sibling in siblings:
        number += 1
        while number in passed_over:
            number += 1
        sibling.number = number
    return max([number, *passed_over])


def called_anew(before: Project, after: Project) -> list[RenumberedElement]:
    """What is called another way in a film that differs in nothing but numbers."""
    found: list[RenumberedElement] = []

    def note(
        element: Literal["chapter", "scene", "shot"], item: Chapter | Scene | ShotRef, parent: str | None, *names: str
    ) -> None:
        if names[0] != names[1]:
            found.append(
                RenumberedElement(
                    id=item.id, element=element, parent_id=parent, name=item.name, before=names[0], after=names[1]
                )
            )

    for was, chapter in zip(before.narrative.chapters, after.narrative.chapters, strict=True):
        note("chapter", chapter, None, f"Chapter {was.number}", f"Chapter {chapter.number}")
        for old, scene in zip(was.scenes, chapter.scenes, strict=True):
            note("scene", scene, chapter.id, f"Scene {old.number}", f"Scene {scene.number}")
            for then, shot in zip(old.shots, scene.shots, strict=True):
                slates = ShotPlace(was, old, then).slate, ShotPlace(chapter, scene, shot).slate
                note("shot", shot, scene.id, *slates)
    return found


def elsewhere(before: Project, after: Project) -> list[ShotPlace]:
    """The shots, as they stand in `before`, whose folders are others in `after`."""
    folders = {place.shot.id: place.folder for place in after.shots()}
    return [place for place in before.shots() if folders[place.shot.id] != place.folder]
