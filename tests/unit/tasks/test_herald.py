"""What windows are told about the line."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.domain.events import Event
from app.domain.task import Task
from app.services.queue.book import QueueRecord
from app.services.queue.herald import PAUSE_SECONDS, SETTLE_SECONDS, Herald
from builders import a_task

A, B, OLD = (f"{letter * 8}-2222-4333-8444-555555555555" for letter in "abc")
WHY = {"p:1": "Waits for a worker; none is online."}


class Scene:
    def __init__(self) -> None:
        self.clock = 0.0
        self.heard: list[tuple[str, Event]] = []
        self.herald = Herald(self._announce, lambda: {A, B, OLD}, lambda: self.clock)

    def _announce(self, film: str, events: Sequence[Event]) -> None:
        self.heard += [(film, event) for event in events]

    def tell(
        self, at: float, order: Sequence[Task], book: QueueRecord | None = None, missing: dict[str, str] | None = None
    ) -> list[tuple[str, dict[str, object]]]:
        self.clock, self.heard = at, []
        self.herald.tell(order, book or QueueRecord(), missing or {})
        return [(film, event.model_dump()) for film, event in self.heard]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def task(letter: str, film: str = A) -> Task:
    return a_task(film, "shot-0123456789", task_id=f"task-0000000{letter}", pipeline_id="p:1")


def films(told: list[tuple[str, dict[str, object]]]) -> set[str]:
    return {film for film, _ in told} & {A, B, OLD}


def test_the_films_that_wait_hear_of_the_line_and_those_that_waited_hear_once_more(scene: Scene) -> None:
    assert films(scene.tell(0, [task("1"), task("2", B)])) == {A, B}
    assert scene.tell(1, [task("1"), task("2", B)]) == []
    assert films(scene.tell(2, [task("1")])) == {A, B}
    assert films(scene.tell(3, [])) == {A}


def test_changes_that_come_too_fast_are_told_together_a_moment_later(scene: Scene) -> None:
    scene.tell(0, [task("1")])
    assert scene.tell(PAUSE_SECONDS / 2, [task("1"), task("2")]) == []
    assert scene.herald.has_news
    told = scene.tell(PAUSE_SECONDS * 1.5, [task("1"), task("2"), task("3")])
    assert told[0][1]["order"] == ["task-00000001", "task-00000002", "task-00000003"]
    assert not scene.herald.has_news


def test_a_pause_is_told_to_every_film(scene: Scene) -> None:
    scene.tell(0, [task("1")])
    told = scene.tell(1, [task("1")], QueueRecord(paused_lanes=["gpu"]))
    assert films(told) == {A, B, OLD}
    assert told[0][1]["pausedLanes"] == ["gpu"]


def test_what_is_missing_is_told_once_when_it_has_lasted_and_taken_back_when_it_is_there(scene: Scene) -> None:
    line = [task("1")]
    scene.tell(0, line)
    assert scene.tell(1, line, missing=WHY) == []
    told = scene.tell(1 + SETTLE_SECONDS, line, missing=WHY)
    assert [(event["reason"], event["status"]) for _, event in told] == [(WHY["p:1"], "pending")]
    assert scene.tell(9, line, missing=WHY) == []
    back = scene.tell(10, line)
    assert [event["reason"] for _, event in back] == ["Accepted."]
    assert scene.tell(11, line) == []


def test_a_worker_that_is_only_started_again_is_not_worth_a_word(scene: Scene) -> None:
    line = [task("1")]
    scene.tell(0, line)
    assert scene.tell(1, line, missing=WHY) == []
    assert scene.tell(2, line) == []
    assert scene.tell(1 + SETTLE_SECONDS, line, missing=WHY) == []
