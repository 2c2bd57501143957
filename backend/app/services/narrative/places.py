"""Where elements of the film's tree stand: what they are in, their number, and the folder that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.ids import ItemId
from app.domain.paths import ProjectPath
from app.domain.project import Chapter, Project, Scene, ShotPlace, ShotRef, chapter_folder, scene_folder, shot_folder
from app.domain.records import Record
from app.errors import NotFound
from app.services.narrative.events import Element

Item = Chapter | Scene | ShotRef


class ElementNotFound(NotFound):
    """This film has no chapter, scene or shot with that id."""

    code = "element_not_found"


class Placed(Record):
    """Where an element stands now. `index` counts from 0 among its siblings, in the order of the film."""

    id: ItemId
    element: Element
    parent_id: ItemId | None
    index: int
    number: int
    slate: str | None = None


@dataclass(frozen=True)
class Standing:
    """A chapter, scene or shot in the tree: what it is in, from the outside in."""

    item: Item
    chapter: Chapter | None = None
    scene: Scene | None = None

    @property
    def element(self) -> Element:
        return "chapter" if self.chapter is None else "scene" if self.scene is None else "shot"

    @property
    def parent(self) -> Chapter | Scene | None:
        return self.scene or self.chapter

    @property
    def parent_id(self) -> str | None:
        return self.parent.id if self.parent else None

    @property
    def folder(self) -> ProjectPath:
        if self.chapter is None:
            return chapter_folder(self.item.number)
        if self.scene is None:
            return scene_folder(self.chapter.number, self.item.number)
        return shot_folder(self.chapter.number, self.scene.number, self.item.number)

    def label(self, project: Project) -> str:
        """`shot S02_S04 “Mara waits”`, `scene “Diner”`."""
        slate = f" {project.slate(self.shots()[0])}" if self.element == "shot" else ""
        return f"{self.element}{slate} “{self.item.name}”"

    @property
    def _slate(self) -> str | None:
        if self.chapter is None or self.scene is None or not isinstance(self.item, ShotRef):
            return None
        return ShotPlace(self.chapter, self.scene, self.item).slate

    def shots(self) -> list[ShotPlace]:
        """The shot itself, or all the shots below."""
        if isinstance(self.item, Chapter):
            return [ShotPlace(self.item, scene, shot) for scene in self.item.scenes for shot in scene.shots]
        assert self.chapter is not None
        if isinstance(self.item, Scene):
            return [ShotPlace(self.chapter, self.item, shot) for shot in self.item.shots]
        assert self.scene is not None
        return [ShotPlace(self.chapter, self.scene, self.item)]

    def placed(self, project: Project) -> Placed:
        return Placed(
            id=self.item.id,
            element=self.element,
            parent_id=self.parent_id,
            index=index_of(siblings(project, self.parent), self.item.id),
            number=self.item.number,
            slate=self._slate,
        )


Standings = dict[str, Standing]


def standings(film: Project) -> Standings:
    """Every chapter, scene and shot by its id, the outer ones first."""
    found: Standings = {}
    for chapter in film.narrative.chapters:
        found[chapter.id] = Standing(chapter)
        for scene in chapter.scenes:
            found[scene.id] = Standing(scene, chapter)
            for shot in scene.shots:
                found[shot.id] = Standing(shot, chapter, scene)
    return found


def standing_of(project: Project, element_id: str) -> Standing | None:
    for chapter in project.narrative.chapters:
        if chapter.id == element_id:
            return Standing(chapter)
        for scene in chapter.scenes:
            if scene.id == element_id:
                return Standing(scene, chapter)
            for shot in scene.shots:
                if shot.id == element_id:
                    return Standing(shot, chapter, scene)
    return None


def find_element(project: Project, element_id: str) -> Standing:
    found = standing_of(project, element_id)
    if found is None:
        raise ElementNotFound()
    return found


def siblings(project: Project, parent: Chapter | Scene | None) -> Sequence[Item]:
    """What is below a parent in the order of the film; None is the film itself."""
    if parent is None:
        return project.narrative.chapters
    return parent.scenes if isinstance(parent, Chapter) else parent.shots


def index_of(items: Sequence[Item], element_id: str) -> int:
    return next(index for index, item in enumerate(items) if item.id == element_id)


def take_out(project: Project, standing: Standing) -> int:
    """Out of the list it is in; its number is not given again. Returns the index that it had."""
    note_number(project, standing.parent, standing.item.number)
    below = siblings(project, standing.parent)
    index = index_of(below, standing.item.id)
    del below[index]  # type: ignore[attr-defined]
    return index


def put_in(project: Project, parent: Chapter | Scene | None, item: Item, index: int) -> Standing:
    """Into a parent's list, before what stands at `index` there."""
    below = siblings(project, parent)
    below.insert(index, item)  # type: ignore[attr-defined]
    note_number(project, parent, item.number)
    return find_element(project, item.id)


def issued_in(project: Project, parent: Chapter | Scene | None) -> int:
    """The highest number ever given below a parent."""
    given = (
        project.narrative.chapters_issued
        if parent is None
        else parent.scenes_issued
        if isinstance(parent, Chapter)
        else parent.shots_issued
    )
    return max([given, *(item.number for item in siblings(project, parent))])


def note_number(project: Project, parent: Chapter | Scene | None, number: int) -> None:
    """Remember that a number was given below a parent."""
    highest = max(number, issued_in(project, parent))
    if parent is None:
        project.narrative.chapters_issued = highest
    elif isinstance(parent, Chapter):
        parent.scenes_issued = highest
    else:
        parent.shots_issued = highest
