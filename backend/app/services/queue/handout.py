"""Who gets what: the line meets the room that workers have. Remembers only which messages are under way."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.pipeline import Pipeline
from app.domain.task import Task
from app.services.queue.lanes import Engaged, Room
from app.services.queue.workers import WorkerInfo

CLAIM_SECONDS = 3.0
"""A worker that has not taken up a task for this long is passed over when another one has room."""


@dataclass(frozen=True)
class _Sent:
    worker: str
    at: float


class Handout:
    def __init__(
        self,
        send: Callable[[str, str], bool],
        pipeline_of: Callable[[str], Pipeline | None],
        lease_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._send, self._pipeline_of, self._lease_seconds, self._clock = send, pipeline_of, lease_seconds, clock
        self._sent: dict[str, _Sent] = {}

    def forget(self, task_id: str | None = None) -> None:
        """Whatever was sent may not have been taken up; send it anew when its turn comes."""
        self._sent = {other: sent for other, sent in self._sent.items() if task_id not in (None, other)}

    def give(self, order: Sequence[Task], running: Sequence[Task], workers: Sequence[WorkerInfo]) -> list[Task]:
        """Send what there is room for, and return it. `order` holds only what may start now.

        A message counts as lost when it has brought nothing for the length of a lease, when its worker is not online any
        more, or when the worker is slow and another one can have it.
        """
        clock, names = self._clock(), {worker.name for worker in workers}
        waits = {task.task_id for task in order}
        self._sent = {
            task_id: sent
            for task_id, sent in self._sent.items()
            if task_id in waits and sent.worker in names and clock - sent.at <= self._lease_seconds
        }
        slow = {task_id for task_id, sent in self._sent.items() if len(names) > 1 and clock - sent.at > CLAIM_SECONDS}
        if len(self._sent) == len(waits) and not slow:
            return []
        engaged = [Engaged(task.worker, task.lane) for task in running]
        engaged += [Engaged(self._sent[task.task_id].worker, task.lane) for task in order if task.task_id in self._sent]
        room = Room(workers, engaged)
        given: list[Task] = []
        for task in order:
            before = self._sent.get(task.task_id)
            if before is not None and task.task_id not in slow:
                continue
            if room.is_full:
                break
            worker = room.take(task.lane, self._pipeline_of(task.pipeline_id), before.worker if before else None)
            if worker is None or (before is not None and worker == before.worker):
                continue
            if not self._send(task.task_id, worker):
                break
            self._sent[task.task_id] = _Sent(worker, clock)
            given.append(task)
        return given
