"""Whether what a film has stored is still what it was: every LFS object and every file that HEAD keeps there, hashed again.

What is damaged is named by what it hits (take 3 of shot S01_S02). An object whose file in the film is still whole is
mended from it.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import structlog

from app.domain.records import Record, Timestamp, now
from app.errors import ProjectNotFound
from app.services.git import lfs
from app.services.git.repository import open_repository

log = structlog.get_logger()

CHUNK = 4 * 2**20
_TAKE = re.compile(r"(?:.*/)?(S\d{2,}_S\d{2,})_take(\d{2,})(_\w+)?\.\w+")


class Finding(Record):
    """One thing that is not as it was committed."""

    kind: Literal["object_damaged", "object_missing", "file_changed", "file_missing"]
    path: str
    """In the film; for an object that only history knows, its place in the store."""
    hits: str
    """What a person would call it, such as `take 3 of shot S01_S02`."""
    detail: str
    mended: bool = False


class VerifyReport(Record):
    project_id: str
    checked_at: Timestamp
    objects: int
    bytes: int
    seconds: float
    findings: list[Finding] = []

    @property
    def damage(self) -> list[Finding]:
        """What is lost or about to be: an object that could not be mended."""
        return [found for found in self.findings if found.kind.startswith("object_") and not found.mended]


def verify_film(root: Path, project_id: str, pace: Callable[[int], None] = lambda size: None) -> VerifyReport:
    """Hash every LFS object in the store, history's too, and every file that HEAD keeps there.

    `pace` is called with the size of each piece that was read, and may wait.
    """
    started, at = time.monotonic(), now()
    named = lfs.pointers(open_repository(root))
    store = root / ".git" / "lfs" / "objects"
    total = count = 0
    spoilt: set[Path] = set()
    for path in _objects(store):
        count += 1
        total += path.stat().st_size
        if _hash(path, pace) != path.name:
            spoilt.add(path)
    found: list[Finding] = []
    for path_in_film, oid, _ in named:
        stored = lfs.object_path(root, oid)
        finding = _compare(root, path_in_film, oid, None if not stored.exists() else stored not in spoilt, pace)
        if finding is not None:
            found.append(finding)
            if finding.mended:
                spoilt.discard(stored)
    for path in sorted(spoilt - {lfs.object_path(root, oid) for _, oid, _ in named}):
        place = str(path.relative_to(root))
        detail = "Only the film's history knows it, and it is damaged."
        found.append(Finding(kind="object_damaged", path=place, hits="the film's history", detail=detail))
    if not (root / ".git").is_dir():
        raise ProjectNotFound("The film was moved or deleted while it was checked.")
    return VerifyReport(
        project_id=project_id,
        checked_at=at,
        objects=count,
        bytes=total,
        seconds=round(time.monotonic() - started, 3),
        findings=found,
    )


def _compare(root: Path, path: str, oid: str, whole: bool | None, pace: Callable[[int], None]) -> Finding | None:
    """One file that HEAD keeps in LFS beside its object, which is `whole`, damaged, or (None) missing."""
    actual = _hash(root / path, pace)
    mended = False
    kind: Literal["object_damaged", "object_missing", "file_changed", "file_missing"]
    if not whole:
        kind = "object_missing" if whole is None else "object_damaged"
        mended = actual == oid and _mend(root, oid, root / path)
        detail = "It was mended from the file in the film." if mended else "Neither store nor folder has it whole."
    elif actual is None:
        kind, detail = "file_missing", "The file is gone from the folder; the store still has it."
    elif actual != oid:
        kind, detail = "file_changed", "The file is not as it was committed; the store still has what was."
    else:
        return None
    return Finding(kind=kind, path=path, hits=_name(path), detail=detail, mended=mended)


def _objects(store: Path) -> Iterator[Path]:
    for path in store.glob("??/??/*"):
        if re.fullmatch(r"[0-9a-f]{64}", path.name) and path.is_file() and not path.is_symlink():
            yield path


def _hash(path: Path, pace: Callable[[int], None]) -> str | None:
    digest = hashlib.sha256()
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb", buffering=0) as data:
            while piece := data.read(CHUNK):
                digest.update(piece)
                pace(len(piece))
    except OSError:
        return None
    return digest.hexdigest()


def _mend(root: Path, oid: str, file: Path) -> bool:
    """Put a whole copy of the film's own file in the object's place."""
    beside = root / ".git" / "auteur" / f"mend-{oid}"
    try:
        beside.unlink(missing_ok=True)
        lfs.replace_object(root, oid, file, beside)
    except OSError as error:
        log.warning("an object could not be mended", action="verify", reason=str(error.strerror))
        return False
    return True


def _name(path: str) -> str:
    match = _TAKE.fullmatch(path)
    return f"take {int(match[2])} of shot {match[1]}" if match else path
