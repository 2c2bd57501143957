"""The line of waiting tasks. The server holds the order and hands work to Celery only as workers have room.

Everything here is rebuilt from the task records, the queue's book and the workers' announcements; what is kept in memory
is only which messages are under way.
"""

from __future__ import annotations

import secrets
import threading
import time
from datetime import datetime

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from app.config import Settings
from app.domain.events import QueueChanged
from app.domain.ids import new_id
from app.domain.records import now
from app.domain.task import Task, TaskMove
from app.errors import AuteurError, Invalid, WrongState
from app.services.broker import BrokerDown
from app.services.leases import Vigil
from app.services.queue.book import QueueBook, QueueRecord
from app.services.queue.forecast import History, forecast
from app.services.queue.lanes import LANES, Room, lane_slots
from app.services.queue.line import in_line, rearranged
from app.services.queue.state import QueueState
from app.services.tasks import TaskLedger
from app.services.wake import WakeListener
from app.services.workers import WorkerRegistry

log = structlog.get_logger()

RUN_TASK = "auteur.run_task"
TICK_SECONDS = 1.0
TIDY_EVERY_SECONDS = 30.0
ANNOUNCE_PAUSE_SECONDS = 0.25

Told = tuple[list[str], bool, list[str]]
"""(order, paused, paused lanes)"""


def queue_name(lane: str) -> str:
    return f"auteur.{lane}"


