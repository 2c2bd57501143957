"""The rules of the ledger: one owner of every status, nothing leaves an end, an old attempt changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.events import Event
from app.domain.ids import new_id
from app.domain.task import TERMINAL, TRANSITIONS, Task, TaskError, TaskResult
from app.errors import TaskNotFound, WrongState
from app.services.tasks.leases import Vigil
from app.services.tasks.ledger import TaskLedger
from builders import a_task

FILM = "11111111-2222-4333-8444-555555555555"
RESULT = TaskResult(output_path="03_Renders/x.png", take_number=3)
ERROR = TaskError(code="runner_died", message="The runner died.")


class Told(list[Event]):
    """What was announced."""

    def publish(self, project_id: str, events: Sequence[Event]) -> None:
        assert project_id == FILM
        self.extend(events)

    @property
    def kinds(self) -> list[str]:
        return [event.model_dump()["type"] for event in self]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def ledger(tmp_path: Path, told: Told) -> TaskLedger:
    return TaskLedger(tmp_path, told.publish)


def task_of(**fields: object) -> Task:
    return a_task(FILM, "shot-0123456789", **fields)


def test_a_task_is_on_disk_before_it_is_announced(tmp_path: Path) -> None:
    seen: list[bool] = []
    task = task_of()
    path = tmp_path / "tasks" / f"{task.created_at:%Y-%m}" / f"{task.task_id}.json"
    TaskLedger(tmp_path, lambda film, events: seen.append(path.is_file())).create(task)
    assert seen == [True]
    assert json.loads(path.read_bytes())["status"] == "pending"


def test_creating_the_same_id_again_returns_what_is_there(ledger: TaskLedger, told: Told) -> None:
    task = ledger.create(task_of())
    ledger.cancel(task.task_id)
    heard = len(told)
    assert ledger.create(task).status == "cancelled"
    assert len(told) == heard


def test_a_successful_task_is_told_from_beginning_to_end(ledger: TaskLedger, told: Told) -> None:
    task = ledger.create(task_of())
    claimed = ledger.claim(task.task_id, "worker-1")
    assert claimed is not None
    with ledger.publishing(task.task_id, 1):
        done = ledger.complete(task.task_id, 1, RESULT)
    assert (done.status, done.progress, done.attempt, done.worker) == ("completed", 100, 1, "worker-1")
    assert told.kinds == [
        "generation_accepted", "node_state_updated", "task_progress", "task_progress", "node_state_updated",
        "task_progress", "task_success", "node_state_updated",
    ]  # fmt: skip
    assert [change.status for change in done.history] == ["pending", "running", "completed"]
    assert all(change.reason for change in done.history)


def test_progress_is_seen_by_another_process_and_is_not_in_the_record(ledger: TaskLedger, tmp_path: Path) -> None:
    task = ledger.create(task_of())
    ledger.claim(task.task_id, "worker-1")
    ledger.progress(task.task_id, 1, 40, "Inking", preview="preview.png")
    other = TaskLedger(tmp_path, lambda film, events: None)
    assert (other.get(task.task_id).progress, other.get(task.task_id).step) == (40, "Inking")
    assert other.list()[0].progress == 40
    assert other.preview_file(task.task_id) == ledger.outputs(task.task_id, 1) / "preview.png"
    failed = ledger.fail(task.task_id, 1, ERROR)
    assert (failed.progress, failed.step) == (40, "Inking")
    assert not list((tmp_path / "leases").iterdir())


def test_an_old_attempt_can_change_nothing(ledger: TaskLedger, told: Told) -> None:
    task = ledger.create(task_of())
    ledger.claim(task.task_id, "worker-1")
    ledger.take_away(task.task_id, 1, "Its worker was lost.")
    assert ledger.claim(task.task_id, "worker-2") is not None
    before, heard = ledger.get(task.task_id), len(told)
    for late in LATE:
        with pytest.raises(WrongState):
            late(ledger, task.task_id)
    ledger.progress(task.task_id, 1, 99, "Late")
    assert ledger.get(task.task_id) == before
    assert len(told) == heard


LATE: list[Callable[[TaskLedger, str], object]] = [
    lambda ledger, task_id: ledger.complete(task_id, 1, RESULT),
    lambda ledger, task_id: ledger.fail(task_id, 1, ERROR),
    lambda ledger, task_id: ledger.take_away(task_id, 1, "late"),
    lambda ledger, task_id: ledger.publishing(task_id, 1).__enter__(),
]


def test_a_lost_task_keeps_its_place_and_is_given_up_after_its_last_attempt(ledger: TaskLedger) -> None:
    task = ledger.create(task_of(max_attempts=2))
    ledger.create(task_of(order=task.order + 1))
    ledger.claim(task.task_id, "w")
    assert ledger.take_away(task.task_id, 1, "lost").status == "pending"
    assert ledger.waiting()[0].task_id == task.task_id
    ledger.claim(task.task_id, "w")
    ended = ledger.take_away(task.task_id, 2, "lost")
    assert ended.error is not None
    assert (ended.status, ended.error.code) == ("error", "worker_lost")


def test_a_task_that_is_handed_back_does_not_lose_an_attempt(ledger: TaskLedger) -> None:
    task = ledger.create(task_of(max_attempts=1))
    for attempt in (1, 2, 3):
        assert ledger.claim(task.task_id, "w") is not None
        assert ledger.take_away(task.task_id, attempt, "stopped", count=False).status == "pending"
    ledger.claim(task.task_id, "w")
    assert ledger.take_away(task.task_id, 4, "lost").status == "error"


def test_a_cancel_waits_for_a_take_that_is_being_published_and_then_comes_too_late(ledger: TaskLedger) -> None:
    task = ledger.create(task_of())
    ledger.claim(task.task_id, "w")
    began, answers = threading.Event(), []

    def cancel() -> None:
        began.set()
        try:
            answers.append(ledger.cancel(task.task_id).status)
        except WrongState as error:
            answers.append(error.code)

    with ledger.publishing(task.task_id, 1):
        thread = threading.Thread(target=cancel)
        thread.start()
        began.wait(5)
        assert answers == []
        ledger.complete(task.task_id, 1, RESULT)
    thread.join(5)
    assert answers == ["wrong_state"]
    assert ledger.get(task.task_id).status == "completed"


def test_a_cancelled_task_cannot_publish(ledger: TaskLedger) -> None:
    task = ledger.create(task_of())
    ledger.claim(task.task_id, "w")
    ledger.cancel(task.task_id)
    with pytest.raises(WrongState), ledger.publishing(task.task_id, 1):
        pytest.fail("the take would have been adopted")
    assert not ledger.still_running(task.task_id, 1)


def test_twenty_threads_that_claim_one_task_get_it_once(ledger: TaskLedger) -> None:
    task = ledger.create(task_of())
    with ThreadPoolExecutor(20) as pool:
        claims = list(pool.map(lambda n: ledger.claim(task.task_id, f"w{n}"), range(20)))
    assert sum(claim is not None for claim in claims) == 1
    assert ledger.get(task.task_id).attempt == 1


CLAIMER = """
import sys
from pathlib import Path
from app.services.tasks.ledger import TaskLedger
ledger = TaskLedger(Path(sys.argv[1]), lambda film, events: None)
sys.stdin.readline()
print(sum(ledger.claim(task_id, sys.argv[2]) is not None for task_id in sys.argv[3:]))
"""


def test_four_processes_that_claim_the_same_tasks_get_each_once(ledger: TaskLedger, tmp_path: Path) -> None:
    ids = [ledger.create(task_of()).task_id for _ in range(30)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMER, str(tmp_path), f"w{n}", *ids],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    claimed = [int(p.communicate("go\n", timeout=60)[0]) for p in processes]
    assert sum(claimed) == 30
    assert all(task.attempt == 1 for task in ledger.list())


def test_the_index_can_be_thrown_away_and_notices_what_others_write(ledger: TaskLedger, tmp_path: Path) -> None:
    other = TaskLedger(tmp_path, lambda film, events: None)
    first = ledger.create(task_of())
    assert [t.task_id for t in other.list()] == [first.task_id]
    second = other.create(task_of(order=first.order + 1))
    other.claim(first.task_id, "w")
    assert [t.task_id for t in ledger.waiting()] == [second.task_id]
    assert [t.task_id for t in ledger.running()] == [first.task_id]
    assert TaskLedger(tmp_path, lambda film, events: None).list() == ledger.list()


def test_a_record_that_cannot_be_read_is_left_alone_and_the_others_work(ledger: TaskLedger, tmp_path: Path) -> None:
    good, bad = ledger.create(task_of()), ledger.create(task_of())
    path = next(tmp_path.rglob(f"{bad.task_id}.json"))
    path.write_bytes(b'{"half')
    fresh = TaskLedger(tmp_path, lambda film, events: None)
    assert [t.task_id for t in fresh.list()] == [good.task_id]
    with pytest.raises(TaskNotFound):
        fresh.get(bad.task_id)
    assert path.read_bytes() == b'{"half'


@pytest.mark.parametrize("name", ["", "nonsense", "../../etc/passwd", "task-" + "0" * 14, "locks"])
def test_what_is_not_there_is_not_found(ledger: TaskLedger, name: str) -> None:
    ledger.create(task_of())
    with pytest.raises(TaskNotFound):
        ledger.get(name)


def test_unknown_keys_of_a_record_survive(ledger: TaskLedger, tmp_path: Path) -> None:
    task = ledger.create(Task.model_validate({**task_of().to_json(), "fromTheFuture": [1]}))
    ledger.cancel(task.task_id)
    assert json.loads(next(tmp_path.rglob(f"{task.task_id}.json")).read_bytes())["fromTheFuture"] == [1]


def test_a_node_is_generating_while_any_of_its_tasks_is(ledger: TaskLedger) -> None:
    one, two = ledger.create(task_of()), ledger.create(task_of())
    ledger.claim(one.task_id, "w")
    ledger.complete(one.task_id, 1, RESULT)
    assert ledger.node_state(FILM, one.node_id) == "generating"
    ledger.cancel(two.task_id)
    assert ledger.node_state(FILM, one.node_id) == "completed"
    assert ledger.node_state(FILM, "shot-of-another") == "idle"


def test_locks_leases_and_staging_of_ended_tasks_go_away(ledger: TaskLedger, tmp_path: Path) -> None:
    ended, running = ledger.create(task_of()), ledger.create(task_of())
    for task in (ended, running):
        ledger.claim(task.task_id, "w")
        ledger.outputs(task.task_id, 1).mkdir(parents=True)
    ledger.outputs(running.task_id, 0).mkdir(parents=True)
    ledger.fail(ended.task_id, 1, ERROR)
    ledger.tidy()
    assert [p.name for p in (tmp_path / "tasks" / "locks").iterdir()] == [running.task_id]
    assert [p.name for p in (tmp_path / "leases").iterdir()] == [f"{running.task_id}.1"]
    assert [p.relative_to(tmp_path / "staging") for p in (tmp_path / "staging").glob("*/*")] == [
        Path(running.task_id, "1")
    ]


def test_an_end_that_a_crash_kept_from_being_told_is_told_once(tmp_path: Path, told: Told) -> None:
    def crash(project_id: str, events: Sequence[Event]) -> None:
        if "task_success" in [event.model_dump()["type"] for event in events]:
            raise ConnectionAbortedError

    crashing = TaskLedger(tmp_path, crash)
    task = crashing.create(task_of())
    crashing.claim(task.task_id, "w")
    with pytest.raises(ConnectionAbortedError):
        crashing.complete(task.task_id, 1, RESULT)
    server = TaskLedger(tmp_path, told.publish)
    server.tidy()
    server.tidy()
    assert told.kinds == ["task_progress", "task_success", "node_state_updated"]
    assert list((tmp_path / "leases").iterdir()) == list((tmp_path / "tasks" / "locks").iterdir()) == []


def test_a_log_keeps_its_newest_ten_megabytes(ledger: TaskLedger) -> None:
    task = ledger.create(task_of())
    for n in range(50):
        ledger.append_log(task.task_id, f"{n:03d}" + "é" * 250_000 + "\n")
    log = ledger.log(task.task_id)
    assert log.rstrip().rpartition("\n")[2].startswith("049")
    assert 5 * 2**20 <= len(log.encode()) <= 10 * 2**20 + 510_000


def test_a_lease_is_lost_by_the_observers_own_clock(ledger: TaskLedger) -> None:
    clock = [0.0]
    vigil = Vigil(ledger.leases, 10, lambda: clock[0])
    task = ledger.create(task_of())
    ledger.claim(task.task_id, "w")
    held = [(task.task_id, 1)]
    assert vigil.lost(held) == []
    clock[0] = 9
    ledger.leases.beat(*held[0])
    assert vigil.lost(held) == []
    clock[0] = 18
    assert vigil.lost(held) == []
    clock[0] = 19.1
    assert vigil.lost(held) == held
    assert vigil.lost([("task-0000000000", 1)]) == []


STEPS = st.lists(st.sampled_from(["claim", "complete", "fail", "cancel", "lose", "hand_back", "publish"]), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, stale=st.booleans())
def test_no_sequence_of_steps_breaks_the_state_machine(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], stale: bool
) -> None:
    told = Told()
    ledger = TaskLedger(tmp_path_factory.mktemp("ledger"), told.publish)
    task = ledger.create(task_of(task_id=new_id("task"), max_attempts=2))
    for step in steps:
        before = ledger.get(task.task_id)
        attempt = before.attempt - 1 if stale else before.attempt
        try:
            match step:
                case "claim":
                    ledger.claim(task.task_id, "w")
                case "complete":
                    ledger.complete(task.task_id, attempt, RESULT)
                case "fail":
                    ledger.fail(task.task_id, attempt, ERROR)
                case "cancel":
                    ledger.cancel(task.task_id)
                case "lose":
                    ledger.take_away(task.task_id, attempt, "lost")
                case "hand_back":
                    ledger.take_away(task.task_id, attempt, "stopped", count=False)
                case "publish":
                    with ledger.publishing(task.task_id, attempt):
                        pass
        except WrongState:
            assert ledger.get(task.task_id) == before
        after = ledger.get(task.task_id)
        if before.status in TERMINAL:
            assert after == before
        if after.status != before.status:
            assert after.status in TRANSITIONS[before.status]
            assert after.reason
            assert len(after.history) == len(before.history) + 1
        assert after.attempt - before.attempt in (0, 1)
        if stale:
            assert after.status not in ("completed",)
    ends = [kind for kind in told.kinds if kind in ("task_success", "task_failed", "task_cancelled")]
    assert len(ends) == (1 if ledger.get(task.task_id).ended else 0)


def test_the_steps_of_the_work_are_timed_and_kept(ledger: TaskLedger, tmp_path: Path) -> None:
    task = ledger.create(task_of())
    ledger.claim(task.task_id, "worker-1")
    for percent, step in [(10, "Reading the shot"), (20, "Reading the shot"), (50, "Inking"), (60, "")]:
        ledger.progress(task.task_id, 1, percent, step)
    seen = TaskLedger(tmp_path, lambda film, events: None).get(task.task_id)
    assert [step.name for step in seen.steps] == ["Reading the shot", "Inking"]
    for n in range(100):
        ledger.progress(task.task_id, 1, 70, f"Line {n}")
    with ledger.publishing(task.task_id, 1):
        done = ledger.complete(task.task_id, 1, RESULT)
    assert len(done.steps) == 40
    assert sum(step.seconds for step in done.steps) >= 0
    assert done.started_at is not None and done.finished_at is not None
    spent = (done.finished_at - done.started_at).total_seconds()
    assert sum(step.seconds for step in done.steps) <= spent + 0.01


def test_a_held_task_is_not_claimed_and_a_started_one_cannot_be_held(ledger: TaskLedger) -> None:
    task = ledger.create(task_of())
    held = ledger.hold(task.task_id)
    assert (held.paused, held.status) == (True, "pending")
    assert ledger.claim(task.task_id, "worker-1") is None
    assert (ledger.survey().waiting, len(ledger.survey().held)) == ([], 1)
    assert not ledger.release(task.task_id).paused
    assert ledger.claim(task.task_id, "worker-1") is not None
    with pytest.raises(WrongState, match="running task cannot be paused"):
        ledger.hold(task.task_id)
    ledger.cancel(task.task_id)
    with pytest.raises(WrongState):
        ledger.release(task.task_id)
