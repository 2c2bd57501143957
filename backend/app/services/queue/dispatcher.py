"""The line of waiting tasks. The server holds the order and hands work out only as workers have room.

Everything here is rebuilt from the task records, the queue's book and the workers' announcements; what is kept in memory
is only which messages are under way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from app.config import Settings
from app.domain.ids import new_id
from app.domain.records import now
from app.domain.task import Task, TaskMove
from app.errors import AuteurError, Invalid, WrongState
from app.services.queue.book import QueueBook
from app.services.queue.fence import Fence
from app.services.queue.handout import Handout
from app.services.queue.herald import PAUSE_SECONDS, Herald
from app.services.queue.lanes import LANES
from app.services.queue.line import brought_forward, rearranged
from app.services.queue.lookout import Lookout
from app.services.queue.post import Post
from app.services.queue.reuse import Reuse, recipe_of
from app.services.queue.state import QueueState
from app.services.queue.wake import WakeListener
from app.services.queue.worker_locks import WorkerLocks
from app.services.tasks.leases import Vigil
from app.services.tasks.ledger import TaskLedger

log = structlog.get_logger()

TICK_SECONDS = 1.0
TIDY_EVERY_SECONDS = 30.0
CANCELS_AT_ONCE = 8


class Dispatcher:
    def __init__(
        self,
        *,
        ledger: TaskLedger,
        lookout: Lookout,
        locks: WorkerLocks,
        book: QueueBook,
        post: Post,
        reuse: Reuse,
        settings: Settings,
    ) -> None:
        self._ledger, self._lookout, self._locks, self._book = ledger, lookout, locks, book
        self._reuse, self._settings = reuse, settings
        self._fence = Fence(locks, settings.workspace_root, settings.lease_seconds)
        self._vigil = Vigil(ledger.leases, settings.lease_seconds)
        self._handout = Handout(post.send, self._lookout.pipeline, settings.lease_seconds)
        self._herald = Herald(ledger.announce, ledger.films)
        self._arranging, self._ordering = threading.Lock(), threading.Lock()
        self._newest: float | None = None
        self._state: tuple[float, QueueState] | None = None
        self._tidied_at = 0.0
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._wakes = WakeListener(settings.redis_url, self._wake.set)
        self._thread: threading.Thread | None = None

    # What people ask for

    def submit(self, tasks: list[Task]) -> list[Task]:
        """Put tasks on record and in line. They are durable and announced when this returns."""
        for task in tasks:
            task.order = self._behind_all(task.order)
        kept = [self._ledger.create(task) for task in tasks]
        self._look_again()
        return kept

    def _behind_all(self, wanted: float) -> float:
        """A place by the clock, but never in front of what came before, whichever way the clock was set meanwhile."""
        with self._ordering:
            if self._newest is None:
                survey = self._ledger.survey()
                self._newest = max((task.order for task in [*survey.waiting, *survey.held]), default=0.0)
            self._newest = max(wanted, self._newest + 1e-6)
            return self._newest

    def cancel(self, task_id: str) -> Task:
        """Raises `WrongState` for a task that has ended otherwise."""
        task = self._ledger.cancel(task_id)
        self._look_again()
        return task

    def cancel_waiting(
        self,
        project_id: str | None = None,
        requested_by: str | None = None,
        chosen: Sequence[str] | None = None,
    ) -> list[str]:
        """Cancel everything that waits, held back or not: of one film, of one client, among `chosen`, or all. Returns
        their ids."""
        survey = self._ledger.survey()
        place = {task_id: n for n, task_id in enumerate(chosen or ())}
        meant = [
            task.task_id
            for task in [*survey.waiting, *survey.held]
            if project_id in (None, task.project_id)
            and requested_by in (None, task.requested_by)
            and (chosen is None or task.task_id in place)
        ]
        meant.sort(key=lambda task_id: place.get(task_id, 0))
        with ThreadPoolExecutor(CANCELS_AT_ONCE) as pool:  # each one waits for the disk; together they wait once
            cancelled = list(pool.map(self._cancel_waiting, reversed(meant)))[::-1]
        self._look_again()
        return [task_id for task_id, done in zip(meant, cancelled, strict=True) if done]

    def _cancel_waiting(self, task_id: str) -> bool:
        try:
            self._ledger.cancel(task_id, "Cancelled while it waited.", only_waiting=True)
        except WrongState:
            return False  # it was started or ended in the meantime
        return True

    def retry(self, task_id: str, requested_by: str | None = None, *, reuse: bool = True) -> Task:
        """The same request again, as a new task; what has been made in exactly this way is offered again."""
        old = self._ledger.get(task_id)
        if not old.ended:
            raise WrongState("The task has not ended yet.")
        return self.submit([self._again(old, requested_by, reuse=reuse)])[0]

    def retry_many(self, task_ids: Sequence[str], requested_by: str | None = None) -> list[Task]:
        """The same requests again, as new tasks in this order. Those that have not ended are left as they are."""
        old = [self._ledger.get(task_id) for task_id in dict.fromkeys(task_ids)]
        return self.submit([self._again(task, requested_by, reuse=True) for task in old if task.ended])

    def _again(self, old: Task, requested_by: str | None, *, reuse: bool) -> Task:
        created = now()
        changes = {
            "task_id": new_id("task"), "retry_of": old.task_id, "status": "pending", "reason": "Asked for again.",
            "progress": 0, "step": "", "steps": [], "attempt": 0, "max_attempts": self._settings.max_attempts,
            "order": created.timestamp(), "created_at": created, "started_at": None, "finished_at": None,
            "worker": None, "result": None, "error": None, "history": [], "requested_by": requested_by,
            "reused_from": None,
        }  # fmt: skip
        again = old.model_copy(update=changes)
        pipeline = self._lookout.pipeline(again.pipeline_id)
        again.recipe = recipe_of(again, pipeline) if pipeline else None
        return self._reuse.offer(again) if reuse else again

    def hold(self, task_id: str) -> Task:
        """Hold a waiting task back. Raises `WrongState` for one that runs or has ended."""
        task = self._ledger.hold(task_id)
        self._look_again()
        return task

    def release(self, task_id: str) -> Task:
        task = self._ledger.release(task_id)
        self._handout.forget(task_id)
        self._look_again()
        return task

    def move(self, task_id: str, move: TaskMove) -> Task:
        """Put a waiting task elsewhere in the line. Raises `WrongState` when it or its neighbour does not wait."""
        if (move.before is None) == (move.position is None):
            raise Invalid("Say either in front of which task (before) or to which position.")
        task = self._ledger.get(task_id)
        with self._arranging:
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

    def bring_forward(self, task_ids: Collection[str]) -> list[str]:
        """Put waiting tasks at the front of the line, in the order in which they stand. Returns those that wait."""
        with self._arranging:
            self._look_again()
            order = list(self.state().positions)
            chosen = [task_id for task_id in order if task_id in task_ids]
            if chosen:
                self._book.arrange(brought_forward(order, self._book.read().arranged, chosen))
                self._look_again()
        return chosen

    def pause(self, lane: str | None = None) -> None:
        """Start nothing any more, in one lane or anywhere, until `resume`; what runs goes on. Survives a restart."""
        self._book.pause(_known(lane))
        self._look_again()

    def resume(self, lane: str | None = None) -> None:
        self._book.resume(_known(lane))
        self._handout.forget()
        self._look_again()

    # The line

    def state(self) -> QueueState:
        """The queue now; kept for a moment, because lists ask for every task."""
        kept = self._state
        if kept is None or time.monotonic() - kept[0] > TICK_SECONDS / 4:
            kept = self._state = (time.monotonic(), self._lookout.look())
        return kept[1]

    def order(self) -> list[str]:
        return list(self.state().positions)

    def position(self, task_id: str) -> int | None:
        """1 is the next to run; None for a task that does not wait."""
        return self.state().positions.get(task_id)

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
        self._reuse.stop()

    def pump(self) -> None:
        """Take lost work away, hand out what there is room for, and tell who waits."""
        self._fence.end_frozen()
        state = self._lookout.look()
        self._take_away_lost(state.running)
        free = [task for task in state.order if not state.book.holds(task.lane)]
        for task in free:
            if task.reused_from is not None:
                self._reuse.soon(task, self._look_again)
        to_make = [task for task in free if task.reused_from is None]
        for task in self._handout.give(to_make, state.running, state.workers):
            self._lookout.note_served(task)
        self._herald.tell(state.order, state.book, state.missing)
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
            self._wake.wait(PAUSE_SECONDS if self._herald.has_news else TICK_SECONDS)

    def _look_again(self) -> None:
        self._state = None
        self._wake.set()

    def _take_away_lost(self, running: list[Task]) -> None:
        for task in running:
            if task.worker is not None and self._locks.is_gone(task.worker):
                self._take_away(
                    task.task_id, task.attempt, "Its worker ended in the middle of the work; it waits again."
                )
        for task_id, attempt in self._vigil.lost([(task.task_id, task.attempt) for task in running]):
            self._take_away(task_id, attempt, "Its worker gave no sign of life; it waits for another one.")

    def _take_away(self, task_id: str, attempt: int, reason: str) -> None:
        try:
            task = self._ledger.take_away(task_id, attempt, reason)
        except AuteurError:
            return  # it ended or moved on in the meantime
        self._wake.set()
        log.warning("a worker was lost", action="take_away", task=task_id, attempt=attempt, status=task.status)


def _known(lane: str | None) -> str | None:
    if lane is not None and lane not in LANES:
        raise Invalid(f"There is no lane {lane!r}; there are {' and '.join(LANES)}.")
    return lane
