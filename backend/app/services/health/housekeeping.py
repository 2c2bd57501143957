"""Git's own store of a film kept small and quick: objects packed, large files that nothing needs removed."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import structlog

from app.domain.records import Record, Timestamp
from app.errors import AuteurError, ConfirmationNeeded
from app.services.films.workspace import Workspace
from app.services.health.packing import Loose, Packed, loose, pack, seems_scattered
from app.services.health.spare_media import drop_spare_media, spare_media
from app.services.health.storage import Cleaned

log = structlog.get_logger()

EVERY_SECONDS = 300.0
IDLE_SECONDS = 120.0
SCATTERED = 4000
"""Loose objects from which on a film is packed by itself, once nobody works on it."""
SHOWN = 50


class SpareObject(Record):
    """A large file that no version of the film needs; it has no name any more but its hash."""

    sha256: str
    bytes: int
    since: Timestamp


class Upkeep(Record):
    loose: Loose
    spare: Cleaned
    """What would go."""
    examples: list[SpareObject]


class Housekeeping:
    """By hand, and by itself where many objects have gathered in a film that rests."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._one_at_a_time = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def state(self, project_id: str) -> Upkeep:
        """What packing and cleaning would find; nothing is changed. Raises `BrokenProject` where history has gaps."""
        root = self._workspace.root(project_id)
        spare = sorted(spare_media(root), key=lambda one: -one.bytes)
        examples = [
            SpareObject(sha256=one.path.name, bytes=one.bytes, since=datetime.fromtimestamp(one.since, UTC))
            for one in spare[:SHOWN]
        ]
        total = Cleaned(files=len(spare), bytes=sum(one.bytes for one in spare))
        return Upkeep(loose=loose(root), spare=total, examples=examples)

    def pack(self, project_id: str) -> Packed:
        """Raises `BrokenProject` when an object is damaged; then nothing is removed."""
        root = self._workspace.root(project_id)
        with self._one_at_a_time:
            return pack(root)

    def drop_spare(self, project_id: str, *, confirm: bool) -> Cleaned:
        """Remove large files that nothing needs. Raises `ConfirmationNeeded`, `BrokenProject`, `Busy`."""
        root = self._workspace.root(project_id)
        with self._one_at_a_time:
            if not confirm:
                spare = spare_media(root)
                raise ConfirmationNeeded(
                    f"This deletes {len(spare):,} stored files ({sum(one.bytes for one in spare):,} bytes) that no "
                    "version of the film needs, for good; send confirm=true to go on."
                )
            gone = drop_spare_media(root)
        return Cleaned(files=len(gone), bytes=sum(one.bytes for one in gone))

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def tidy(self) -> None:
        """Once through all films: pack those that need it and rest."""
        for root in self._workspace.roots():
            if self._stopping.is_set():
                return
            try:
                if seems_scattered(root, SCATTERED) and _rests(root):
                    with self._one_at_a_time:
                        done = pack(root, wait=1.0)
                    log.info("a film's history was packed", action="pack", film=root.name, objects=done.objects)
            except (AuteurError, OSError) as error:
                log.warning("a film's history could not be packed", action="pack", film=root.name, reason=str(error))

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_SECONDS):
            try:
                self.tidy()
            except Exception:
                log.exception("the housekeeping stumbled; it goes on", action="pack")


def _rests(root: Path) -> bool:
    try:
        return time.time() - (root / ".git" / "logs" / "HEAD").stat().st_mtime > IDLE_SECONDS
    except FileNotFoundError:
        return False