class Dispatcher:
    def __init__(
        self, ledger: TaskLedger, workers: WorkerRegistry, book: QueueBook, celery: Celery, settings: Settings
    ) -> None:
        self._ledger, self._workers, self._book = ledger, workers, book
        self._celery, self._settings = celery, settings
        self._vigil = Vigil(ledger.leases, settings.lease_seconds)
        self._sent: dict[str, float] = {}
        """When a waiting task was last handed to Celery."""
        self._served: dict[tuple[str, str], datetime] | None = None
        self._announced: tuple[Told, set[str]] = (([], False, []), set())
        """The last word about the line, and the films that heard it."""
        self._announced_at = 0.0
        self._untold = False
        self._state: tuple[float, QueueState] | None = None
        self._history = History()
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

    def cancel_waiting(self, project_id: str | None = None, requested_by: str | None = None) -> list[str]:
        """Cancel everything that waits, held back or not: of one film, of one client, or all. Returns their ids."""
        cancelled = []
        survey = self._ledger.survey()
        for task in reversed([*survey.waiting, *survey.held]):
            if (project_id or task.project_id) != task.project_id:
                continue
            if requested_by is not None and task.requested_by != requested_by:
                continue
            try:
                self._ledger.cancel(task.task_id, "Cancelled while it waited.", only_waiting=True)
            except WrongState:
                continue  # it was started or ended in the meantime
            cancelled.append(task.task_id)
        self._look_again()
        return cancelled[::-1]

    def retry(self, task_id: str, requested_by: str | None = None) -> Task:
        """The same request again, as a new task."""
        old = self._ledger.get(task_id)
        if not old.ended:
            raise WrongState("The task has not ended yet.")
        created = now()
        changes = {
            "task_id": new_id("task"), "retry_of": task_id, "status": "pending", "reason": "Asked for again.",
            "progress": 0, "step": "", "steps": [], "attempt": 0, "max_attempts": self._settings.max_attempts,
            "order": created.timestamp(), "created_at": created, "started_at": None, "finished_at": None,
            "worker": None, "result": None, "error": None, "history": [], "requested_by": requested_by,
            "reused_from": None,
        }  # fmt: skip
        return self.submit([old.model_copy(update=changes)])[0]

    def hold(self, task_id: str) -> Task:
        """Hold a waiting task back. Raises `WrongState` for one that runs or has ended."""
        task = self._ledger.hold(task_id)
        self._sent.pop(task_id, None)
        self._look_again()
        return task

    def release(self, task_id: str) -> Task:
        task = self._ledger.release(task_id)
        self._look_again()
        return task

    def move(self, task_id: str, move: TaskMove) -> Task:
        """Put a waiting task elsewhere in the line. Raises `WrongState` when it or its neighbour does not wait."""
        if (move.before is None) == (move.position is None):
            raise Invalid("Say either in front of which task (before) or to which position.")
        task = self._ledger.get(task_id)
        self._look_again()
        order = list(self.state().positions)
        if task_id not in order:
            held = "Let it go on first; a task that is held back has no place in the line."
            raise WrongState(held if task.paused else "Only a task that waits can be moved.")
        if move.before is None:
            position = move.position or 1
        elif move.before in order and move.before != task_id:
            position = [other for other in order if other != task_id].index(move.before) + 1
        else:
            raise WrongState("The task that it should come before does not wait in line.")
        self._book.arrange(rearranged(order, self._book.read().arranged, task_id, position))
        self._look_again()
        return task

    def pause(self, lane: str | None = None) -> None:
        """Start nothing any more, in one lane or anywhere, until `resume`; what runs goes on. Survives a restart."""
        self._book.pause(_known(lane))
        self._look_again()

    def resume(self, lane: str | None = None) -> None:
        self._book.resume(_known(lane))
        self._look_again()

    # The line

    def state(self) -> QueueState:
        """The queue now; kept for a moment, because lists ask for every task."""
        kept = self._state
        if kept is None or time.monotonic() - kept[0] > TICK_SECONDS / 4:
            kept = self._state = (time.monotonic(), self._look())
        return kept[1]

    def order(self) -> list[str]:
        return list(self.state().positions)

    def position(self, task_id: str) -> int | None:
        """1 is the next to run; None for a task that does not wait."""
        return self.state().positions.get(task_id)

    def eta(self, task: Task) -> float | None:
        """Seconds until the task is done; None without a guess."""
        return self.state().ends.get(task.task_id)

    def _look(self) -> QueueState:
        survey, book = self._ledger.survey(), self._book.read()
        order = in_line(survey.waiting, book.arranged, self._served_last())
        slots = lane_slots(self._workers.online())
        self._history.learn(self._ledger.ended())
        moving = [task for task in order if not book.holds(task.lane)]
        ends = forecast(survey.running, moving, slots, self._history, now())
        return QueueState(survey.running, order, survey.held, book, slots, ends)

    def _served_last(self) -> dict[tuple[str, str], datetime]:
        """When each film last got something in each lane: from the records at first, then from what is handed out."""
        if self._served is None:
            served: dict[tuple[str, str], datetime] = {}
            for task in self._ledger.list():
                if task.started_at is not None:
                    film = (task.project_id, task.lane)
                    served[film] = max(task.started_at, served.get(film, task.started_at))
            self._served = served
        return self._served

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
        survey, book = self._ledger.survey(), self._book.read()
        for task_id, attempt in self._vigil.lost([(task.task_id, task.attempt) for task in survey.running]):
            self._take_away(task_id, attempt)
        order = in_line(survey.waiting, book.arranged, self._served_last())
        self._hand_out(order, survey.running, book)
        self._announce(order, book)
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
        self._state = None
        self._wake.set()

    def _take_away(self, task_id: str, attempt: int) -> None:
        try:
            task = self._ledger.take_away(
                task_id, attempt, "Its worker gave no sign of life; it waits for another one."
            )
        except AuteurError:
            return  # it ended or moved on in the meantime
        log.warning("a worker was lost", action="take_away", task=task_id, attempt=attempt, status=task.status)

    def _hand_out(self, order: list[Task], running: list[Task], book: QueueRecord) -> None:
        """A message that has brought nothing for the length of a lease is taken for lost and sent again."""
        clock = time.monotonic()
        free = {task.task_id for task in order if not book.holds(task.lane)}
        fresh = clock - self._settings.lease_seconds
        self._sent = {task_id: at for task_id, at in self._sent.items() if task_id in free and at > fresh}
        if len(self._sent) == len(free):
            return
        under_way = [task for task in order if task.task_id in self._sent]
        room = Room(self._workers.online(), running + under_way)
        for task in order:
            if task.task_id in self._sent or task.task_id not in free or not room.take(task.lane):
                continue
            if not self._send(task):
                return
            self._sent[task.task_id] = clock
            self._served_last()[task.project_id, task.lane] = now()

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

    def _announce(self, order: list[Task], book: QueueRecord) -> None:
        """Tell the films whose tasks wait or waited; a pause is told to every film that ever had a task."""
        films = {task.project_id for task in order}
        line: Told = ([task.task_id for task in order], book.paused, book.paused_lanes)
        before, told = self._announced
        self._untold = line != before
        if self._untold and time.monotonic() - self._announced_at >= ANNOUNCE_PAUSE_SECONDS:
            hear = films | told if line[1:] == before[1:] else self._ledger.films()
            for film in hear:
                self._ledger.announce(film, [QueueChanged(order=line[0], paused=line[1], paused_lanes=line[2])])
            self._announced, self._announced_at, self._untold = (line, films), time.monotonic(), False


def _known(lane: str | None) -> str | None:
    if lane is not None and lane not in LANES:
        raise Invalid(f"There is no lane {lane!r}; there are {' and '.join(LANES)}.")
    return lane
