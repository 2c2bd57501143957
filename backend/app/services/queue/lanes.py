"""Lanes, what a task needs, and which of the workers online has room for it.

There are two lanes: `cpu`, and `gpu` for what needs a graphics card, which does one thing at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.pipeline import Pipeline
from app.services.queue.workers import WorkerInfo

LANES = ("cpu", "gpu")


def lane_slots(workers: Sequence[WorkerInfo]) -> dict[str, int]:
    """How many tasks of each lane the workers can run side by side."""
    return {lane: sum(_slots(worker, lane) for worker in workers) for lane in LANES}


def can_run(worker: WorkerInfo, pipeline: Pipeline) -> bool:
    needs = pipeline.needs
    return (
        pipeline.runner in worker.runners
        and (worker.gpu is not None or not needs.gpu)
        and (worker.vram_gb >= needs.vram_gb or not needs.gpu)
    )


def missing(workers: Sequence[WorkerInfo], pipeline: Pipeline) -> str | None:
    """What no worker online has although the pipeline needs it, as a sentence; None when one has everything."""
    if not workers:
        return "Waits for a worker; none is online."
    with_runner = [worker for worker in workers if pipeline.runner in worker.runners]
    if not with_runner:
        return f"Waits for a worker with the runner {pipeline.runner!r}; none that is online has it."
    if any(can_run(worker, pipeline) for worker in with_runner):
        return None
    best = max(worker.vram_gb for worker in with_runner)
    has = f"the largest one has {best:g} GB" if best else "none that is online has a GPU"
    wanted = f" of {pipeline.needs.vram_gb:g} GB" if pipeline.needs.vram_gb else ""
    return f"Waits for a worker with a GPU{wanted}; {has}."


@dataclass(frozen=True)
class Engaged:
    """A task that runs on a worker, or is on its way to it."""

    worker: str | None
    lane: str


class Room:
    """How many more tasks each worker online can take."""

    def __init__(self, workers: Sequence[WorkerInfo], engaged: Iterable[Engaged]) -> None:
        self._workers = {worker.name: worker for worker in workers}
        self._free = {(worker.name, lane): _slots(worker, lane) for worker in workers for lane in (*LANES, _ALL)}
        for task in engaged:
            self._engage(task.worker or "", task.lane)

    @property
    def is_full(self) -> bool:
        return all(self._free[name, _ALL] <= 0 for name in self._workers)

    def take(self, lane: str, pipeline: Pipeline | None, avoid: str | None = None) -> str | None:
        """Engage the most suitable worker that has room, and return its name; None when there is none.

        Suitable is the one with the least that the task does not need: no GPU for the processor's work, the smallest
        sufficient GPU for the others; then the one with the most free slots. `avoid` comes last. A pipeline that is gone
        (None) may go anywhere, because any worker can report that.
        """
        fit = [
            worker
            for worker in self._workers.values()
            if min(self._free.get((worker.name, lane), 0), self._free[worker.name, _ALL]) > 0
            and (pipeline is None or can_run(worker, pipeline))
        ]
        if not fit:
            return None
        best = min(fit, key=lambda w: (w.name == avoid, w.vram_gb, -self._free[w.name, _ALL], w.name))
        self._engage(best.name, lane)
        return best.name

    def _engage(self, worker: str, lane: str) -> None:
        for key in ((worker, lane), (worker, _ALL)):
            if key in self._free:
                self._free[key] -= 1


_ALL = "all"
"""What a worker does altogether, in whichever lane."""


def _slots(worker: WorkerInfo, lane: str) -> int:
    if lane != _ALL and lane not in worker.lanes:
        return 0
    return min(1, worker.slots) if lane == "gpu" else worker.slots
