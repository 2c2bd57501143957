"""Narrative templates: the stages a story may be built on, as files in `Library/Narrative_Templates`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.domain.project import NarrativeStructure
from app.domain.records import Record
from app.domain.shot import Line, Name, Text


class Stage(Record):
    """One stage; it becomes a chapter of a new film. `share` is its part of the running time in percent."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
    name: Name
    act: Line = ""
    share: Annotated[float, Field(ge=0, le=100)] = 0
    description: Text = ""
    emotion: Line = ""
    keywords: list[Line] = Field(default_factory=list)


class NarrativeTemplate(Record):
    schema_version: int = 1
    id: NarrativeStructure
    name: Name
    description: Text = ""
    stages: Annotated[list[Stage], Field(min_length=1, max_length=60)]
