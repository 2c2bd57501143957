"""The film's manifest, `project.json`: order and names of chapters, scenes and shots, assets, canvas and settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from app.domain.ids import ItemId, ProjectId
from app.domain.paths import ProjectPath, padded
from app.domain.records import SCHEMA_VERSION, Message, Record, Timestamp, now
from app.domain.shot import Line, Name, Quality, Text
from app.errors import ChapterNotFound, SceneNotFound, ShotNotFound

NarrativeStructure = Literal["three-act", "hero-journey", "beat-sheet", "story-circle"]
RENDERS = "03_Renders"
_LONGEST_ASIDE = 40


class ShotRef(Record):
    """A shot's place in the film; everything else is in its folder."""

    id: ItemId
    number: Annotated[int, Field(ge=1)]
    name: Name


class Scene(Record):
    id: ItemId
    number: Annotated[int, Field(ge=1)]
    name: Name
    beat: Line | None = None
    emotion: Line | None = None
    shots_issued: int = 0
    """The highest shot number ever given in this scene."""
    shots: list[ShotRef] = []


class Chapter(Record):
    id: ItemId
    number: Annotated[int, Field(ge=1)]
    name: Name
    stage: Line | None = None
    act: Line | None = None
    scenes_issued: int = 0
    scenes: list[Scene] = []


class EmotionalBeat(Record):
    beat: Line
    scene_id: ItemId | None = None
    keywords: list[Line] = []


class Narrative(Record):
    structure: NarrativeStructure = "three-act"
    chapters_issued: int = 0
    chapters: list[Chapter] = []
    emotional_beats: list[EmotionalBeat] = []


class Assets(Record):
    characters: list[dict[str, Any]] = []
    locations: list[dict[str, Any]] = []
    styles: list[dict[str, Any]] = []
    music: list[dict[str, Any]] = []


class Viewport(Record):
    x: float = 0
    y: float = 0
    zoom: float = 1


class Canvas(Record):
    nodes: list[dict[str, Any]] = []
    edges: list[dict[str, Any]] = []
    viewport: Viewport = Viewport()


class FilmSettings(Record):
    fps: Annotated[float, Field(gt=0, le=240)] = 24
    resolution: tuple[Annotated[int, Field(ge=16, le=16384)], Annotated[int, Field(ge=16, le=16384)]] = (1920, 1080)
    aspect_ratio: Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,3})?:\d{1,2}(\.\d{1,3})?$")] = "16:9"


class ShotPlace:
    """Where a shot stands: its chapter, its scene and itself, and the folder that follows from their numbers."""

    __slots__ = ("chapter", "scene", "shot")

    def __init__(self, chapter: Chapter, scene: Scene, shot: ShotRef) -> None:
        self.chapter, self.scene, self.shot = chapter, scene, shot

    @property
    def folder(self) -> ProjectPath:
        return shot_folder(self.chapter.number, self.scene.number, self.shot.number)

    @property
    def folder_name(self) -> str:
        """What the shot's folder is called in the scene's."""
        return _shot_folder_name(self.shot.number)

    @property
    def slate(self) -> str:
        """`S02_S04`: scene number, shot number; the folder gives the chapter."""
        return f"S{padded(self.scene.number)}_S{padded(self.shot.number)}"


def chapter_folder(chapter: int) -> ProjectPath:
    return ProjectPath(f"{RENDERS}/Chapter_{padded(chapter)}")


def scene_folder(chapter: int, scene: int) -> ProjectPath:
    return chapter_folder(chapter) / f"Scene_{padded(scene)}"


def shot_folder(chapter: int, scene: int, shot: int) -> ProjectPath:
    return scene_folder(chapter, scene) / _shot_folder_name(shot)


def _shot_folder_name(shot: int) -> str:
    return f"Shot_{padded(shot)}"


class Project(Record):
    """`project.json`."""

    schema_version: int = SCHEMA_VERSION
    id: ProjectId
    name: Name
    description: Text = ""
    created: Timestamp = Field(default_factory=now)
    modified: Timestamp = Field(default_factory=now)
    quality: Quality = "standard"
    narrative: Narrative = Field(default_factory=Narrative)
    assets: Assets = Field(default_factory=Assets)
    asset_folders: list[str] = []
    """Folders of assets, such as `01_Assets/Locations/Harbour`; those that assets lie in need not be here."""
    canvas: Canvas = Field(default_factory=Canvas)
    settings: FilmSettings = Field(default_factory=FilmSettings)

    def chapter(self, chapter_id: str) -> Chapter:
        for chapter in self.narrative.chapters:
            if chapter.id == chapter_id:
                return chapter
        raise ChapterNotFound()

    def scene(self, scene_id: str) -> tuple[Chapter, Scene]:
        for chapter in self.narrative.chapters:
            for scene in chapter.scenes:
                if scene.id == scene_id:
                    return chapter, scene
        raise SceneNotFound()

    def shot(self, shot_id: str) -> ShotPlace:
        for chapter in self.narrative.chapters:
            for scene in chapter.scenes:
                for shot in scene.shots:
                    if shot.id == shot_id:
                        return ShotPlace(chapter, scene, shot)
        raise ShotNotFound()

    def shots(self) -> Iterator[ShotPlace]:
        """Every shot in the order of the film."""
        for chapter in self.narrative.chapters:
            for scene in chapter.scenes:
                for shot in scene.shots:
                    yield ShotPlace(chapter, scene, shot)

    def slate(self, place: ShotPlace) -> str:
        """The shot's slate, with its chapter where another chapter has the same: `S01_S01 (Act II)`."""
        for chapter in self.narrative.chapters:
            if chapter.id != place.chapter.id and any(
                scene.number == place.scene.number and any(shot.number == place.shot.number for shot in scene.shots)
                for scene in chapter.scenes
            ):
                return f"{place.slate} ({short_name(place.chapter.name)})"
        return place.slate


def short_name(name: str) -> str:
    """A name in a sentence that is about something else."""
    return name if len(name) <= _LONGEST_ASIDE else f"{name[: _LONGEST_ASIDE - 1].rstrip()}…"


class NewProject(Message):
    name: Name
    description: Text = ""
    quality: Quality = "standard"
    structure: NarrativeStructure = "three-act"


class FilmSettingsPatch(Message):
    fps: Annotated[float, Field(gt=0, le=240)] | None = None
    resolution: tuple[Annotated[int, Field(ge=16, le=16384)], Annotated[int, Field(ge=16, le=16384)]] | None = None
    aspect_ratio: Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,3})?:\d{1,2}(\.\d{1,3})?$")] | None = None


class ProjectPatch(Message):
    name: Name | None = None
    description: Text | None = None
    quality: Quality | None = None
    structure: NarrativeStructure | None = None
    settings: FilmSettingsPatch | None = None


class NewChapter(Message):
    name: Name
    stage: Line | None = None
    act: Line | None = None
    after: ItemId | None = None


class ChapterPatch(Message):
    name: Name | None = None
    stage: Line | None = None
    act: Line | None = None


class NewScene(Message):
    name: Name
    beat: Line | None = None
    emotion: Line | None = None
    after: ItemId | None = None


class ScenePatch(Message):
    """`keywords` are those of the scene's emotional beat; they go into the prompts of its shots."""

    name: Name | None = None
    beat: Line | None = None
    emotion: Line | None = None
    keywords: Annotated[list[Line], Field(max_length=48)] | None = None
