"""The queue's Valkey is killed, emptied and frozen under the work."""

from __future__ import annotations

import signal

import pytest

from tests.reliability.queue.server import Server
from worker.studio import Studio, wait_until

pytestmark = pytest.mark.slow


def test_a_frozen_queue_delays_the_work_and_the_server_answers(studio: Studio, server: Server) -> None:
    before = len(studio.takes())
    running = studio.accept("wait_for_file")[0]
    studio.running(running)
    studio.valkey.kill(signal.SIGSTOP)
    waiting = studio.accept("picture", 3)
    assert [task["taskId"] for task in server.get("/api/queue")["running"]] == [running.task_id]
    server.post(f"/api/tasks/{waiting[0].task_id}/move", position=3)
    server.post(f"/api/tasks/{waiting[1].task_id}/cancel")
    studio.let_go_on()
    assert studio.ended(running).status == "completed"
    studio.valkey.kill(signal.SIGCONT)
    ended = [studio.ended(task, 60) for task in waiting]
    assert [task.status for task in ended] == ["completed", "cancelled", "completed"]
    assert len(studio.takes()) == before + 3


def test_a_queue_that_is_killed_again_and_again_and_comes_back_empty_loses_and_doubles_nothing(
    studio: Studio, server: Server
) -> None:
    before = len(studio.takes())
    tasks = studio.accept("steps", 6)
    for n in range(3):
        wait_until(lambda n=n: sum(studio.task(task).ended for task in tasks) > n)
        studio.valkey.kill()
        for path in studio.valkey.socket.parent.glob("appendonlydir/*"):
            path.unlink()
        studio.valkey.start()
    ended = [studio.ended(task, 60) for task in tasks]
    assert [(task.status, task.attempt) for task in ended] == [("completed", 1)] * 6
    assert len(studio.takes()) == before + 6
    wait_until(lambda: not server.get("/api/queue")["running"])
