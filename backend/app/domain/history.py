"""The film's diary, as the API shows it: who changed what and when, in film terms."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from app.domain.ids import ItemId
from app.domain.paths import MAX_PATH_BYTES
from app.domain.records import Message, Record, Timestamp

CHECKPOINT_TRAILER = "Auteur-Checkpoint"
RESTORE_TRAILER = "Auteur-Restored"
TASK_TRAILER = "Auteur-Task"
UNDONE_TRAILER = "Auteur-Undone"
CLIENT_TRAILER = "Auteur-Client"
DOCUMENT_TRAILER = "Auteur-Document"
BROUGHT_TRAILER = "Auteur-Brought"
"""Where files lay that no commit held before this one moved them: JSON, their new place → the old one."""

EntryKind = Literal["change", "checkpoint", "restore", "undo"]
ChangeKind = Literal["film", "chapter", "scene", "shot", "take", "asset", "canvas", "document", "file"]


class HistoryEntry(Record):
    """One line of the diary."""

    commit: str
    message: str
    author: str
    time: Timestamp
    kind: EntryKind
    checkpoint: str | None = None
    """The name that somebody gave this moment."""
    restored: str | None = None
    """The commit from which something was brought back."""
    task_id: str | None = None
    """The task whose take this is."""
    undone: str | None = None
    """The commit that was taken back; of several the newest."""
    client: str | None = None
    """The browser or program that asked for it, as it names itself."""
    document: str | None = None
    """The document that was saved. Saves that follow each other within minutes are one sitting."""


class HistoryPage(Record):
    """Newest first. The cursor is a commit."""

    items: list[HistoryEntry]
    total: int
    next_cursor: str | None = None


class Picture(Record):
    """A file as a commit kept it."""

    path: str
    media_url: str
    thumbnail_url: str
    take_number: int | None = None


class FieldChange(Record):
    """Long texts are cut. What was not there is null."""

    field: str
    label: str
    before: Any = None
    after: Any = None


class FilmChange(Record):
    """What happened to one thing: `Shot S02_S04: lens 35 → 50 mm, active take 3 → 7`."""

    kind: ChangeKind
    change: Literal["added", "changed", "moved", "removed"]
    sentence: str
    element_id: str | None = None
    path: str | None = None
    """The file or folder, where the thing has one of its own."""
    fields: list[FieldChange] = []
    before: Picture | None = None
    after: Picture | None = None


class HistoryDetails(HistoryEntry):
    """An entry with what it changed; `more` counts changes that are not listed."""

    parent: str | None
    changes: list[FilmChange]
    more: int = 0


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("a name is one line of letters, digits and signs")
    return text


CheckpointName = Annotated[
    str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True), AfterValidator(_one_line)
]


class NewCheckpoint(Message):
    name: CheckpointName


class RestoreRequest(Message):
    """What is brought back from `commit`: a file or folder, an element by its id, or without either the whole film."""

    commit: Annotated[str, Field(min_length=1, max_length=200)]
    path: Annotated[str, Field(min_length=1, max_length=MAX_PATH_BYTES)] | None = None
    element_id: ItemId | None = None


class UndoRequest(Message):
    """The commits to take back. Several only when each of them writes the same document or the same fields."""

    commits: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=500)]


class GitState(Record):
    """What Git says of the film's folder. `changed` lists the first of `changed_count` paths that no commit holds."""

    branch: str | None
    head: str | None
    clean: bool
    changed: list[str]
    changed_count: int
