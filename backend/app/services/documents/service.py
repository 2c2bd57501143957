"""Treatments, screenplays, beat sheets and shot lists: list, read, make, save, delete. Each change is one commit."""

from __future__ import annotations

from app.domain.documents import (
    FOLDER,
    MAX_DOCUMENT_BYTES,
    Document,
    DocumentChange,
    DocumentSummary,
    DocumentType,
    NewDocument,
    ScriptElement,
    ScriptReading,
    name_of,
    path_of,
    type_of,
)
from app.domain.events import CreativeDocumentUpdated
from app.domain.fountain import HIDDEN, parse
from app.domain.history import DOCUMENT_TRAILER
from app.domain.paths import ProjectPath
from app.errors import AuteurError, Conflict, FileMissing, Invalid, NameTaken, NotFound, TooLarge
from app.services.documents.templates import template
from app.services.films.film import FilmEdit, etag
from app.services.films.workspace import Workspace
from app.services.git.requests import REQUEST_TRAILER, Request, is_repeated
from app.services.project_fs import ProjectFS

MOST_LINES = 50_000


class DocumentNotFound(NotFound):
    """This film has no document with that path."""

    code = "document_not_found"


class NotText(Conflict):
    """That file is no UTF-8 text, so it cannot be edited here."""

    code = "not_text"


class NoScreenplay(Invalid):
    """Only a screenplay has scenes, and lines for shots."""

    code = "no_screenplay"


class VersionNeeded(AuteurError):
    """The document exists: say with If-Match which version you are changing."""

    code, status, title = "version_needed", 428, "Precondition required"


class DocumentService:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    # Reading

    def list(self, project_id: str, kind: DocumentType | None = None) -> list[DocumentSummary]:
        """By kind and name."""
        fs = self._workspace.film(project_id).fs
        found = [_summary(fs, path, is_a) for path, _ in fs.walk(FOLDER) if (is_a := type_of(path))]
        found.sort(key=lambda one: (one.document_type, one.name.casefold(), one.path))
        return [one for one in found if kind in (None, one.document_type)]

    def get(self, project_id: str, path: str) -> Document:
        """Raises `DocumentNotFound`, `NotText`, `TooLarge`."""
        where, kind = _place(path)
        try:
            content = self._workspace.film(project_id).fs.read_bytes(where, MAX_DOCUMENT_BYTES)
        except FileMissing:
            raise DocumentNotFound() from None
        return _document(where, kind, content)

    def read(self, project_id: str, path: str) -> ScriptReading:
        """A screenplay as its readers see it. Raises `DocumentNotFound`, `NoScreenplay`."""
        document = self.get(project_id, path)
        if document.document_type != "screenplay":
            raise NoScreenplay()
        refuse_endless(document.content)
        elements = [
            ScriptElement(
                kind=one.kind,
                content=one.content,
                line=one.line,
                last_line=one.last_line,
                number=one.number,
                dual=one.dual,
            )
            for one in parse(document.content)
            if one.kind not in HIDDEN
        ]
        return ScriptReading(path=document.path, version=document.version, elements=elements)

    # Changing

    def add(self, project_id: str, new: NewDocument, key: str | None = None) -> Document:
        """A new document, from its template when no content is given; the same one again for the same `key`.

        Raises `NameTaken`, `BadPath`, `IdempotencyMismatch`.
        """
        path = path_of(new.document_type, new.name)
        text = new.content if new.content is not None else template(new.document_type, self._workspace.film(project_id))
        with self._workspace.edit(project_id, f"Add {new.document_type} “{name_of(path)}”") as edit:
            if key is not None:
                request = Request.of(key, path, new.content or "")
                if is_repeated(edit.files.fs.root, request) and edit.files.exists(path):
                    return _document(path, new.document_type, edit.files.read_bytes(path))
                edit.files.trailers[REQUEST_TRAILER] = request.told
            if edit.files.exists(path):
                raise NameTaken(f"There is already a {new.document_type} of that name.")
            return _write(edit, path, new.document_type, text, "created")

    def save(self, project_id: str, path: str, text: str, if_match: str | None = None) -> tuple[Document, bool]:
        """The whole document anew, and whether it is a new one.

        Raises `VersionNeeded` when it exists and nobody says which version is meant, `StaleVersion`, `TooLarge`.
        """
        where, kind = _place(path)
        with self._workspace.edit(project_id) as edit:
            exists = edit.files.exists(where)
            if exists and if_match is None:
                raise VersionNeeded()
            edit.require(where, if_match)
            if exists and edit.files.read_bytes(where) == text.encode():
                return _document(where, kind, text.encode()), False
            edit.say(f"{'Change' if exists else 'Add'} {kind} “{name_of(where)}”")
            if exists:
                edit.files.trailers[DOCUMENT_TRAILER] = where
            return _write(edit, where, kind, text, "modified" if exists else "created"), not exists

    def delete(self, project_id: str, path: str, if_match: str | None = None) -> None:
        """Take a document out of the film; its history keeps it."""
        where, kind = _place(path)
        with self._workspace.edit(project_id, f"Delete {kind} “{name_of(where)}”") as edit:
            known = edit.files.fs.stat(where)
            if known is None or known.is_dir:
                raise DocumentNotFound()
            edit.require(where, if_match)
            edit.files.remove(where)
            edit.emit(CreativeDocumentUpdated(document_type=kind, path=where, change="deleted", document=None))


def refuse_endless(script: str) -> None:
    """Raises `Invalid` for what has so many lines that it can be no script, and would take a machine long to read."""
    if script.count("\n") + script.count("\r") > MOST_LINES:
        raise Invalid(f"A script of more than {MOST_LINES:,} lines cannot be read.")


def _place(path: str) -> tuple[ProjectPath, DocumentType]:
    where = ProjectPath(path)
    kind = type_of(where)
    if kind is None:
        raise DocumentNotFound()
    return where, kind


def _write(edit: FilmEdit, path: ProjectPath, kind: DocumentType, text: str, change: DocumentChange) -> Document:
    content = text.encode()
    if len(content) > MAX_DOCUMENT_BYTES:
        raise TooLarge(f"A document may have {MAX_DOCUMENT_BYTES // 1024} KB.")
    edit.files.write(path, content)
    document = _document(path, kind, content)
    shown = {key: value for key, value in document.to_json().items() if key != "content"}
    edit.emit(CreativeDocumentUpdated(document_type=kind, path=path, change=change, document=shown))
    return document


def _document(path: ProjectPath, kind: DocumentType, content: bytes) -> Document:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise NotText() from None
    return Document(
        path=path, name=name_of(path), document_type=kind, bytes=len(content), version=etag(content), content=text
    )


def _summary(fs: ProjectFS, path: ProjectPath, kind: DocumentType) -> DocumentSummary:
    stat = fs.stat(path)
    try:
        content = fs.read_bytes(path, MAX_DOCUMENT_BYTES)
    except AuteurError:
        content = None
    return summary_of(path, kind, content, stat.size if stat else 0)


def summary_of(path: ProjectPath, kind: DocumentType, content: bytes | None, size: int) -> DocumentSummary:
    """A document as lists show it. `content` is None when it cannot be read or is too long."""
    shown = DocumentSummary(path=path, name=name_of(path), document_type=kind, bytes=size, version="", readable=False)
    try:
        if content is None:
            return shown
        content.decode()
    except UnicodeDecodeError:
        return shown
    return shown.model_copy(update={"bytes": len(content), "version": etag(content), "readable": True})
