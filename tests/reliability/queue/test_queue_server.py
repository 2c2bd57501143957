"""The server is killed, frozen and started again; what it has accepted does not notice."""

from __future__ import annotations

import os
import signal

import pytest

from app.services.queue.post import queue_name
from tests.reliability.queue.server import Server
from worker.studio import Studio, wait_until

pytestmark = pytest.mark.slow


def test_a_task_that_nobody_can_run_says_what_is_missing(studio: Studio, server: Server) -> None:
    task = studio.accept("picture", pipeline_id="marionette:1")[0]
    reason = lambda: server.get(f"/api/tasks/{task.task_id}/status")["reason"]  # noqa: E731
    wait_until(lambda: "runner 'marionette'" in reason())
    told = wait_until(lambda: [e for e in studio.events(task) if "marionette" in e.get("reason", "")])
    assert told[-1]["status"] == "pending"
    assert server.post(f"/api/tasks/{task.task_id}/cancel")["reason"] == "Cancelled."


def test_nothing_starts_on_a_paused_queue_even_when_its_message_was_on_the_way(studio: Studio, server: Server) -> None:
    worker = studio.worker("worker-1")
    os.kill(worker.pid, signal.SIGSTOP)
    task = studio.accept("picture")[0]
    wait_until(lambda: studio.services.workers.backlog(queue_name("worker-1")))
    server.post("/api/queue/pause")
    os.kill(worker.pid, signal.SIGCONT)
    wait_until(lambda: not studio.services.workers.backlog(queue_name("worker-1")))
    queue = server.get("/api/queue")
    assert (queue["running"], [task["taskId"] for task in queue["order"]]) == ([], [task.task_id])
    assert "paused" in queue["order"][0]["reason"]
    server.post("/api/queue/resume")
    assert studio.ended(task).status == "completed"


def test_a_frozen_server_that_wakes_up_takes_nothing_away_that_is_alive(studio: Studio, server: Server) -> None:
    """Its clock jumps over the lease while it is frozen."""
    task = studio.accept("wait_for_file")[0]
    studio.running(task)
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGSTOP)
    lease = studio.services.ledger.leases
    beat = lease.read(task.task_id, 1)
    wait_until(lambda: (now := lease.read(task.task_id, 1)) and beat and now.beat > beat.beat + 6)
    os.kill(server.process.pid, signal.SIGCONT)
    server.get("/api/queue")
    studio.let_go_on()
    ended = studio.ended(task)
    assert (ended.status, ended.attempt) == ("completed", 1)
    studio.stop_going_on()


def test_a_cancel_holds_when_the_server_is_killed_right_after_it(studio: Studio, server: Server) -> None:
    before = studio.takes()
    running = studio.accept("wait_for_file")[0]
    studio.running(running)
    server.post("/api/queue/pause")
    waiting = studio.accept("wait_for_file")[0]
    for task in (running, waiting):
        assert server.post(f"/api/tasks/{task.task_id}/cancel")["status"] == "cancelled"
    server.kill()
    studio.let_go_on()  # the runner may well be done before its worker has noticed
    server.start()
    server.post("/api/queue/resume")
    after = studio.accept("picture")[0]
    assert studio.ended(after).status == "completed"
    studio.stop_going_on()
    assert [studio.task(task).status for task in (running, waiting)] == ["cancelled"] * 2
    assert len(studio.takes()) == len(before) + 1


def test_a_killed_server_finds_its_queue_as_it_was_and_loses_nothing(studio: Studio, server: Server) -> None:
    before = len(studio.takes())
    running, *waiting = studio.accept("wait_for_file", 3)
    held, last = studio.accept("picture", 2)
    studio.running(running)
    server.post(f"/api/tasks/{held.task_id}/pause")
    wait_until(lambda: len(server.get("/api/queue")["running"]) == 2)
    server.post(f"/api/tasks/{last.task_id}/move", position=1)
    server.post("/api/queue/pause")
    seen = server.get("/api/queue")
    server.kill()
    studio.let_go_on()
    assert studio.ended(running).status == "completed"
    server.start()
    found = server.get("/api/queue")
    assert found["paused"] is True
    for part in ("order", "held"):
        assert [task["taskId"] for task in found[part]] == [task["taskId"] for task in seen[part]]
    assert found["order"][0]["taskId"] == last.task_id
    server.post("/api/queue/resume")
    server.post(f"/api/tasks/{held.task_id}/resume")
    ended = [studio.ended(task) for task in [running, *waiting, held, last]]
    assert [(task.status, task.attempt) for task in ended] == [("completed", 1)] * 5
    assert len(studio.takes()) == before + 5
