"""Tells the windows about the line: its order, what is paused, and why a task cannot run yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from app.domain.events import STUDIO, Event, QueueChanged, TaskProgress
from app.domain.task import Task
from app.services.queue.book import QueueRecord

PAUSE_SECONDS = 0.25
SETTLE_SECONDS = 3.0
"""A worker that is missing for less than this, because it is being started again, is not worth a word."""
TASKS_AT_ONCE = 200

Line = tuple[list[str], bool, list[str]]
"""(order, paused, paused lanes)"""


class Herald:
    def __init__(
        self,
        announce: Callable[[str, Sequence[Event]], None],
        films: Callable[[], set[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._announce, self._films, self._clock = announce, films, clock
        self._line: Line = ([], False, [])
        self._heard: set[str] = set()
        self._line_at = float("-inf")
        self._missing_since: dict[str, tuple[str, float]] = {}
        self._told: dict[tuple[str, int], str] = {}
        self.has_news = False
        """Something could not be told yet, because the last time was a moment ago."""

    def tell(self, order: Sequence[Task], book: QueueRecord, missing: Mapping[str, str]) -> None:
        """`missing` is what no worker has, by pipeline."""
        self._tell_line(order, book)
        self._tell_missing(order, missing)

    def _tell_line(self, order: Sequence[Task], book: QueueRecord) -> None:
        """To the films whose tasks wait or waited, and to the studio; a pause to every film that ever had a task."""
        films = {task.project_id for task in order}
        line: Line = ([task.task_id for task in order], book.paused, book.paused_lanes)
        self.has_news = line != self._line
        if self.has_news and self._clock() - self._line_at >= PAUSE_SECONDS:
            hear = films | self._heard if line[1:] == self._line[1:] else self._films()
            for film in [*hear, STUDIO]:
                self._announce(film, [QueueChanged(order=line[0], paused=line[1], paused_lanes=line[2])])
            self._line, self._heard, self._line_at, self.has_news = line, films, self._clock(), False

    def _tell_missing(self, order: Sequence[Task], missing: Mapping[str, str]) -> None:
        now = self._clock()
        known = self._missing_since
        self._missing_since = {
            pipeline: known[pipeline] if known.get(pipeline, ("",))[0] == why else (why, now)
            for pipeline, why in missing.items()
        }
        settled = {p: why for p, (why, since) in self._missing_since.items() if now - since >= SETTLE_SECONDS}
        if not settled and not self._told:
            return
        news: dict[str, list[Event]] = {}
        told: dict[tuple[str, int], str] = {}
        room = TASKS_AT_ONCE
        for task in order:
            # Each line of the task's history was an event too, so what was told before it counts no more.
            state = (task.task_id, len(task.history))
            before, why = self._told.get(state), settled.get(task.pipeline_id)
            if before is not None and task.pipeline_id in missing and why is None:
                why = before  # the sentence is changing; wait until it has settled
            if why != before and room:
                room -= 1
                news.setdefault(task.project_id, []).append(_waits(task, why or task.reason))
                before = why
            if before is not None:
                told[state] = before
        self._told = told
        for film, events in news.items():
            self._announce(film, events)


def _waits(task: Task, reason: str) -> TaskProgress:
    return TaskProgress(
        task_id=task.task_id, node_id=task.node_id, progress=0, step="", status=task.status, reason=reason
    )
