"""What other programs did, in the words of the film's events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain.documents import MAX_DOCUMENT_BYTES, DocumentChange, DocumentType, type_of
from app.domain.events import CreativeDocumentUpdated, Event, FileChanged, Reset
from app.domain.paths import ProjectPath
from app.errors import AuteurError
from app.services.documents.service import summary_of
from app.services.films.film import MANIFEST
from app.services.project_fs import ProjectFS

RECORDS = "03_Renders/"
DOCUMENTS = "02_Source_Creative/"
RELOAD = "Another program changed what the film is made of."


def events_of(fs: ProjectFS, path: ProjectPath, change: DocumentChange) -> Iterator[Event]:
    """That a file changed, and what lists show of it where it is a document."""
    yield FileChanged(path=path, change=change)
    kind = type_of(path)
    if kind is not None:
        shown = None if change == "deleted" else _shown(fs, path, kind)
        yield CreativeDocumentUpdated(document_type=kind, path=path, change=change, document=shown)


def is_a_record(path: ProjectPath) -> bool:
    """Whether the film itself is other than it was: too much to say in events, so the windows load again."""
    return path == MANIFEST or (path.startswith(RECORDS) and path.suffix == ".json")


def reload_all() -> Event:
    return Reset(epoch="", reason=RELOAD)


def holds_records(folder: str) -> bool:
    """Whether the windows show something of what lies in such a folder."""
    return f"{folder}/".startswith((RECORDS, DOCUMENTS))


def _shown(fs: ProjectFS, path: ProjectPath, kind: DocumentType) -> dict[str, Any]:
    stat = fs.stat(path)
    try:
        content = fs.read_bytes(path, MAX_DOCUMENT_BYTES)
    except AuteurError:
        content = None
    return summary_of(path, kind, content, stat.size if stat else 0).to_json()
