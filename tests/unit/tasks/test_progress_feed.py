"""Progress is thinned to ten a second, and the newest is never lost."""

from __future__ import annotations

from app.domain.events import TaskProgress
from app.services.tasks.progress import ProgressFeed


def event(progress: float, task_id: str = "task-0123456789") -> TaskProgress:
    return TaskProgress(task_id=task_id, node_id="n", progress=progress, step="", status="running", reason="")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def make() -> tuple[ProgressFeed, Clock, list[float]]:
    clock, sent = Clock(), list[float]()
    feed = ProgressFeed(lambda attempt, event: sent.append(event.progress), clock)
    feed._thread = object()  # type: ignore[assignment]  # the test itself is the thread that sends what is due
    return feed, clock, sent


def test_a_thousand_offers_in_a_second_are_ten_events_and_the_last_one_arrives() -> None:
    feed, clock, sent = make()
    for n in range(1000):
        clock.now = n / 1000
        feed.offer(1, event(n / 10))
        feed.send_due()
    clock.now = 2
    assert feed.send_due() is None
    assert sent[-1] == 99.9
    assert 10 <= len(sent) <= 12
    assert sent == sorted(sent)


def test_one_busy_task_does_not_hold_another() -> None:
    feed, _, sent = make()
    feed.offer(1, event(1))
    feed.offer(1, event(2))
    feed.offer(1, event(50, "task-9876543210"))
    assert sent == [1, 50]


def test_what_waits_is_forgotten_when_the_attempt_is_over() -> None:
    feed, clock, sent = make()
    feed.offer(1, event(1))
    feed.offer(1, event(2))
    feed.drop("task-0123456789")
    clock.now = 5
    assert feed.send_due() is None
    assert sent == [1]
