"""How the files of assets lie on the disk, as far as somebody has looked: as recorded, changed by another program, or gone.

It is a memory and no more: thrown away, it is made again by looking.
"""

from __future__ import annotations

import hashlib
import os
import stat as modes
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.asset import AssetFile, FileState
from app.domain.media_types import HEAD_BYTES
from app.errors import WrongState
from app.services.assets.facts import facts_of
from app.services.git import lfs
from app.services.git.index import untouched
from app.services.git.objects import blob_id
from app.services.index import Recent, Stamp
from app.services.watcher.settling import is_held_for_writing

FILMS = 8
"""So many films are remembered at a time."""
_PLAIN_FILE = 0o100644
_READ_AT_ONCE = 1 << 20


class StillWritten(WrongState):
    """Another program has that file open to write."""

    code = "still_written"


@dataclass(frozen=True, slots=True)
class Look:
    """What a file was found to be. `recorded`: the SHA-256 that the film's record had for it then."""

    recorded: str
    stamp: Stamp | None
    lies: AssetFile | None
    """None: it was not there."""


_looks: Recent[dict[str, Look]] = Recent(FILMS)


def shown(project_id: str, file: AssetFile) -> tuple[AssetFile, FileState]:
    """A file as it lay there when somebody last looked; as recorded where nobody did."""
    look = (_looks.get(project_id) or {}).get(file.path)
    if look is None or look.recorded != file.sha256:
        return file, "kept"
    if look.lies is None:
        return file, "missing"
    return (file, "kept") if look.lies.sha256 == file.sha256 else (look.lies, "changed")


def note(project_id: str, file: AssetFile, stamp: Stamp | None, lies: AssetFile | None) -> None:
    """Remember how a file was found."""
    seen = _looks.get(project_id)
    if seen is None:
        seen = _looks.put(project_id, {})
    seen[file.path] = Look(file.sha256, stamp, lies)


def forget(project_id: str) -> None:
    """As if nobody had looked yet."""
    _looks.put(project_id, {})


def look_at(project_id: str, root: Path, files: Iterable[AssetFile]) -> list[AssetFile]:
    """Look at files without reading them. Returns those that must be read to know what they are.

    The times of a file, or Git's index, mostly tell that it is what it was.
    """
    seen, place = _looks.get(project_id) or {}, os.fspath(root)
    unsure: dict[str, tuple[AssetFile, Stamp]] = {}
    unread = []
    for file in files:
        stamp, known = _stamp(f"{place}/{file.path}"), seen.get(file.path)
        if stamp is None:
            note(project_id, file, None, None)
        elif known is None or known.stamp != stamp or known.recorded != file.sha256:
            if stamp[1] == file.bytes:
                unsure[file.path] = file, stamp
            else:
                unread.append(file)
    if unsure:
        same = untouched(root, {path: (_blob(file), _PLAIN_FILE) for path, (file, _) in unsure.items()})
        for path, (file, stamp) in unsure.items():
            if path in same:
                note(project_id, file, stamp, file)
            else:
                unread.append(file)
    return unread


def read(project_id: str, file: AssetFile, source: BinaryIO) -> AssetFile | None:
    """A file as it lies there, open as `source`, read to its end. None when somebody wrote to it meanwhile."""
    before = os.fstat(source.fileno())
    lies = described(file, source)
    after = os.fstat(source.fileno())
    stamp = (after.st_mtime_ns, after.st_size, after.st_ino)
    if stamp != (before.st_mtime_ns, before.st_size, before.st_ino) or lies.bytes != after.st_size:
        return None
    note(project_id, file, stamp, lies)
    return lies


def as_it_lies(project_id: str, root: Path, file: AssetFile, source: BinaryIO) -> AssetFile:
    """What an open file of an asset is; it is read only where nothing else tells. Raises `StillWritten`."""
    if not look_at(project_id, root, [file]):
        return shown(project_id, file)[0]
    lies = None if is_held_for_writing(root / file.path) else read(project_id, file, source)
    if lies is None:
        raise StillWritten(f"Another program is writing {file.path.name}.")
    return lies


def described(file: AssetFile, source: BinaryIO) -> AssetFile:
    """The record of a file with the hash, the size and the facts of what `source` holds."""
    digest, size, head = hashlib.sha256(), 0, b""
    source.seek(0)
    while chunk := source.read(_READ_AT_ONCE):
        head = head or chunk[:HEAD_BYTES]
        size += len(chunk)
        digest.update(chunk)
    source.seek(0)
    if digest.hexdigest() == file.sha256:
        return file
    # By its handle, so that nobody can put another file in its place meanwhile.
    facts = facts_of(Path(f"/dev/fd/{source.fileno()}"), head, file.path.name)
    new = AssetFile(path=file.path, sha256=digest.hexdigest(), bytes=size, added=file.added, **facts)
    return file.model_copy(update={name: getattr(new, name) for name in AssetFile.model_fields})


def _stamp(file: str) -> Stamp | None:
    try:
        found = os.lstat(file)
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if modes.S_ISREG(found.st_mode) else None


def _blob(file: AssetFile) -> str:
    """What Git knows a file in LFS by."""
    return blob_id(lfs.pointer(file.sha256, file.bytes))
