"""What people have decided about the queue: what is paused, and which tasks they have put in order by hand.

`.auteur/queue.json`; durable, because a pause must outlive a restart. Workers read it too, so that nothing starts on a
paused queue, whatever was on its way already.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import structlog
from pydantic import ValidationError

from app.domain.records import Record, canonical_json
from app.services.durable import replace_file

log = structlog.get_logger()


class QueueRecord(Record):
    schema_version: int = 1
    paused: bool = False
    paused_lanes: list[str] = []
    arranged: list[str] = []
    """Task ids at the front of the line, in the order that a person gave them."""

    def holds(self, lane: str) -> bool:
        """Whether nothing of this lane may start."""
        return self.paused or lane in self.paused_lanes


class QueueBook:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: tuple[tuple[int, int, int] | None, QueueRecord] = (None, QueueRecord())

    def read(self) -> QueueRecord:
        """As it is on disk now; a book that cannot be read counts as empty. Do not change what it returns."""
        try:
            stat = self._path.stat()
        except OSError:
            return QueueRecord()
        signature = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
        known, record = self._known
        if known != signature:
            try:
                record = QueueRecord.model_validate(json.loads(self._path.read_bytes()))
            except (OSError, ValueError, ValidationError) as error:
                log.warning("the queue's book cannot be read", action="read_queue", reason=str(error)[:200])
                record = QueueRecord()
            self._known = (signature, record)
        return record

    def pause(self, lane: str | None = None) -> None:
        """Let nothing start any more: in one lane, or anywhere."""
        with self._lock:
            lanes = self.read().paused_lanes
            self._write(**({"paused": True} if lane is None else {"paused_lanes": sorted({*lanes, lane})}))

    def resume(self, lane: str | None = None) -> None:
        """Let things start again: in one lane, or everywhere."""
        with self._lock:
            lanes = self.read().paused_lanes
            if lane is None:
                self._write(paused=False, paused_lanes=[])
            else:
                self._write(paused_lanes=[name for name in lanes if name != lane])

    def arrange(self, task_ids: list[str]) -> None:
        with self._lock:
            self._write(arranged=task_ids)

    def _write(self, **changes: Any) -> None:
        before = self.read()
        changed = before.model_copy(update=changes)
        if changed != before:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, canonical_json(changed))
