"""A shot's own record (`shot.json`): what happens, how it is filmed, which take is chosen."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from app.domain.ids import ItemId
from app.domain.lines import one_line
from app.domain.paths import ProjectPath
from app.domain.records import SCHEMA_VERSION, Message, Record, Timestamp, now

Quality = Literal["low", "standard", "high"]
ShotSize = Literal["ECU", "CU", "MCU", "MS", "MWS", "FS", "WS", "EWS", "OTS", "INSERT"]
CameraAngle = Literal["eye", "high", "low", "overhead", "worm", "dutch"]
CameraMovement = Literal[
    "static",
    "pan left",
    "pan right",
    "tilt up",
    "tilt down",
    "dolly in",
    "dolly out",
    "track left",
    "track right",
    "crane up",
    "crane down",
    "zoom in",
    "zoom out",
    "handheld",
]
TimeOfDay = Literal["dawn", "morning", "day", "golden", "dusk", "night"]

Name = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    BeforeValidator(lambda name: one_line(name) if isinstance(name, str) else name),
]
"""One line, whatever was pasted."""
Line = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(max_length=20_000)]


class CastMember(Record):
    """Somebody in the shot. `asset_id` ties the person to a character; without it the name is just a name."""

    name: Name
    asset_id: ItemId | None = None
    action: Line | None = None
    place: Literal["left", "centre", "right", "foreground", "background"] | None = None
    expression: Line | None = None


class ShotFields(Record):
    """What a director says about a shot."""

    description: Text = ""
    size: ShotSize | None = None
    angle: CameraAngle | None = None
    lens: Annotated[int, Field(ge=8, le=400)] | None = None
    """Focal length in millimetres on a 36 mm wide gate."""
    movement: CameraMovement | None = None
    interior: bool | None = None
    location: Line | None = None
    time_of_day: TimeOfDay | None = None
    mood: Line | None = None
    cast: Annotated[list[CastMember], Field(max_length=24)] = []
    props: Annotated[list[Line], Field(max_length=48)] = []
    dialogue: Text | None = None
    negative_prompt: Text | None = None
    duration_seconds: Annotated[float, Field(gt=0, le=3600)] | None = None
    quality: Quality | None = None
    """The shot's own tier; without it the film's."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    """A fixed seed for every take; without it each take gets its own."""
    notes: Text | None = None


class ScriptPassage(Record):
    """Lines of a script as they were when they were given to a shot, with what is needed to find them again."""

    path: ProjectPath
    line: int
    last_line: int
    heading: str | None = None
    before: str | None = None
    after: str | None = None
    """The lines around them."""
    text: str


class Shot(ShotFields):
    """The record in the shot's folder."""

    schema_version: int = SCHEMA_VERSION
    id: ItemId
    name: Name
    active_take: int | None = None
    takes_issued: int = 0
    """The highest take number ever given; numbers are never used again."""
    assets: list[ItemId] = []
    """Locations, styles and music that this shot uses; its characters are in `cast`."""
    script: ScriptPassage | None = None
    """The lines of the screenplay that it shows."""
    created: Timestamp = Field(default_factory=now)
    modified: Timestamp = Field(default_factory=now)

    def fields(self) -> dict[str, Any]:
        """The director's fields as JSON, without the studio's own."""
        return self.model_dump(mode="json", by_alias=True, include=set(ShotFields.model_fields), exclude_none=True)


class CastMemberInput(Message):
    name: Name
    asset_id: ItemId | None = None
    action: Line | None = None
    place: Literal["left", "centre", "right", "foreground", "background"] | None = None
    expression: Line | None = None


class ShotPatch(Message):
    """Only the fields that are sent change; null empties one."""

    name: Name | None = None
    description: Text | None = None
    size: ShotSize | None = None
    angle: CameraAngle | None = None
    lens: Annotated[int, Field(ge=8, le=400)] | None = None
    movement: CameraMovement | None = None
    interior: bool | None = None
    location: Line | None = None
    time_of_day: TimeOfDay | None = None
    mood: Line | None = None
    cast: Annotated[list[CastMemberInput], Field(max_length=24)] | None = None
    props: Annotated[list[Line], Field(max_length=48)] | None = None
    dialogue: Text | None = None
    negative_prompt: Text | None = None
    duration_seconds: Annotated[float, Field(gt=0, le=3600)] | None = None
    quality: Quality | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None
    notes: Text | None = None


class NewShot(ShotPatch):
    after: ItemId | None = None
    """Put it behind this shot; without it at the end."""
