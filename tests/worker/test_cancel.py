"""A stop is a stop: no take of a cancelled task appears, and its processes are gone."""

from __future__ import annotations

import pytest

from app.errors import WrongState
from worker.studio import Studio, is_alive, wait_until


def test_a_waiting_task_that_is_cancelled_never_runs(studio: Studio) -> None:
    task, other = studio.submit("picture", 2)
    studio.services.dispatcher.cancel(task.task_id)
    assert studio.services.dispatcher.order() == [other.task_id]
    studio.start_worker()
    assert studio.ended(other).status == "completed"
    cancelled = studio.task(task)
    assert (cancelled.status, cancelled.attempt) == ("cancelled", 0)
    assert studio.takes() == [1]


def test_a_running_task_that_is_cancelled_loses_its_processes_and_yields_no_take(studio: Studio) -> None:
    studio.start_worker()
    task = studio.submit("wait_for_file")[0]
    pids = studio.running(task)
    assert studio.services.dispatcher.cancel(task.task_id).status == "cancelled"
    wait_until(lambda: not any(is_alive(pid) for pid in pids), 15)
    studio.let_go_on()
    wait_until(lambda: not studio.staging())
    assert studio.make("picture").status == "completed"
    assert studio.takes() == [1]
    assert studio.task(task).status == "cancelled"
    kinds = [e["type"] for e in studio.events(task)]
    assert kinds.count("task_cancelled") == 1
    assert "task_success" not in kinds
    after = studio.events(task)[kinds.index("task_cancelled") :]
    assert all(e.get("status", "cancelled") == "cancelled" for e in after)


def test_cancelling_twice_is_fine_and_a_finished_task_cannot_be_cancelled(studio: Studio) -> None:
    studio.start_worker()
    task = studio.submit("wait_for_file")[0]
    studio.running(task)
    once = studio.services.dispatcher.cancel(task.task_id)
    assert studio.services.dispatcher.cancel(task.task_id) == once
    done = studio.make("picture")
    with pytest.raises(WrongState):
        studio.services.dispatcher.cancel(done.task_id)
    assert studio.task(done) == done
