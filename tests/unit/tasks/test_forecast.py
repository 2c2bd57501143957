"""Time left, from the studio's own history."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.domain.take import ReusedFrom
from app.domain.task import Task
from app.services.queue.forecast import History, forecast, time_left
from builders import a_task

FILM = "11111111-2222-4333-8444-555555555555"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def task(name: str, **fields: object) -> Task:
    return a_task(FILM, "shot-0123456789", task_id=f"task-{name:0>12}", pipeline_id="p:1", **fields)


def done(name: str, seconds: float, worker: str = "w", **fields: object) -> Task:
    end = NOON + timedelta(minutes=int(name))
    return task(
        name, status="completed", worker=worker, started_at=end - timedelta(seconds=seconds), finished_at=end, **fields
    )


def history(*tasks: Task) -> History:
    learned = History()
    learned.learn(tasks)
    return learned


def test_what_is_usual_is_learned_for_each_worker_and_for_all() -> None:
    learned = history(done("1", 10, "fast"), done("2", 12, "fast"), done("3", 60, "slow"))
    assert (learned.usual("p:1", "fast"), learned.usual("p:1", "slow"), learned.usual("p:1")) == (11, 60, 12)
    assert learned.usual("p:1", "a new one") == 12
    assert learned.usual("q:1") is None


def test_the_newest_runs_count_and_what_was_reused_teaches_nothing() -> None:
    learned = history(*(done(str(n), 100) for n in range(20)), *(done(str(n), 5) for n in range(20, 29)))
    assert learned.usual("p:1", "w") == 5
    source = ReusedFrom(task_id="task-000000000001", take_number=1)
    assert history(done("1", 0, reused_from=source)).usual("p:1") is None


def test_a_task_is_learned_from_once() -> None:
    learned = history(done("1", 10))
    learned.learn([done("1", 10), done("2", 20), task("3")])
    assert learned.usual("p:1") == 15


def test_the_further_the_work_is_the_more_its_own_word_counts() -> None:
    started = NOON - timedelta(seconds=30)
    assert time_left(task("1", started_at=started, progress=0), 60, NOON) == 30
    assert time_left(task("1", started_at=started, progress=50), 60, NOON) == 30
    assert time_left(task("1", started_at=started, progress=50), 40, NOON) == 20
    assert time_left(task("1", started_at=started, progress=0), 20, NOON) == 0
    assert time_left(task("1", started_at=started, progress=50), None, NOON) == 30
    assert time_left(task("1", started_at=started, progress=1), None, NOON) is None


def test_who_waits_longer_is_done_later_and_slots_share_the_work() -> None:
    learned = history(done("1", 10))
    order = [task(str(n)) for n in range(4)]
    ends = forecast([], order, {"cpu": 2}, learned, NOON)
    assert [ends[t.task_id] for t in order] == [10, 10, 20, 20]
    running = [task("9", started_at=NOON - timedelta(seconds=6), worker="w")]
    ends = forecast(running, order[:2], {"cpu": 1}, learned, NOON)
    assert [ends[t.task_id] for t in [*running, *order[:2]]] == [4, 14, 24]


def test_without_history_or_without_a_worker_there_is_no_guess() -> None:
    assert forecast([], [task("1")], {"cpu": 1}, History(), NOON) == {}
    assert forecast([], [task("1")], {"cpu": 0}, history(done("1", 10)), NOON) == {}
    assert forecast([], [task("1", lane="gpu")], {"cpu": 2}, history(done("1", 10)), NOON) == {}


def test_an_unknown_pipeline_ahead_counts_as_long_as_the_known_ones() -> None:
    unknown = task("1")
    unknown.pipeline_id = "new:1"
    ends = forecast([], [unknown, task("2")], {"cpu": 1}, history(done("9", 10)), NOON)
    assert ends == {task("2").task_id: 20}
