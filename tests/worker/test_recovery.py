"""Killing things: every accepted task still ends, once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time

import pytest

from app.container import build_services
from app.services.takes import RunnerOutput
from builders import a_picture
from worker.studio import Studio, is_alive, wait_until


def test_the_task_of_a_killed_worker_is_run_again_and_gives_one_take(studio: Studio) -> None:
    first = studio.start_worker("worker-1")
    task = studio.submit("wait_for_file")[0]
    pids = studio.running(task)
    os.kill(first.pid, signal.SIGKILL)
    wait_until(lambda: not any(is_alive(pid) for pid in pids), 5)
    studio.start_worker("worker-2")
    wait_until(lambda: studio.task(task).attempt == 2)
    studio.let_go_on()
    ended = studio.ended(task)
    assert (ended.status, ended.worker) == ("completed", "worker-2")
    assert [change.status for change in ended.history] == ["pending", "running", "pending", "running", "completed"]
    assert studio.takes() == [1]
    kinds = wait_until(lambda: "task_success" in (k := [e["type"] for e in studio.events(task)]) and k)
    assert kinds.count("task_success") == 1


def test_a_frozen_worker_that_wakes_up_late_changes_nothing(studio: Studio) -> None:
    first = studio.start_worker("worker-1")
    task = studio.submit("wait_for_file")[0]
    runner, _ = studio.running(task)
    os.kill(first.pid, signal.SIGSTOP)
    wait_until(lambda: studio.task(task).status == "pending")
    studio.start_worker("worker-2")
    studio.running(task, attempt=2)
    studio.let_go_on()
    ended = studio.ended(task)
    os.kill(first.pid, signal.SIGCONT)
    wait_until(lambda: not is_alive(runner) or studio.services.workers.online()[0].busy == 0)
    assert studio.make("picture").status == "completed"
    assert studio.task(task) == ended
    assert (ended.worker, ended.attempt) == ("worker-2", 2)
    assert sorted(studio.takes()) == [1, 2]


def test_a_task_whose_worker_is_lost_every_time_ends_with_a_reason(studio: Studio) -> None:
    task = studio.submit("wait_for_file", max_attempts=2)[0]
    for attempt in (1, 2):
        worker = studio.start_worker(f"worker-{attempt}")
        studio.running(task, attempt)
        os.kill(worker.pid, signal.SIGKILL)
    ended = studio.ended(task)
    assert ended.error is not None
    assert (ended.status, ended.error.code, ended.attempt) == ("error", "worker_lost", 2)
    wait_until(lambda: not list((studio.settings.state_dir / "leases").glob("task-*")))


def test_a_killed_queue_delays_tasks_and_loses_none(studio: Studio) -> None:
    studio.start_worker()
    held = studio.submit("wait_for_file")[0]
    studio.running(held)
    studio.valkey.kill()
    started = time.monotonic()
    waiting = studio.submit("picture", 3)
    assert time.monotonic() - started < 5
    assert [studio.task(task).status for task in waiting] == ["pending"] * 3
    studio.let_go_on()
    assert studio.ended(held).status == "completed"
    studio.valkey.start()
    assert all(studio.ended(task, 60).status == "completed" for task in waiting)
    assert sorted(studio.takes()) == [1, 2, 3, 4]
    ends = wait_until(lambda: len(e := [e for e in studio.events() if e["type"] == "task_success"]) == 4 and e)
    assert {e["taskId"] for e in ends} == {task.task_id for task in [held, *waiting]}


def test_a_new_server_goes_on_with_what_the_old_one_accepted(studio: Studio) -> None:
    tasks = studio.submit("picture", 3)
    studio.services.dispatcher.stop()
    studio.services = build_services(studio.settings)
    assert studio.services.dispatcher.order() == [task.task_id for task in tasks]
    studio.services.dispatcher.start()
    studio.start_worker()
    assert all(studio.ended(task).status == "completed" for task in tasks)


def test_a_take_that_was_committed_before_the_crash_is_not_made_twice(studio: Studio) -> None:
    """As if the worker had died between the commit and the end of the task."""
    task = studio.submit("picture")[0]
    claimed = studio.services.ledger.claim(task.task_id, "worker-0")
    assert claimed is not None
    out = studio.services.ledger.outputs(task.task_id, 1)
    out.mkdir(parents=True)
    take = studio.services.takes.adopt(claimed, [RunnerOutput(a_picture(out / "a.png"))], {}, 1.0, "worker-0")
    studio.start_worker()
    ended = studio.ended(task)
    assert (ended.status, ended.attempt) == ("completed", 2)
    assert ended.result is not None and ended.result.output_path == take.output.path
    assert studio.takes() == [1]


@pytest.mark.slow
def test_a_storm_of_killed_workers_gives_every_task_one_take_and_a_clean_film(studio: Studio) -> None:
    chance = random.Random(7)
    tasks = studio.submit("picture", 8, max_attempts=20)
    for n in range(3):
        worker = studio.start_worker(f"worker-{n}")
        wait_until(lambda: studio.services.ledger.running() or not studio.services.ledger.waiting())
        time.sleep(chance.uniform(0, 0.15))
        os.kill(worker.pid, signal.SIGKILL)
    studio.start_worker("last")
    ended = [studio.ended(task, 60) for task in tasks]
    assert [task.status for task in ended] == ["completed"] * 8
    takes = studio.services.takes.list(studio.film.id, studio.shot.id, deleted=True)
    assert sorted(take.take_number for take in takes) == list(range(1, 9))
    assert {take.task_id for take in takes} == {task.task_id for task in tasks}
    root = studio.services.workspace.root(studio.film.id)
    for check in (["fsck", "--strict"], ["lfs", "fsck"]):
        assert subprocess.run(["git", *check], cwd=root, capture_output=True, check=False).returncode == 0
    assert subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, check=True).stdout == b""
    studio.services.ledger.tidy()
    assert {e["taskId"] for e in studio.events() if e["type"] == "task_success"} == {task.task_id for task in tasks}
