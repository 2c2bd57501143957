"""Sees the queue as it is: the line, the workers that are alive, what none of them has, and how long things will take."""

from __future__ import annotations

import time
from datetime import datetime

from app.domain.pipeline import Pipeline
from app.domain.records import now
from app.domain.task import Task
from app.services.queue.book import QueueBook
from app.services.queue.forecast import History, forecast
from app.services.queue.lanes import lane_slots, missing
from app.services.queue.line import in_line
from app.services.queue.state import QueueState
from app.services.queue.worker_locks import WorkerLocks
from app.services.queue.workers import WorkerInfo, WorkerRegistry
from app.services.tasks.ledger import TaskLedger
from app.services.tasks.pipelines import PipelineCatalogue

CATALOGUE_SECONDS = 1.0
"""How long the pipelines count as they were read, because a burst asks for every task."""


class Lookout:
    def __init__(
        self,
        ledger: TaskLedger,
        workers: WorkerRegistry,
        locks: WorkerLocks,
        book: QueueBook,
        pipelines: PipelineCatalogue,
    ) -> None:
        self._ledger, self._workers, self._locks, self._book = ledger, workers, locks, book
        self._pipelines = pipelines
        self._history = History()
        self._catalogue: tuple[float, dict[str, Pipeline]] = (float("-inf"), {})
        self._served: dict[tuple[str, str], datetime] | None = None

    def look(self) -> QueueState:
        survey, book, workers = self._ledger.survey(), self._book.read(), self._online()
        order = in_line(survey.waiting, book.arranged, self._served_last())
        slots = lane_slots(workers)

        def play_through() -> dict[str, float]:
            self._history.learn(self._ledger.ended())
            moving = [task for task in order if not book.holds(task.lane)]
            return forecast(survey.running, moving, slots, self._history, now())

        return QueueState(
            running=survey.running,
            order=order,
            held=survey.held,
            book=book,
            workers=workers,
            slots=slots,
            missing=self._missing(order, workers),
            play_through=play_through,
        )

    def note_served(self, task: Task) -> None:
        """Its film has had its turn in this lane."""
        self._served_last()[task.project_id, task.lane] = now()

    def pipeline(self, pipeline_id: str) -> Pipeline | None:
        """None for one that is gone."""
        read_at, known = self._catalogue
        if pipeline_id not in known or time.monotonic() - read_at > CATALOGUE_SECONDS:
            known = {pipeline.id: pipeline for pipeline in self._pipelines.all()}
            self._catalogue = (time.monotonic(), known)
        return known.get(pipeline_id)

    def _online(self) -> list[WorkerInfo]:
        """The workers that announce themselves, without those whose process is known to have ended."""
        alive = []
        for worker in self._workers.online():
            if self._locks.is_gone(worker.name):
                self._workers.leave(worker.name)
            else:
                alive.append(worker)
        return alive

    def _missing(self, order: list[Task], workers: list[WorkerInfo]) -> dict[str, str]:
        """What no worker online has, for each pipeline that waits for it."""
        found = {}
        for pipeline_id in {task.pipeline_id for task in order}:
            pipeline = self.pipeline(pipeline_id)
            why = missing(workers, pipeline) if pipeline is not None else None
            if why is not None:
                found[pipeline_id] = why
        return found

    def _served_last(self) -> dict[tuple[str, str], datetime]:
        """When each film last got something in each lane: from the records at first, then from what is handed out."""
        if self._served is None:
            served: dict[tuple[str, str], datetime] = {}
            for task in self._ledger.list():
                if task.started_at is not None:
                    film = (task.project_id, task.lane)
                    served[film] = max(task.started_at, served.get(film, task.started_at))
            self._served = served
        return self._served
