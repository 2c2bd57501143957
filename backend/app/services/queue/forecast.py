"""How long things will take, from the studio's own history of a pipeline on a worker."""

from __future__ import annotations

import heapq
import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from statistics import median

from app.domain.task import Task

REMEMBERED_RUNS = 9
"""Finished runs of a pipeline on a worker from which the next one's time is guessed."""


class History:
    """The usual seconds of a run. Learns from finished tasks; each is looked at once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._runs: dict[tuple[str, str | None], deque[float]] = {}
        self._lock = threading.Lock()

    def learn(self, tasks: Iterable[Task]) -> None:
        """Take in those finished tasks that are new; what was reused took no work and teaches nothing."""
        with self._lock:
            new = [task for task in tasks if task.status == "completed" and task.task_id not in self._seen]
            for task in sorted(new, key=lambda task: (task.finished_at or task.created_at, task.task_id)):
                self._learn(task)

    def _learn(self, task: Task) -> None:
        self._seen.add(task.task_id)
        if task.started_at is not None and task.finished_at is not None and task.reused_from is None:
            seconds = (task.finished_at - task.started_at).total_seconds()
            for worker in (task.worker, None):
                self._runs.setdefault((task.pipeline_id, worker), deque(maxlen=REMEMBERED_RUNS)).append(seconds)

    def usual(self, pipeline_id: str, worker: str | None = None) -> float | None:
        """Seconds that a run of the pipeline takes on this worker, else on any; None when it never ran."""
        with self._lock:
            runs = self._runs.get((pipeline_id, worker)) or self._runs.get((pipeline_id, None))
            return median(runs) if runs else None


def time_left(task: Task, usual: float | None, at: datetime) -> float | None:
    """Seconds until a running task is done.

    What the work itself says counts for more the further it is: early progress is a poor measure, late progress a good one.
    """
    spent = max(0.0, (at - task.started_at).total_seconds()) if task.started_at else 0.0
    done = task.progress / 100
    by_progress = spent * (1 - done) / done if done > 0 else None
    if usual is None:
        return by_progress if done >= 0.1 else None
    by_history = max(0.0, usual - spent)
    return by_history if by_progress is None else (1 - done) * by_history + done * by_progress


def forecast(
    running: Sequence[Task], order: Sequence[Task], slots: Mapping[str, int], history: History, at: datetime
) -> dict[str, float]:
    """Seconds until each task is done, by task id; those without a guess are left out.

    Plays the line through: every task takes the first slot of its lane that becomes free. `slots` is the number of
    slots of each lane. A task of which nothing is known is taken to last as long as the ones that are known.
    """
    ends: dict[str, float] = {}
    free: dict[str, list[float]] = {}
    for task in running:
        left = time_left(task, history.usual(task.pipeline_id, task.worker), at)
        if left is not None:
            ends[task.task_id] = left
        free.setdefault(task.lane, []).append(left or 0.0)
    usual = {task.pipeline_id: history.usual(task.pipeline_id) for task in order}
    known = [seconds for seconds in usual.values() if seconds is not None]
    typical = median(known) if known else None
    for lane, number in slots.items():
        busy = sorted(free.get(lane, ()), reverse=True)[:number]
        free[lane] = busy + [0.0] * (number - len(busy))
        heapq.heapify(free[lane])
    for task in order:
        seconds = usual[task.pipeline_id]
        expected = typical if seconds is None else seconds
        if expected is None or not slots.get(task.lane):
            continue
        end = heapq.heappop(free[task.lane]) + expected
        heapq.heappush(free[task.lane], end)
        if seconds is not None:
            ends[task.task_id] = end
    return ends
