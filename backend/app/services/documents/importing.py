"""Screenplays that were written elsewhere: Fountain as it is, Final Draft as Fountain."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from app.domain.documents import MAX_DOCUMENT_BYTES, Document, ImportedDocument, NewDocument
from app.domain.final_draft_script import Converted, script_from_final_draft
from app.errors import Invalid, NameTaken, TooLarge, WrongType
from app.services.documents.service import DocumentService, NotText
from app.services.films.workspace import Workspace

LONGEST_NAME = 116
MOST_TWINS = 99


class NoKnownScript(WrongType):
    """A screenplay comes as .fountain, .spmd, .txt or .fdx."""

    code = "no_known_script"


class DocumentImport:
    def __init__(self, workspace: Workspace, documents: DocumentService) -> None:
        self._workspace, self._documents = workspace, documents

    def bring_in(self, project_id: str, file_name: str, content: bytes, key: str | None = None) -> ImportedDocument:
        """A new screenplay from a file, under a free name.

        Raises `NoKnownScript`, `BadFinalDraft`, `NotText`, `TooLarge`, `BadPath`, `IdempotencyMismatch`.
        """
        self._workspace.film(project_id)
        stem, _, ending = file_name.rpartition(".")
        read = _READERS.get(ending.lower())
        if read is None:
            raise NoKnownScript()
        converted = read(content)
        if len(converted.script.encode()) > MAX_DOCUMENT_BYTES:
            raise TooLarge(f"A document may have {MAX_DOCUMENT_BYTES // 1024} KB.")
        name = stem.strip()[:LONGEST_NAME].strip()
        document = self._add(project_id, name, converted.script, key)
        remarks = converted.remarks
        if document.name != name:
            remarks = [*remarks, f"The name “{name}” was taken, so it is called “{document.name}”."]
        return ImportedDocument(document=document, remarks=remarks)

    def _add(self, project_id: str, name: str, script: str, key: str | None) -> Document:
        if not name:
            raise Invalid("The file needs a name.")
        for candidate in _names(name):
            try:
                new = NewDocument(document_type="screenplay", name=candidate, content=script)
                return self._documents.add(project_id, new, None if key is None else f"import\0{candidate}\0{key}")
            except NameTaken:
                continue
        raise NameTaken()


def _names(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name} {number}" for number in range(2, MOST_TWINS))


def _plain(content: bytes) -> Converted:
    found = _decoded(content)
    if "\0" in found.script:  # no editor could save it again
        raise NotText()
    return found


def _decoded(content: bytes) -> Converted:
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    try:
        return Converted(content.decode(encoding), [] if encoding == "utf-8" else ["It was UTF-16 and is UTF-8 now."])
    except UnicodeDecodeError:
        if b"\0" in content:
            raise NotText() from None
    try:
        return Converted(content.decode("cp1252"), ["It was read as Windows-1252 and is UTF-8 now."])
    except UnicodeDecodeError:
        raise NotText() from None


_READERS: dict[str, Callable[[bytes], Converted]] = {
    "fountain": _plain,
    "spmd": _plain,
    "txt": _plain,
    "fdx": script_from_final_draft,
}
