"""Two workers on one workspace, and workers that die or freeze at the worst moments."""

from __future__ import annotations

import os
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.queue.post import RUN_TASK, queue_name
from app.worker.celery_app import make_celery
from tests.reliability.queue.start_doomed_worker import POINTS, WITH_A_LOCK
from worker.studio import Studio, Valkey, wait_until

pytestmark = pytest.mark.slow

IN_THE_SUITE = (
    "when it has claimed", "when the runner is done", "when the take is committed", "when the end is on record",
)  # fmt: skip
"""`storm_queue.py` tries all of `POINTS`."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio with a dispatcher and one small worker that survives everything here."""
    with tempfile.TemporaryDirectory(prefix="atq") as folder:
        valkey = Valkey(Path(folder))
        valkey.start()
        studio = Studio(tmp_path_factory.mktemp("shared") / "Workspace", valkey, lease_seconds=2.0)
        studio.services.dispatcher.start()
        try:
            studio.start_worker("survivor", worker_slots=1)
            yield studio
        finally:
            studio.close()
            valkey.stop()


@pytest.mark.parametrize("point", IN_THE_SUITE)
def test_a_worker_may_die_at_any_point_and_there_is_one_take(shared: Studio, point: str) -> None:
    studio = shared
    before = len(studio.takes())
    name = f"doomed-{list(POINTS).index(point)}"
    doomed = studio.spawn_worker(name, "tests.reliability.queue.start_doomed_worker", point, worker_slots=4)
    wait_until(lambda: name in studio.online())
    task = studio.submit("picture")[0]  # to the one with more room, which is the doomed one
    assert doomed.wait(30) == -signal.SIGKILL
    ended = studio.ended(task)
    assert ended.status == "completed"
    assert len(studio.takes()) == before + 1
    assert ended.attempt == (
        1 if point in ("before it claims", "when the end is on record", "when the end is told") else 2
    )
    studio.services.ledger.tidy()
    told = wait_until(lambda: [e for e in studio.events(task) if e["type"] == "task_success"])
    assert len(told) >= 1
    assert len({e["result"]["takeNumber"] for e in told}) == 1


@pytest.mark.parametrize("point", WITH_A_LOCK)
def test_a_worker_that_is_frozen_with_a_lock_in_its_hands_holds_nobody_up(shared: Studio, point: str) -> None:
    studio = shared
    before = len(studio.takes())
    name = f"frozen-{list(WITH_A_LOCK).index(point)}"
    frozen = studio.spawn_worker(name, "tests.reliability.queue.start_doomed_worker", point, worker_slots=4)
    wait_until(lambda: name in studio.online())
    task, another = studio.submit("picture", 2)
    ended = [studio.ended(task), studio.ended(another)]
    assert {(task.status, task.worker) for task in ended} == {("completed", "survivor")}
    assert frozen.wait(30) == -signal.SIGKILL
    assert len(studio.takes()) == before + 2


def test_two_workers_share_the_work_and_do_each_thing_once(shared: Studio) -> None:
    studio = shared
    before = len(studio.takes())
    other = studio.start_worker("helper", worker_slots=1)
    tasks = studio.submit("steps", 8)
    celery = make_celery(studio.settings)
    for task in tasks[:4]:  # the same message to everybody, and twice
        for worker in ("survivor", "helper") * 2:
            celery.send_task(RUN_TASK, [task.task_id], queue=queue_name(worker))
    ended = [studio.ended(task) for task in tasks]
    assert [(task.status, task.attempt) for task in ended] == [("completed", 1)] * 8
    assert len(studio.takes()) == before + 8
    shares = Counter(task.worker for task in ended)
    assert set(shares) == {"survivor", "helper"} and min(shares.values()) >= 2
    other.terminate()
    assert other.wait(20) == 0


def test_what_was_sent_to_a_frozen_worker_is_done_by_the_other_one(shared: Studio) -> None:
    studio = shared
    frozen = studio.start_worker("frozen", worker_slots=4)
    os.kill(frozen.pid, signal.SIGSTOP)
    task, cancelled = studio.submit("picture", 2)
    wait_until(lambda: studio.services.workers.backlog(queue_name("frozen")))
    studio.services.dispatcher.cancel(cancelled.task_id)
    ended = studio.ended(task)
    assert (ended.status, ended.worker, ended.attempt) == ("completed", "survivor", 1)
    takes = len(studio.takes())
    os.kill(frozen.pid, signal.SIGCONT)
    wait_until(lambda: not studio.services.workers.backlog(queue_name("frozen")))
    assert studio.make("picture").status == "completed"
    assert (studio.task(task), studio.task(cancelled).status) == (ended, "cancelled")
    assert len(studio.takes()) == takes + 1
    os.kill(frozen.pid, signal.SIGKILL)


def test_a_worker_whose_celery_gives_up_begins_again_as_the_same_process(shared: Studio, tmp_path: Path) -> None:
    gave_up = tmp_path / "gave-up"
    worker = shared.spawn_worker("stubborn", "tests.reliability.queue.start_quitting_worker", str(gave_up))
    wait_until(lambda: "stubborn" in shared.online())
    assert gave_up.exists() and worker.poll() is None
    (stubborn,) = (known for known in shared.services.workers.online() if known.name == "stubborn")
    assert stubborn.pid == worker.pid
    worker.terminate()
    assert worker.wait(20) == 0
