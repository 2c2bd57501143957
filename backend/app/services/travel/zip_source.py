"""A film in a zip file that anybody may have made: looked at before anything of it is written."""

from __future__ import annotations

import os
import stat as modes
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from app.domain.records import Record
from app.errors import AuteurError, BadArchive
from app.services.films.film import MANIFEST, parse_record
from app.services.travel.film_files import GIT, LISTING, MAX_FILES, Item, checked, checked_path

MAX_RATIO = 100
SMALL = 64 * 2**20
"""A zip may always unpack to so much; beyond that to no more than `MAX_RATIO` times its own size."""
MAX_DIRECTORY_BYTES = 128 * 2**20
MAX_LISTING_BYTES = 128 * 2**20
_END, _LOCATOR, _END64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"


class ArchivedFile(Record):
    path: str
    bytes: int
    sha256: str


class Listing(Record):
    """`auteur-archive.json`: what an archive holds, and the hash of each file."""

    schema_version: int = 1
    project_id: str
    name: str
    history: bool
    files: list[ArchivedFile]
    left_out: list[str] = []
    """Files whose names are not allowed on some system, so that they could not be brought in again."""


class ZipSource:
    """The film in an open zip. The film may lie at the top or in one folder. `checked` has been through its names."""

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._zip = archive
        entries = [_checked_entry(entry) for entry in archive.infolist() if not entry.is_dir()]
        top = _top([entry.filename for entry in entries])
        if sum(entry.file_size for entry in entries) > max(SMALL, MAX_RATIO * size):
            raise BadArchive("The zip would unpack to far more than any film of its size.")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        listing: zipfile.ZipInfo | None = None
        sizes = []
        for entry in entries:
            if entry.filename.startswith("__MACOSX/"):
                continue
            if not entry.filename.startswith(top):
                raise BadArchive(f"“{entry.filename[:200]}” lies beside the film, not in it.")
            name = entry.filename[len(top) :]
            if name == LISTING:
                listing = entry
                continue
            if name in self._entries:
                raise BadArchive(f"“{name[:200]}” stands in the zip twice.")
            self._entries[name] = entry
            sizes.append((name, entry.file_size))
        self._items = checked(sizes)
        self._by_path = {checked_path(name): entry for name, entry in self._entries.items()}
        self.hashes = self._listed(listing) if listing else {}

    def items(self) -> list[Item]:
        return self._items

    def open(self, item: Item) -> BinaryIO:
        try:
            return cast(BinaryIO, self._zip.open(self._by_path[item.path]))
        except (zipfile.BadZipFile, NotImplementedError, EOFError):
            raise BadArchive(f"{item.path} cannot be read from the zip.") from None

    def _listed(self, entry: zipfile.ZipInfo) -> dict[str, str]:
        if entry.file_size > MAX_LISTING_BYTES:
            raise BadArchive("The zip's own listing is too large.")
        try:
            listing = parse_record(Listing, self._zip.read(entry), LISTING)
        except (AuteurError, *UNREADABLE) as error:
            raise BadArchive(f"The zip's own listing cannot be read: {error}") from None
        missing = {file.path for file in listing.files} - self._by_path.keys()
        if missing:
            raise BadArchive(f"The zip lacks {min(missing)}, which its own listing names.")
        return {file.path: file.sha256 for file in listing.files}


UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error)
"""What reading a spoilt zip may raise."""


@contextmanager
def zip_source(path: Path) -> Iterator[ZipSource]:
    """Raises `BadArchive` when it is no zip that the studio reads."""
    _check_directory(path)
    try:
        archive = zipfile.ZipFile(path)
    except UNREADABLE:
        raise BadArchive("That is no zip file, or it is damaged.") from None
    with archive:
        yield ZipSource(archive, path.stat().st_size)


def _checked_entry(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    shown = entry.filename.encode(errors="replace").decode()[:200]
    kind = modes.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, modes.S_IFREG):
        raise BadArchive(f"“{shown}” is a link or another special file.")
    if entry.flag_bits & 0x1:
        raise BadArchive("The zip is encrypted.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadArchive("The zip is packed in a way that the studio does not read; use “store” or “deflate”.")
    if "\0" in entry.orig_filename:
        raise BadArchive(f"The name “{shown}” holds a NUL character.")
    return entry


def _top(names: list[str]) -> str:
    """The folder of the film in the zip, with its slash: where the manifest lies highest."""
    tops = [name[: -len(MANIFEST)] for name in names if name == MANIFEST or name.endswith(f"/{MANIFEST}")]
    fit = [top for top in tops if top.count("/") <= 1 and not top.startswith((GIT, "__MACOSX"))]
    if not fit:
        raise BadArchive("There is no film in the zip: it has no project.json.")
    return min(fit, key=len)


def _check_directory(path: Path) -> None:
    """Refuse a table of contents so large that reading it alone would hurt."""
    with path.open("rb") as data:
        size = os.fstat(data.fileno()).st_size
        data.seek(max(0, size - 65536 - 22 - 20))
        tail = data.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < 22:
            raise BadArchive("That is no zip file, or it is damaged.")
        count, length = struct.unpack_from("<HI", tail, at + 10)
        if at >= 20 and tail[at - 20 : at - 16] == _LOCATOR:
            (place,) = struct.unpack_from("<Q", tail, at - 12)
            data.seek(min(place, size))
            end = data.read(56)
            if end[:4] == _END64 and len(end) == 56:
                count, length = struct.unpack_from("<QQ", end, 32)
    if length > MAX_DIRECTORY_BYTES or count > MAX_FILES * 2:
        raise BadArchive("The zip holds too many files.")
