"""The film's shots as a list to shoot from: always those of the film as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from app.domain.events import NodeState
from app.domain.ids import ItemId
from app.domain.project import ShotPlace
from app.domain.records import Message, Record
from app.domain.shot import CastMember, Name, Shot, ShotPatch
from app.domain.tables import table
from app.errors import AuteurError
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.narrative.fields import change_shot
from app.services.narrative.tree import TreeService

_COLUMNS = (
    *("Chapter", "Scene", "Slate", "Name", "Size", "Angle", "Lens (mm)", "Movement", "Description", "Cast"),
    *("Location", "Int/Ext", "Time", "Duration (s)", "Dialogue", "Takes", "State"),
)
_MARK = "\ufeff"
"""Without it some office programs do not read UTF-8."""


class ShotRow(Record):
    """`cast` are names. A shot whose record cannot be read is not `readable`, and only what the film knows is told."""

    shot_id: str
    slate: str
    name: str
    chapter: str
    scene_id: str
    scene: str
    size: str | None
    angle: str | None
    lens: int | None
    movement: str | None
    description: str
    cast: list[str]
    location: str | None
    interior: bool | None
    time_of_day: str | None
    duration_seconds: float | None
    dialogue: str | None
    state: NodeState
    take_count: int
    thumbnail_url: str | None
    readable: bool = True


class ShotChange(Message):
    """`cast` names people: who is in the shot already stays as they are, and a character of that name is that character."""

    shot_id: ItemId
    fields: ShotPatch = ShotPatch()
    cast: Annotated[list[Name], Field(max_length=24)] | None = None


class ShotListChange(Message):
    """What is written into cells, of several shots at once."""

    changes: Annotated[list[ShotChange], Field(min_length=1, max_length=1000)]


class ChangedShots(Record):
    shots: list[ItemId]
    """Those that were changed; the others said so already."""


class ShotListing:
    def __init__(self, workspace: Workspace, tree: TreeService) -> None:
        self._workspace, self._tree = workspace, tree

    def rows(self, project_id: str) -> list[ShotRow]:
        """In the order of the film."""
        film = self._workspace.film(project_id)
        nodes = {
            shot.id: shot
            for chapter in self._tree.tree(project_id).chapters
            for scene in chapter.scenes
            for shot in scene.shots
        }
        rows = []
        for place in film.project.shots():
            try:
                shot, readable = film.shot(place), True
            except AuteurError:
                shot, readable = Shot(id=place.shot.id, name=place.shot.name), False
            node = nodes.get(place.shot.id)
            rows.append(
                ShotRow(
                    **_told(place, shot),
                    state=node.state if node else "idle",
                    take_count=node.take_count if node else 0,
                    thumbnail_url=node.thumbnail_url if node else None,
                    readable=readable,
                )
            )
        return rows

    def fill_in(self, project_id: str, changes: Sequence[ShotChange]) -> list[str]:
        """Change several shots in one edit, all of them or none; the ids of those that changed. Raises `ShotNotFound`."""
        told: dict[str, str] = {}
        with self._workspace.edit(project_id) as edit:
            for one in changes:
                place, patch = edit.project.shot(one.shot_id), one.fields
                if one.cast is not None:
                    patch = patch.model_copy(update={"cast": _people(edit, edit.shot(place).cast, one.cast)})
                _, sentence = change_shot(edit, place, patch)
                if sentence:
                    told[one.shot_id] = sentence
            if told:
                edit.say(next(iter(told.values())) if len(told) == 1 else f"Fill in {len(told)} shots of the shot list")
        return list(told)

    def as_csv(self, project_id: str) -> tuple[str, str]:
        """A name for the file, and the table in it."""
        rows = [_cells(row) for row in self.rows(project_id)]
        name = self._workspace.film(project_id).project.name
        return f"{name} shot list.csv", _MARK + table([_COLUMNS, *rows])


def _people(edit: FilmEdit, there: Sequence[CastMember], names: Sequence[str]) -> list[CastMember]:
    """Everybody who is named, once."""
    known = {
        str(entry.get("name")).casefold(): CastMember(name=str(entry.get("name")), asset_id=entry.get("assetId"))
        for entry in edit.project.assets.characters
        if entry.get("name") and entry.get("assetId")
    }
    known |= {member.name.casefold(): member for member in there}
    return list({name.casefold(): known.get(name.casefold(), CastMember(name=name)) for name in names}.values())


def _told(place: ShotPlace, shot: Shot) -> dict[str, object]:
    return {
        "shot_id": place.shot.id,
        "slate": place.slate,
        "name": place.shot.name,
        "chapter": place.chapter.name,
        "scene_id": place.scene.id,
        "scene": place.scene.name,
        "size": shot.size,
        "angle": shot.angle,
        "lens": shot.lens,
        "movement": shot.movement,
        "description": shot.description,
        "cast": [member.name for member in shot.cast],
        "location": shot.location,
        "interior": shot.interior,
        "time_of_day": shot.time_of_day,
        "duration_seconds": shot.duration_seconds,
        "dialogue": shot.dialogue,
    }


def _cells(row: ShotRow) -> tuple[object, ...]:
    inside = {True: "INT", False: "EXT", None: None}[row.interior]
    length = f"{row.duration_seconds:g}" if row.duration_seconds is not None else None
    return (
        *(row.chapter, row.scene, row.slate, row.name, row.size, row.angle, row.lens, row.movement, row.description),
        *(", ".join(row.cast), row.location, inside, row.time_of_day, length, row.dialogue, row.take_count, row.state),
    )
