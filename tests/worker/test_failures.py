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


def test_a_runner_that_hangs_is_stopped_when_its_time_is_over(worker_at_work: Studio) -> None:
    task = worker_at_work.make("hang", pipeline_id="puppet:hasty")
    assert task.error is not None
    assert task.error.code == "timeout"


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
