"""Rot is found before it is needed: every stored object is hashed again, once a day, slowly, film by film.

What is damaged is named by what it hits (take 3 of shot S01_S02). An object whose file in the film is still whole is
mended from it.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import structlog
from pydantic import ValidationError

from app.domain.records import Record, Timestamp, canonical_json, now
from app.errors import AuteurError
from app.services import lfs
from app.services.durable import replace_file
from app.services.git import open_repository
from app.services.workspace import Workspace

log = structlog.get_logger()

AGAIN_AFTER = timedelta(hours=24)
FIRST_PAUSE_SECONDS = 60.0
PAUSE_SECONDS = 30.0
BYTES_PER_SECOND = 200 * 2**20
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
    found: list[Finding] = []
    total = count = 0
    whole: set[str] = set()
    for path in _objects(store):
        count += 1
        total += path.stat().st_size
        if _hash(path, pace) == path.name:
            whole.add(path.name)
    for path_in_film, oid, _ in named:
        file = root / path_in_film
        actual = _hash(file, pace)
        if oid not in whole:
            mended = actual == oid and _mend(root, oid, file)
            kind: Literal["object_damaged", "object_missing"] = (
                "object_damaged" if lfs.object_path(root, oid).exists() and not mended else "object_missing"
            )
            detail = "It was mended from the file in the film." if mended else "Neither store nor folder has it whole."
            found.append(Finding(kind=kind, path=path_in_film, hits=_name(path_in_film), detail=detail, mended=mended))
            if mended:
                whole.add(oid)
        elif actual is None:
            detail = "The file is gone from the folder; the store still has it."
            found.append(Finding(kind="file_missing", path=path_in_film, hits=_name(path_in_film), detail=detail))
        elif actual != oid:
            detail = "The file is not as it was committed; the store still has what was."
            found.append(Finding(kind="file_changed", path=path_in_film, hits=_name(path_in_film), detail=detail))
    here = {oid for _, oid, _ in named}
    for path in _objects(store):
        if path.name not in whole and path.name not in here:
            place = str(path.relative_to(root))
            detail = "Only the film's history knows it, and it is damaged."
            found.append(Finding(kind="object_damaged", path=place, hits="the film's history", detail=detail))
    return VerifyReport(
        project_id=project_id,
        checked_at=at,
        objects=count,
        bytes=total,
        seconds=round(time.monotonic() - started, 3),
        findings=found,
    )


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


class Verifier:
    """Checks the film whose last check is the oldest, and keeps the reports in `.auteur/verify/`."""

    def __init__(self, workspace: Workspace, folder: Path, bytes_per_second: float = BYTES_PER_SECOND) -> None:
        self._workspace, self._folder, self._rate = workspace, folder, bytes_per_second
        self._asked: list[str] = []
        self._reports: dict[str, VerifyReport | None] = {}
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="verifier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def ask(self, project_id: str) -> None:
        """Check this film next."""
        self._workspace.root(project_id)
        if project_id not in self._asked:
            self._asked.append(project_id)
        self._wake.set()

    def report(self, project_id: str) -> VerifyReport | None:
        """The newest report; None when the film was never checked."""
        if project_id not in self._reports:
            try:
                kept = VerifyReport.model_validate_json((self._folder / f"{project_id}.json").read_bytes())
            except (OSError, ValidationError):
                kept = None
            self._reports[project_id] = kept
        return self._reports[project_id]

    def damage(self) -> list[tuple[str, Finding]]:
        """(film's name, what is damaged) over all films."""
        found: list[tuple[str, Finding]] = []
        for summary in self._workspace.list():
            report = self.report(summary.id) if summary.broken is None else None
            found += [(summary.name, finding) for finding in report.damage] if report else []
        return found

    def check(self, project_id: str) -> VerifyReport:
        """Check one film now, at the pace that leaves the disk to others."""
        report = verify_film(self._workspace.root(project_id), project_id, self._pace)
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._folder / f"{project_id}.json", canonical_json(report))
        self._reports[project_id] = report
        for finding in report.damage:
            log.error("a stored file is damaged", action="verify", project=project_id, hits=finding.hits)
        return report

    def _pace(self, size: int) -> None:
        if self._stopping.wait(size / self._rate):
            raise _Stopped

    def _run(self) -> None:
        self._wake.wait(FIRST_PAUSE_SECONDS)
        while not self._stopping.is_set():
            self._wake.clear()
            project_id = self._next()
            if project_id is not None:
                try:
                    self.check(project_id)
                    continue
                except _Stopped:
                    return
                except (AuteurError, OSError) as error:
                    log.warning("a film could not be verified", action="verify", project=project_id, reason=str(error))
            self._wake.wait(PAUSE_SECONDS)

    def _next(self) -> str | None:
        if self._asked:
            return self._asked.pop(0)
        due = []
        for summary in self._workspace.list():
            report = self.report(summary.id) if summary.broken is None else None
            if summary.broken is None and (report is None or now() - report.checked_at > AGAIN_AFTER):
                due.append((report.checked_at.timestamp() if report else 0.0, summary.id))
        return min(due)[1] if due else None


class _Stopped(Exception):
    """The studio ends; the film is checked another time."""
