"""Lanes, and how much of each the workers online have room for. A GPU does one thing at a time."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.task import Task
from app.services.workers import WorkerInfo

LANES = ("cpu", "gpu")


def lane_slots(workers: Sequence[WorkerInfo]) -> dict[str, int]:
    """How many tasks of each lane the workers can run side by side."""
    return {
        lane: sum(1 if lane == "gpu" else worker.slots for worker in workers if lane in worker.lanes) for lane in LANES
    }


class Room:
    """How many more tasks the workers online can take."""

    def __init__(self, workers: Sequence[WorkerInfo], busy: Sequence[Task]) -> None:
        self._slots = sum(worker.slots for worker in workers) - len(busy)
        self._lanes = {
            lane: slots - sum(task.lane == lane for task in busy) for lane, slots in lane_slots(workers).items()
        }

    def take(self, lane: str) -> bool:
        if self._slots <= 0 or self._lanes.get(lane, 0) <= 0:
            return False
        self._slots -= 1
        self._lanes[lane] -= 1
        return True
