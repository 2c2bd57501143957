"""Beside a running attempt: signs of life, progress, and an eye on whether anybody still wants the result."""

from __future__ import annotations

import threading
import time
from pathlib import PurePosixPath
from types import TracebackType

import structlog

from app.domain.records import now
from app.domain.task import Task
from app.services.queue.forecast import time_left
from app.services.tasks.ledger import TaskLedger

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 0.2


class Watch:
    """`over` is set when the attempt should stop: its task was cancelled or taken away, or the worker stops."""

    def __init__(self, ledger: TaskLedger, task: Task, lease_seconds: float, usual_seconds: float | None) -> None:
        self._ledger, self._task, self._usual_seconds = ledger, task, usual_seconds
        self._task_id, self._attempt = task.task_id, task.attempt
        self._beat_every = lease_seconds / 4
        self._percent, self._step = 0.0, ""
        self._previews = 0
        self._preview_url: str | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"watch {task.task_id}", daemon=True)
        self.over = threading.Event()

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(5)

    def progress(self, percent: float, step: str) -> None:
        self._percent, self._step = percent, step
        self._tell()

    def preview(self, path: str) -> None:
        """Show an unfinished picture that lies in the attempt's output folder."""
        if not path or PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            return
        self._previews += 1
        self._preview_url = f"/api/tasks/{self._task_id}/preview?v={self._attempt}.{self._previews}"
        self._tell(preview=path)

    def _tell(self, preview: str | None = None) -> None:
        here = self._task.model_copy(update={"progress": self._percent})
        left = time_left(here, self._usual_seconds, now())
        self._ledger.progress(
            self._task_id,
            self._attempt,
            self._percent,
            self._step,
            eta_seconds=None if left is None else round(left, 1),
            preview_url=self._preview_url,
            preview=preview,
        )

    def _run(self) -> None:
        beaten = time.monotonic()
        while not self._done.wait(min(LOOK_EVERY_SECONDS, self._beat_every)):
            try:
                if not self._ledger.still_running(self._task_id, self._attempt):
                    self.over.set()
                    return
                if time.monotonic() - beaten >= self._beat_every:
                    beaten = time.monotonic()
                    self._ledger.leases.beat(self._task_id, self._attempt)
            except OSError as error:
                log.warning("a sign of life could not be written", action="beat", reason=error.strerror)
