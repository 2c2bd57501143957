"""Files and folders of a film as a person browses them, and what lies in its trash."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.domain.ids import ItemId
from app.domain.paths import MAX_PATH_BYTES, ProjectPath
from app.domain.records import Message, Record, Timestamp

FileKind = Literal["file", "folder"]
Viewer = Literal["image", "video", "audio", "text", "json", "model", "none"]
InHistory = Literal["saved", "new", "ignored"]
"""Whether a commit holds the name, none does yet, or Git is told to pass it over."""

_VIEWERS: dict[Viewer, str] = {
    "image": "png jpg jpeg gif webp avif",
    "video": "mp4 m4v webm mov",
    "audio": "wav mp3 flac ogg oga opus m4a aac",
    "text": "txt md fountain csv tsv srt vtt edl log xml html css js ts py sh yml yaml toml ini cfg svg cube fdx",
    "json": "json",
    "model": "safetensors",
}
_BY_ENDING: dict[str, Viewer] = {f".{end}": viewer for viewer, ends in _VIEWERS.items() for end in ends.split()}

PathText = Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATH_BYTES)]


def viewer_of(name: str) -> Viewer:
    """What shows a file of that name best."""
    stem, dot, ending = name.rpartition(".")
    return _BY_ENDING.get(f".{ending.lower()}", "none") if dot and stem else "none"


class Keeper(Record):
    """The asset or the shot that a file or folder belongs to."""

    kind: Literal["asset", "shot"]
    id: ItemId
    name: str


class FileView(Record):
    """A file or folder as the API shows it."""

    path: str
    name: str
    kind: FileKind
    bytes: int
    """0 for a folder."""
    modified: Timestamp
    in_history: InHistory
    in_lfs: bool
    """Whether the last commit keeps it in Git LFS."""
    viewer: Viewer
    locked: str | None
    """Why it cannot be moved, replaced or deleted here; null where it can."""
    keeper: Keeper | None
    url: str | None
    """Its bytes; null for a folder and for a name that the studio does not open."""


class PartialFilmFile(Record):
    """A file on its way into a folder, of which some is here."""

    name: str
    """Its path in the film."""
    length: int
    received: int
    """Bytes that are here; the next to be sent is the one with this number."""
    file: FileView | None
    """The file itself, once it is kept."""


class FileMove(Message):
    from_: Annotated[PathText, Field(alias="from")]
    to: PathText


class TrashItem(Record):
    """A file or folder in the film's trash."""

    id: ItemId
    path: ProjectPath
    kind: FileKind
    files: int
    bytes: int
    deleted: Timestamp
    """The same for all that was deleted at once."""


class RestoreTo(Message):
    to: PathText | None = None
    """Another place than the one it came from."""
