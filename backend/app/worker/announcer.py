"""A worker says every few seconds that it is there, after each task that it has room, and notices when it is deaf."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog

from app.services.queue.workers import ANNOUNCE_EVERY_SECONDS, WorkerInfo, WorkerRegistry

log = structlog.get_logger()

TRY_AGAIN_SECONDS = 0.5
DEAF_SECONDS = 10.0


class Hearing:
    """A worker that has room while messages lie in its queue is deaf, though it looks alive from outside.

    That happens to Celery now and then after a lost connection. Work done is the only proof, so this looks at nothing
    else.
    """

    def __init__(self, slots: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._slots, self._clock = slots, clock
        self._since: float | None = None

    def is_deaf(self, waiting: int, busy: int) -> bool:
        if waiting == 0 or busy >= self._slots:
            self._since = None
        elif self._since is None:
            self._since = self._clock()
        return self._since is not None and self._clock() - self._since > DEAF_SECONDS


class Announcer:
    def __init__(
        self, workers: WorkerRegistry, info: WorkerInfo, hearing: Hearing, on_deaf: Callable[[], None]
    ) -> None:
        self._workers, self._info, self._hearing, self._on_deaf = workers, info, hearing, on_deaf
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, queue: str, busy: Callable[[], int]) -> None:
        self._thread = threading.Thread(target=self._run, args=[queue, busy], name="announcer", daemon=True)
        self._thread.start()

    def room(self) -> None:
        self._workers.wake_dispatcher(self._info.name)

    def stop(self) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join(2)
        self._workers.leave(self._info.name)

    def _run(self, queue: str, busy: Callable[[], int]) -> None:
        heard = False
        while True:
            self._info.busy = busy()
            before, heard = heard, self._workers.announce(self._info)
            if heard and not before:
                self.room()
            if self._hearing.is_deaf(self._workers.backlog(queue), self._info.busy):
                log.error("this worker hears nothing any more", action="deaf")
                self._workers.leave(self._info.name)
                self._on_deaf()
                return
            if self._done.wait(ANNOUNCE_EVERY_SECONDS if heard else TRY_AGAIN_SECONDS):
                return
