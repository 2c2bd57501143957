"""Whatever a runner does wrong has a code and a sentence, and leaves nothing behind."""

from __future__ import annotations

import os
import signal

import pytest

from worker.studio import Studio, is_alive, wait_until


@pytest.mark.parametrize(
    ("act", "code", "said"),
    [
        ("rubbish", "runner_protocol", "does not know"),
        ("leave", "runner_no_output", "without an answer"),
        ("crash", "runner_died", "failed with code 3"),
        ("nothing", "runner_no_output", "made nothing"),
        ("elsewhere", "runner_protocol", "outside its folder"),
        ("link", "runner_no_output", "not there"),
        ("refuse", "bad_input", "at least one person"),
        ("hoard", "out_of_memory", "may use 400 MB"),
        ("swallow", "out_of_memory", "may use 400 MB"),
        ("unheard_of", "runner_failed", "unheard_of"),
        ("garbage", "bad_output", "no whole PNG"),
        ("truncated", "bad_output", "no whole PNG"),
        ("empty", "bad_output", "empty"),
        ("disguised", "bad_output", "PNG, not JPEG"),
        ("litter", "too_many_files", "more than 1,000 files"),
        ("sprawl", "output_too_large", "more than 8,192 MB"),
        ("giant", "output_too_large", "larger than it may be"),
        ("flood", "log_flood", "256 MB of log"),
        ("swarm", "too_many_processes", "may have 256"),
        ("litter_of_hoarders", "out_of_memory", "may use 400 MB"),
    ],
)
def test_a_failure_has_a_code_and_a_sentence(worker_at_work: Studio, act: str, code: str, said: str) -> None:
    studio = worker_at_work
    task = studio.make(act)
    assert task.status == "error"
    assert task.error is not None
    assert (task.error.code, said in task.error.message) == (code, True), task.error
    assert task.reason == task.error.message
    failed = wait_until(lambda: [e for e in studio.events(task) if e["type"] == "task_failed"])
    assert [(e["code"], e["error"]) for e in failed] == [(code, task.error.message)]
    wait_until(lambda: not studio.staging())
    assert studio.make("picture").status == "completed"


@pytest.mark.parametrize(
    ("act", "pipeline", "code"),
    [("hang", "puppet:hasty", "hang"), ("wail", "puppet:hasty", "hang"), ("hang", "puppet:brief", "timeout")],
)
def test_a_runner_that_gets_no_further_is_stopped(worker_at_work: Studio, act: str, pipeline: str, code: str) -> None:
    task = worker_at_work.make(act, pipeline_id=pipeline)
    assert task.error is not None
    assert (task.error.code, "1 second" in task.error.message) == (code, True)


def test_a_flooded_log_keeps_its_newest_ten_megabytes(worker_at_work: Studio) -> None:
    studio = worker_at_work
    task = studio.make("flood")
    logs = studio.settings.state_dir / "logs" / "tasks"
    assert sum(path.stat().st_size for path in logs.glob(f"{task.task_id}.*")) <= 10 * 2**20 + 65536


def test_what_a_runner_has_started_is_gone_with_it_even_when_it_hides(worker_at_work: Studio) -> None:
    studio = worker_at_work
    task = studio.submit("escape")[0]
    pids = studio.running(task)
    assert all(is_alive(pid) for pid in pids)
    studio.services.dispatcher.cancel(task.task_id)
    wait_until(lambda: not any(is_alive(pid) for pid in pids), 15)


def test_a_runner_that_is_killed_is_told_apart(worker_at_work: Studio) -> None:
    studio = worker_at_work
    before = studio.takes()
    task = studio.submit("wait_for_file")[0]
    runner, child = studio.running(task)
    os.kill(runner, signal.SIGKILL)
    ended = studio.ended(task)
    assert ended.error is not None
    assert (ended.error.code, ended.status) == ("runner_died", "error")
    wait_until(lambda: not is_alive(child))
    assert studio.takes() == before


def test_a_failed_task_can_be_asked_for_again(worker_at_work: Studio) -> None:
    studio = worker_at_work
    failed = studio.make("refuse")
    again = studio.ended(studio.services.dispatcher.retry(failed.task_id))
    assert (again.retry_of, again.attempt, again.status) == (failed.task_id, 1, "error")
    assert studio.task(failed) == failed


def test_a_task_whose_pipeline_is_gone_says_so(worker_at_work: Studio) -> None:
    task = worker_at_work.make("picture", pipeline_id="gone:1")
    assert task.error is not None
    assert task.error.code == "pipeline_not_found"


def test_a_task_for_a_runner_that_no_worker_has_waits_and_holds_nobody_up(worker_at_work: Studio) -> None:
    studio = worker_at_work
    waiting = studio.submit("picture", pipeline_id="marionette:1")[0]
    assert studio.make("picture").status == "completed"
    assert (studio.task(waiting).status, studio.task(waiting).attempt) == ("pending", 0)
    studio.services.dispatcher.cancel(waiting.task_id)
