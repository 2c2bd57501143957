"""Creative documents: treatment, screenplay, beat sheet and shot list, as text files where film-makers expect them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.domain.fountain import ElementKind
from app.domain.ids import ItemId
from app.domain.paths import ProjectPath, check_name
from app.domain.records import Message, Record
from app.domain.shot import CastMember, Line, Name, ShotSize, Text, TimeOfDay

DocumentType = Literal["treatment", "screenplay", "beat-sheet", "shot-list"]
DocumentChange = Literal["created", "modified", "deleted"]

FOLDER = ProjectPath("02_Source_Creative")
MAX_DOCUMENT_BYTES = 768 * 1024
"""A screenplay of two hours has about 200 KB."""

_PLACES: dict[tuple[str, str], DocumentType] = {
    ("Treatments", ".md"): "treatment",
    ("Treatments", ".txt"): "treatment",
    ("Scripts", ".fountain"): "screenplay",
    ("Scripts", ".md"): "beat-sheet",
    ("ShotLists", ".csv"): "shot-list",
}
"""What a file is follows from its folder and its ending."""
_NEW_ONES: dict[DocumentType, tuple[str, str]] = {kind: place for place, kind in reversed(_PLACES.items())}


def type_of(path: ProjectPath) -> DocumentType | None:
    """What kind of document belongs at `path`; None where no document belongs."""
    if not path.startswith(f"{FOLDER}/") or len(path.parts) < 3:
        return None
    return _PLACES.get((path.parts[1], path.suffix))


def path_of(kind: DocumentType, name: str) -> ProjectPath:
    """Where a new document goes. Raises `BadPath` for a name that is none."""
    folder, suffix = _NEW_ONES[kind]
    stem = name[: -len(suffix)] if name.lower().endswith(suffix) else name
    check_name(stem)
    return FOLDER / folder / check_name(f"{stem}{suffix}")


def name_of(path: ProjectPath) -> str:
    return path.name.rpartition(".")[0]


class DocumentSummary(Record):
    """A document in a list. One that is no UTF-8 text, or too long, is not `readable`."""

    path: ProjectPath
    name: str
    document_type: DocumentType
    bytes: int
    version: str
    """The ETag to change it with; empty when it is not readable."""
    readable: bool = True


class Document(DocumentSummary):
    content: str


class NewDocument(Message):
    document_type: DocumentType
    name: Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
    content: Annotated[str, Field(max_length=MAX_DOCUMENT_BYTES)] | None = None
    """Without it the document begins as its template."""


class ImportedDocument(Record):
    """What a file became, with a sentence for everything that is not as it was in the file."""

    document: Document
    remarks: list[str]


class DocumentContent(Message):
    content: Annotated[str, Field(max_length=MAX_DOCUMENT_BYTES)]


class ScriptElement(Record):
    """A paragraph of a screenplay as a reader sees it; `content` is what it says, without marks, notes and boneyards."""

    kind: ElementKind
    content: str
    line: int
    last_line: int
    number: str | None = None
    dual: bool = False


class ScriptReading(Record):
    """A screenplay, read: all that is in it but what is hidden from readers."""

    path: ProjectPath
    version: str
    elements: list[ScriptElement]


class ProposedShot(Record):
    """A shot that the script suggests. `line` names it in the version of the script that was read; lines count from 1."""

    line: int
    last_line: int
    name: Name
    description: Text
    size: ShotSize | None = None
    cast: list[CastMember] = []
    dialogue: Text | None = None
    shot_id: ItemId | None = None
    """The shot that shows these lines already."""
    changed: bool = False
    """Whether they are not what they were when that shot was made."""


class ProposedScene(Record):
    line: int
    last_line: int
    heading: Name
    number: str | None = None
    """As the script has it between `#` signs."""
    section: str | None = None
    """The nearest section of the first level above it: an act or a chapter."""
    synopsis: str | None = None
    interior: bool | None = None
    location: Line | None = None
    time_of_day: TimeOfDay | None = None
    characters: list[str] = []
    shots: list[ProposedShot] = []
    scene_id: ItemId | None = None
    """The scene that the film has already: the one with shots of these lines, else the one of this name."""
    changed: bool = False
    """Whether that scene was made of this script, and the script was changed here since."""


class Breakdown(Record):
    """What a screenplay suggests, for somebody to choose from."""

    path: ProjectPath
    version: str
    """Of the script; send it as If-Match to accept."""
    scenes: list[ProposedScene]


class ChosenScene(Message):
    """A proposed scene by its line, with the lines of the shots that are wanted in it."""

    line: Annotated[int, Field(ge=1)]
    shots: Annotated[list[Annotated[int, Field(ge=1)]], Field(max_length=200)] = []


class BreakdownChoice(Message):
    chapter_id: ItemId
    scenes: Annotated[list[ChosenScene], Field(min_length=1, max_length=500)]


class AcceptedBreakdown(Record):
    """The ids of the scenes and shots that were made, in their order; new shots of a scene that was there are in `shots`."""

    scenes: list[ItemId]
    shots: list[ItemId]
