"""A film as one zip, made while it is sent: media stored as they are, hashes of everything inside, any size."""

from __future__ import annotations

import hashlib
import time
import zipfile
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass

from app.domain.records import canonical_json
from app.services.films.workspace import Workspace
from app.services.travel.arrivals import Arrivals
from app.services.travel.film_files import LISTING, Item
from app.services.travel.snapshot import FilmSnapshot
from app.services.travel.zip_source import ArchivedFile, Listing

CHUNK = 1024 * 1024
LARGE = 2**31
"""From here on an entry says its size in 64 bits."""
_TEXT = (".json", ".md", ".txt", ".fountain", ".csv", ".gitattributes", ".gitignore")


@dataclass(frozen=True)
class Archive:
    """`pieces` are the zip's bytes; exhausting them tidies up, and so does `close`."""

    name: str
    pieces: Generator[bytes]

    def close(self) -> None:
        """Nobody wants it after all."""
        self.pieces.close()


class Archiver:
    def __init__(self, workspace: Workspace, arrivals: Arrivals) -> None:
        self._workspace, self._arrivals = workspace, arrivals

    def archive(self, project_id: str, *, history: bool) -> Archive:
        """The film as it is now, with its history or without. Raises `ProjectNotFound`, `BrokenProject`, `Busy`."""
        root = self._workspace.root(project_id)
        project = self._workspace.film(project_id).project
        with ExitStack() as stack:
            snapshot = FilmSnapshot(root, stack.enter_context(self._arrivals.room()), history=history)
            listing = Listing(project_id=project.id, name=project.name, history=history, files=[])
            pieces = _pieces(root.name, snapshot, listing, stack.pop_all())
            next(pieces)  # from here on it is the iterator that tidies up
        return Archive(f"{root.name}.zip", pieces)


def _pieces(folder: str, snapshot: FilmSnapshot, listing: Listing, tidy: ExitStack) -> Generator[bytes]:
    sink = _Sink()
    with tidy, zipfile.ZipFile(sink, "w", allowZip64=True) as archive:  # type: ignore[call-overload]
        yield b""
        for item in sorted(snapshot.items(), key=lambda item: (item.is_git, item.path)):
            digest, size = hashlib.sha256(), 0
            with (
                snapshot.open(item) as data,
                archive.open(_entry(folder, item), "w", force_zip64=item.size >= LARGE) as out,
            ):
                while piece := data.read(CHUNK):
                    digest.update(piece)
                    size += len(piece)
                    out.write(piece)
                    yield sink.taken()
            listing.files.append(ArchivedFile(path=item.path, bytes=size, sha256=digest.hexdigest()))
        listing.left_out = snapshot.left_out
        archive.writestr(_entry(folder, Item(LISTING, 0)), canonical_json(listing))
        yield sink.taken()
        archive.close()
        yield sink.taken()


def _entry(folder: str, item: Item) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(f"{folder}/{item.path}", time.localtime()[:6])
    entry.external_attr = 0o100644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED if item.path.endswith(_TEXT) else zipfile.ZIP_STORED
    return entry


class _Sink:
    """A file that can only be written, from which what was written is taken."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        written, self._written = self._written, []
        return b"".join(written)
