"""What windows are told when files come, change or go: of the path itself, and of every document below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.documents import MAX_DOCUMENT_BYTES, DocumentChange, type_of
from app.domain.events import CreativeDocumentUpdated, FileChanged
from app.domain.paths import ProjectPath
from app.services.documents.service import summary_of
from app.services.films.film import FilmEdit

MOST_TOLD = 50
"""Beyond so many paths, windows are told of folders."""


def tell_of(edit: FilmEdit, path: ProjectPath, change: DocumentChange, files: Mapping[ProjectPath, int]) -> None:
    """`files`: the size of the file at `path`, or of every file below it; of a folder one `file_changed` is enough."""
    tell_of_many(edit, [path], change, files)


def tell_of_many(
    edit: FilmEdit, paths: Sequence[ProjectPath], change: DocumentChange, files: Mapping[ProjectPath, int]
) -> None:
    """The same of several: each by its name, or where they are very many, their folders."""
    told: dict[ProjectPath, DocumentChange] = dict.fromkeys(paths, change)
    if len(told) > MOST_TOLD:
        told = dict.fromkeys((path.parent for path in paths), "modified")
    for path, how in told.items():
        edit.emit(FileChanged(path=path, change=how))
    _tell_of_documents(edit, change, files)


def _tell_of_documents(edit: FilmEdit, change: DocumentChange, files: Mapping[ProjectPath, int]) -> None:
    for file, size in files.items():
        kind = type_of(file)
        if kind is None:
            continue
        shown = None
        if change != "deleted":
            content = edit.files.read_bytes(file) if size <= MAX_DOCUMENT_BYTES else None
            shown = summary_of(file, kind, content, size).to_json()
        edit.emit(CreativeDocumentUpdated(document_type=kind, path=file, change=change, document=shown))
