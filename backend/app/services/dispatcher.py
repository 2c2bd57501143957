"""The line of waiting tasks. The server holds the order and hands work to Celery only as workers have room.

Everything here is rebuilt from the task records and the workers' announcements; what is kept in memory is only which
messages are under way.
"""

from __future__ import annotations

import secrets
import threading
import time
from statistics import median

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from app.config import Settings
from app.domain.events import QueueChanged
from app.domain.ids import new_id
from app.domain.records import now
from app.domain.task import Task
from app.errors import AuteurError, WrongState
from app.services.broker import BrokerDown
from app.services.leases import Vigil
from app.services.tasks import TaskLedger
from app.services.wake import WakeListener
from app.services.workers import WorkerInfo, WorkerRegistry

log = structlog.get_logger()

LANES = ("cpu", "gpu")
RUN_TASK = "auteur.run_task"
TICK_SECONDS = 1.0
TIDY_EVERY_SECONDS = 30.0
ANNOUNCE_PAUSE_SECONDS = 0.25
REMEMBERED_RUNS = 9
"""Finished tasks of a pipeline from which the next one's time is guessed."""


def queue_name(lane: str) -> str:
    return f"auteur.{lane}"


class Dispatcher:
    def __init__(self, ledger: TaskLedger, workers: WorkerRegistry, celery: Celery, settings: Settings) -> None:
        self._ledger, self._workers, self._celery, self._settings = ledger, workers, celery, settings
        self._vigil = Vigil(ledger.leases, settings.lease_seconds)
        self._sent: dict[str, float] = {}
        """When a waiting task was last handed to Celery."""
        self._announced: tuple[list[str], set[str]] = ([], set())
        self._announced_at = 0.0
        self._untold = False
        self._line: tuple[float, dict[str, int]] = (0.0, {})
        self._medians: tuple[float, dict[str, float]] = (0.0, {})
        self._tidied_at = 0.0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._wakes = WakeListener(settings.redis_url, self._wake.set)
        self._thread: threading.Thread | None = None

    # What people ask for

    def submit(self, tasks: list[Task]) -> list[Task]:
        """Put tasks on record and in line. They are durable and announced when this returns."""
        kept = [self._ledger.create(task) for task in tasks]
        self._look_again()
        return kept

    def cancel(self, task_id: str) -> Task:
        """Raises `WrongState` for a task that has ended otherwise."""
        task = self._ledger.cancel(task_id)
        self._look_again()
        return task

    def retry(self, task_id: str) -> Task:
        """The same request again, as a new task at the end of the line."""
        old = self._ledger.get(task_id)
        if not old.ended:
            raise WrongState("The task has not ended yet.")
        created = now()
        changes = {
            "task_id": new_id("task"), "retry_of": task_id, "status": "pending", "reason": "Asked for again.",
            "progress": 0, "step": "", "attempt": 0, "max_attempts": self._settings.max_attempts,
            "order": created.timestamp(), "created_at": created, "started_at": None, "finished_at": None,
            "worker": None, "result": None, "error": None, "history": [],
        }  # fmt: skip
        return self.submit([old.model_copy(update=changes)])[0]

    # The line

    def order(self) -> list[str]:
        return list(self._positions())

    def position(self, task_id: str) -> int | None:
        """1 is the next to run; None for a task that does not wait."""
        return self._positions().get(task_id)

    def eta(self, task: Task) -> float | None:
        """Seconds until the task is done, guessed from the last ones of its pipeline; None without a guess."""
        usual = self._usual_seconds().get(task.pipeline_id)
        if usual is None or task.ended:
            return None
        if task.status == "running" and task.started_at is not None:
            return max(0.0, usual - (now() - task.started_at).total_seconds())
        slots = sum(worker.slots for worker in self._workers.online() if task.lane in worker.lanes) or 1
        ahead = (self.position(task.task_id) or 1) + len(self._ledger.running()) - 1
        return usual * (1 + ahead // slots)

    def _positions(self) -> dict[str, int]:
        """Read from the records, and kept for a moment because lists ask for every task."""
        read_at, line = self._line
        if time.monotonic() - read_at > TICK_SECONDS / 4:
            line = {task.task_id: place for place, task in enumerate(self._ledger.waiting(), 1)}
            self._line = (time.monotonic(), line)
        return line

    def _usual_seconds(self) -> dict[str, float]:
        read_at, medians = self._medians
        if time.monotonic() - read_at > 2 * TICK_SECONDS:
            seconds: dict[str, list[float]] = {}
            for task in self._ledger.list(status="completed"):
                runs = seconds.setdefault(task.pipeline_id, [])
                if task.started_at and task.finished_at and len(runs) < REMEMBERED_RUNS:
                    runs.append((task.finished_at - task.started_at).total_seconds())
            medians = {pipeline: median(runs) for pipeline, runs in seconds.items() if runs}
            self._medians = (time.monotonic(), medians)
        return medians

    # The pump

    def start(self) -> None:
        self._wakes.start()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        self._wakes.stop()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def pump(self) -> None:
        """Take lost work away, hand out what there is room for, and tell who waits."""
        running = self._ledger.running()
        for task_id, attempt in self._vigil.lost([(task.task_id, task.attempt) for task in running]):
            self._take_away(task_id, attempt)
        waiting = self._ledger.waiting()
        self._hand_out(waiting, running)
        self._announce(waiting)
        if time.monotonic() - self._tidied_at > TIDY_EVERY_SECONDS:
            self._ledger.tidy()
            self._tidied_at = time.monotonic()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.pump()
            except Exception:
                log.exception("the dispatcher stumbled; it goes on", action="pump")
            self._wake.wait(ANNOUNCE_PAUSE_SECONDS if self._untold else TICK_SECONDS)

    def _look_again(self) -> None:
        self._line = (0.0, {})
        self._wake.set()

    def _take_away(self, task_id: str, attempt: int) -> None:
        try:
            task = self._ledger.take_away(
                task_id, attempt, "Its worker gave no sign of life; it waits for another one."
            )
        except AuteurError:
            return  # it ended or moved on in the meantime
        log.warning("a worker was lost", action="take_away", task=task_id, attempt=attempt, status=task.status)

    def _hand_out(self, waiting: list[Task], running: list[Task]) -> None:
        """A message that has brought nothing for the length of a lease is taken for lost and sent again."""
        here, clock = {task.task_id for task in waiting}, time.monotonic()
        fresh = clock - self._settings.lease_seconds
        self._sent = {task_id: at for task_id, at in self._sent.items() if task_id in here and at > fresh}
        if len(self._sent) == len(waiting):
            return
        under_way = [task for task in waiting if task.task_id in self._sent]
        room = Room(self._workers.online(), running + under_way)
        for task in waiting:
            if task.task_id in self._sent or not room.take(task.lane):
                continue
            if not self._send(task):
                return
            self._sent[task.task_id] = clock

    def _send(self, task: Task) -> bool:
        try:
            self._celery.send_task(
                RUN_TASK, [task.task_id], queue=queue_name(task.lane), task_id=f"{task.task_id}.{secrets.token_hex(4)}",
                ignore_result=True, retry=False,
            )  # fmt: skip
        except (OperationalError, BrokerDown, OSError) as error:
            log.info("the queue is away; tasks wait", action="send", reason=type(error).__name__)
            return False
        return True

    def _announce(self, waiting: list[Task]) -> None:
        order, films = [task.task_id for task in waiting], {task.project_id for task in waiting}
        before, told = self._announced
        self._untold = order != before
        if self._untold and time.monotonic() - self._announced_at >= ANNOUNCE_PAUSE_SECONDS:
            for film in films | told:
                self._ledger.announce(film, [QueueChanged(order=order, paused=False)])
            self._announced, self._announced_at, self._untold = (order, films), time.monotonic(), False


class Room:
    """How many more tasks the workers online can take. A GPU does one thing at a time."""

    def __init__(self, workers: list[WorkerInfo], busy: list[Task]) -> None:
        self._slots = sum(worker.slots for worker in workers) - len(busy)
        self._lanes = {
            lane: sum(1 if lane == "gpu" else worker.slots for worker in workers if lane in worker.lanes)
            - sum(task.lane == lane for task in busy)
            for lane in LANES
        }

    def take(self, lane: str) -> bool:
        if self._slots <= 0 or self._lanes.get(lane, 0) <= 0:
            return False
        self._slots -= 1
        self._lanes[lane] -= 1
        return True
