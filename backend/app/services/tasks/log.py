"""What runners say while they work: the newest ten megabytes of each task, in `.auteur/logs/tasks`."""

from __future__ import annotations

import threading
from pathlib import Path

HALF_BYTES = 5 * 1024 * 1024


class TaskLogs:
    """A ring of two halves: when one is full it becomes the old half and the one before it is forgotten."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def append(self, task_id: str, text: str) -> None:
        path = self._folder / f"{task_id}.log"
        with self._lock:
            self._folder.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as out:
                out.write(text.encode("utf-8", "replace")[-HALF_BYTES:])
                full = out.tell() >= HALF_BYTES
            if full:
                path.replace(path.with_suffix(".old"))

    def read(self, task_id: str) -> str:
        path = self._folder / f"{task_id}.log"
        with self._lock:
            halves = [half.read_bytes() for half in (path.with_suffix(".old"), path) if half.is_file()]
        return b"".join(halves).decode("utf-8", "replace")
