"""Where every shot of one manifest stands: folders and slates, put together once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.paths import ProjectPath
from app.domain.project import Chapter, Project, Scene, ShotPlace, scene_folder
from app.errors import ShotNotFound


@dataclass(frozen=True, slots=True)
class ScenePlace:
    chapter: Chapter
    scene: Scene
    folder: ProjectPath
    shots: list[ShotPlace]
    names: list[str]
    """Of the shots' folders in the scene's."""


class Places:
    """Of a manifest that nobody changes any more."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.scenes = [_place(chapter, scene) for chapter in project.narrative.chapters for scene in chapter.scenes]
        self._shots = {place.shot.id: place for place in reversed(list(self.shots()))}

    def shots(self) -> Iterator[ShotPlace]:
        """Every shot in the order of the film."""
        for scene in self.scenes:
            yield from scene.shots

    def shot(self, shot_id: str) -> ShotPlace:
        """Raises `ShotNotFound`."""
        try:
            return self._shots[shot_id]
        except KeyError:
            raise ShotNotFound() from None


def _place(chapter: Chapter, scene: Scene) -> ScenePlace:
    shots = [ShotPlace(chapter, scene, shot) for shot in scene.shots]
    return ScenePlace(
        chapter, scene, scene_folder(chapter.number, scene.number), shots, [place.folder_name for place in shots]
    )
