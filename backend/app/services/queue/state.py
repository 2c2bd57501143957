"""The queue as it is at one moment: what runs, what waits in which order, what is held, and when it will be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from app.domain.task import Task
from app.services.queue.book import QueueRecord
from app.services.queue.workers import WorkerInfo


@dataclass(frozen=True)
class QueueState:
    running: list[Task]
    order: list[Task]
    held: list[Task]
    book: QueueRecord
    workers: list[WorkerInfo]
    slots: dict[str, int]
    """Tasks of each lane that the workers online can run side by side."""
    missing: dict[str, str]
    """What no worker online has, by the pipelines that need it."""
    play_through: Callable[[], dict[str, float]]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Places of the waiting tasks by id; 1 is the next to run."""
        return {task.task_id: place for place, task in enumerate(self.order, 1)}

    @cached_property
    def ends(self) -> dict[str, float]:
        """Seconds until each task is done, where there is a guess."""
        return {task_id: round(seconds, 1) for task_id, seconds in self.play_through().items()}

    @property
    def eta_seconds(self) -> float | None:
        """Seconds until all of it is done; None when there is nothing to do or no telling."""
        waits = [task for task in self.order if not self.book.holds(task.lane)]
        ends = [self.ends.get(task.task_id) for task in [*self.running, *waits]]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    def waits_because(self, task: Task) -> str | None:
        """Why a waiting task cannot have its turn now; None when it only has to wait for it."""
        if task.status != "pending" or task.paused:
            return None
        if self.book.holds(task.lane):
            return "Waits: the queue is paused." if self.book.paused else f"Waits: the {task.lane} lane is paused."
        return self.missing.get(task.pipeline_id)
