"""A take and its sidecar: everything needed to explain it and to make it again."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field

from app.domain.ids import ItemId
from app.domain.paths import padded
from app.domain.records import Message, Record, Timestamp
from app.domain.shot import Line, Quality, Text

SIDECAR = re.compile(r"S\d{2,}_S\d{2,}_take\d{2,}\.json")
"""The name of a sidecar, as `take_stem` gives it."""


class TakeInput(Record):
    """A file the take was made from."""

    path: str
    sha256: str


class TakeOutput(Record):
    """The picture, clip or sound itself. `bytes` is its size; `duration_seconds` only for what has one."""

    path: str
    sha256: str
    bytes: int
    media_type: str = "image/png"
    width: int | None = None
    height: int | None = None
    duration_seconds: float | None = None


class ReusedFrom(Record):
    """A finished task and its take, whose result was offered again."""

    task_id: ItemId
    take_number: int


class Take(Record):
    """The sidecar `S01_S01_take01.json` beside its media."""

    schema_version: int = 1
    take_number: int
    shot_id: ItemId
    chapter: int
    scene: int
    shot: int
    created: Timestamp
    task_id: ItemId | None = None
    function: str
    pipeline_id: str
    pipeline_digest: str | None = None
    requested_quality: Quality
    fallback_from: str | None = None
    """The pipeline that was asked for when another one had to run."""
    seed: int | None = None
    prompt: dict[str, Any] = {}
    """The prompt as sent (`text`, `negative`) with its `parts`."""
    parameters: dict[str, Any] = {}
    inputs: list[TakeInput] = []
    output: TakeOutput
    worker: str | None = None
    seconds: float | None = None
    metadata: dict[str, Any] = {}
    """What the runner said about its own work."""
    reused_from: ReusedFrom | None = None
    """The take whose bytes this one shares, because it was asked for in exactly the same way."""
    rating: Annotated[int, Field(ge=0, le=5)] | None = None
    label: Line | None = None
    note: Text | None = None
    deleted: Timestamp | None = None


class TakeView(Take):
    """A take as the API shows it."""

    active: bool
    media_url: str
    thumbnail_url: str


class TakePatch(Message):
    rating: Annotated[int, Field(ge=0, le=5)] | None = None
    label: Line | None = None
    note: Text | None = None


class ActiveTake(Message):
    take_number: Annotated[int, Field(ge=1)]


def take_stem(scene: int, shot: int, take: int) -> str:
    """`S01_S01_take01`: scene, shot, take; at least two digits each."""
    return f"S{padded(scene)}_S{padded(shot)}_take{padded(take)}"
