"""Progress is announced at most ten times a second for each task; what comes faster waits, and only the newest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.events import TaskProgress

PAUSE_SECONDS = 0.1


@dataclass
class _Task:
    next_at: float
    waiting: tuple[int, TaskProgress] | None = None


class ProgressFeed:
    """Offers from any thread; what had to wait is sent by a thread of its own, which starts with the first one."""

    def __init__(self, send: Callable[[int, TaskProgress], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._send, self._clock = send, clock
        self._tasks: dict[str, _Task] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def offer(self, attempt: int, event: TaskProgress) -> None:
        with self._changed:
            task = self._tasks.setdefault(event.task_id, _Task(0.0))
            if self._clock() < task.next_at:
                task.waiting = (attempt, event)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="progress", daemon=True)
                    self._thread.start()
                self._changed.notify()
                return
            task.next_at, task.waiting = self._clock() + PAUSE_SECONDS, None
        self._send(attempt, event)

    def drop(self, task_id: str) -> None:
        """The attempt is over; what waits is forgotten."""
        with self._changed:
            self._tasks.pop(task_id, None)

    def send_due(self) -> float | None:
        """Send what has waited long enough. Returns the seconds until the next is due, None when nothing waits."""
        due = []
        with self._changed:
            now = self._clock()
            for task in self._tasks.values():
                if task.waiting is not None and now >= task.next_at:
                    due.append(task.waiting)
                    task.next_at, task.waiting = now + PAUSE_SECONDS, None
            left = min((t.next_at - now for t in self._tasks.values() if t.waiting is not None), default=None)
        for attempt, event in due:
            self._send(attempt, event)
        return left

    def _run(self) -> None:
        while True:
            left = self.send_due()
            with self._changed:
                if left is not None or not any(task.waiting for task in self._tasks.values()):
                    self._changed.wait(left)
