"""The task ledger: the only place where a task's status changes.

Every change is checked against `domain.task.TRANSITIONS`, written durably under the task's lock, and then announced. An
attempt is fenced by its number: whoever holds an older one can change nothing any more.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.domain.events import Event, NodeStateUpdated, TaskProgress
from app.domain.records import now
from app.domain.task import TRANSITIONS, StatusChange, Task, TaskError, TaskResult, TaskStatus
from app.errors import TaskBusy, TaskNotFound, WrongState
from app.services.tasks.events import accepted, ending, moved, progressed
from app.services.tasks.progress import ProgressFeed
from app.services.tasks.reader import TaskReader

SOON = 1.0
"""How long the lock is waited for by what is done again anyhow, or goes on without."""

Tells = list[Event]
Publish = Callable[[str, Sequence[Event]], None]


class TaskLedger(TaskReader):
    def __init__(self, state_dir: Path, publish: Publish) -> None:
        super().__init__(state_dir)
        self._publish = publish
        self._feed = ProgressFeed(self._announce_progress)

    # Changing

    def create(self, task: Task) -> Task:
        """Put a task on record. One that is there already (same id) is returned as it stands."""
        with self._store.locked(task.task_id):
            if self._store.find(task.task_id) is not None:
                return self.get(task.task_id)
            first = StatusChange(at=task.created_at, status="pending", reason=task.reason)
            task = task.model_copy(update={"history": [first]})
            self._store.create(task)
            self._publish(task.project_id, [accepted(task), *self._node_states(task), progressed(task)])
            return task

    def claim(self, task_id: str, worker: str) -> Task | None:
        """Start the next attempt of a waiting task; None when it may not run: claimed by another, or ended."""
        if self._store.peek(task_id).status != "pending":
            return None
        with self._store.locked(task_id):
            task = self._store.read(task_id)
            if task.status != "pending" or task.paused:
                return None
            task.attempt += 1
            task.worker, task.started_at, task.progress, task.step, task.steps = worker, now(), 0, "", []
            self.leases.open(task_id, task.attempt)
            again = f" (attempt {task.attempt} of {task.max_attempts})" if task.attempt > 1 else ""
            self._move(task, "running", f"Started on {worker}{again}.")
            self._publish(task.project_id, [moved(task), *self._node_states(task)])
            return task

    def hold(self, task_id: str) -> Task:
        """Hold a waiting task back until `release`. Raises `WrongState` for one that runs or has ended."""
        return self._set_paused(task_id, True, "Held back until it is let go on.")

    def release(self, task_id: str) -> Task:
        """Let a held task wait for its turn again."""
        return self._set_paused(task_id, False, "Waits for its turn again.")

    def _set_paused(self, task_id: str, paused: bool, reason: str) -> Task:
        with self._store.locked(task_id):
            task = self._store.read(task_id)
            if task.status == "running":
                raise WrongState("A running task cannot be paused; cancel it, or let it finish.")
            if task.ended:
                raise WrongState(f"The task is {task.status} already.")
            if task.paused != paused:
                task.paused = paused
                self._note(task, reason)
                self._publish(task.project_id, [moved(task)])
            return task

    def progress(
        self,
        task_id: str,
        attempt: int,
        progress: float,
        step: str,
        *,
        eta_seconds: float | None = None,
        preview_url: str | None = None,
        preview: str | None = None,
    ) -> None:
        """Note how far along the attempt is. Announced at most ten times a second; the newest is never lost.

        `preview` is an unfinished picture in the attempt's output folder, `preview_url` where clients find it.
        """
        if self.leases.note(task_id, attempt, progress=progress, step=step, preview=preview) is None:
            return
        told = progressed(self._store.peek(task_id), progress=progress, step=step, preview_url=preview_url)
        told.eta_seconds = eta_seconds
        self._feed.offer(attempt, told)

    @contextmanager
    def publishing(self, task_id: str, attempt: int) -> Iterator[Task]:
        """Hold the task while its result is adopted, so that a cancel comes either before or after, never in between.

        Raises `WrongState` when the attempt may not publish: the task was cancelled or taken away.
        """
        with self._store.locked(task_id):
            self.leases.beat(task_id, attempt)
            yield self._held_by(task_id, attempt)

    def complete(self, task_id: str, attempt: int, result: TaskResult) -> Task:
        with self._store.locked(task_id):
            task = self._held_by(task_id, attempt)
            task.result, task.progress, task.finished_at = result, 100, now()
            self._move(
                task, "completed", f"Finished as take {result.take_number}." if result.take_number else "Finished."
            )
            self._end(task)
            return task

    def fail(self, task_id: str, attempt: int, error: TaskError) -> Task:
        with self._store.locked(task_id):
            self.leases.beat(task_id, attempt)
            return self._fail(self._held_by(task_id, attempt), error)

    def cancel(self, task_id: str, reason: str = "Cancelled.", *, only_waiting: bool = False) -> Task:
        """After this returns the task yields no take. Cancelling a cancelled one changes nothing."""
        with self._store.locked(task_id):
            task = self._store.read(task_id)
            if task.status == "cancelled":
                return task
            if only_waiting and task.status != "pending":
                raise WrongState(f"The task is {task.status}; it does not wait any more.")
            task = self._with_progress(task)
            task.finished_at = now()
            self._move(task, "cancelled", reason)
            self._end(task)
            return task

    def take_away(self, task_id: str, attempt: int, reason: str, *, count: bool = True, reuse: bool = True) -> Task:
        """The attempt's worker is lost: back into line at its old place, or the end when it was lost too often.

        `count=False` is for a worker that hands the task back by itself; that attempt does not count. `reuse=False`
        lets it be made anew, because the result that it should have shared is gone. Raises `TaskBusy` soon when
        somebody holds the task's lock, so that one task does not hold up the others.
        """
        with self._store.locked(task_id, SOON):
            task = self._held_by(task_id, attempt)
            if not reuse:
                task.reused_from = None
            if not count:
                task.max_attempts += 1
            if task.attempt >= task.max_attempts:
                message = f"The worker was lost {task.attempt} times while it made this; it will not be tried again."
                return self._fail(task, TaskError(code="worker_lost", message=message, detail=reason))
            self.leases.close(task_id, attempt)
            self._feed.drop(task_id)
            task.worker, task.progress, task.step, task.steps = None, 0, "", []
            self._move(task, "pending", reason)
            self._publish(task.project_id, [moved(task)])
            return task

    def announce(self, project_id: str, events: Sequence[Event]) -> None:
        """Tell a film's windows something about its tasks that is in no record, such as the order of the line.

        Why a task waits is told under its lock, and only as long as it does wait.
        """
        for event in events:
            if isinstance(event, TaskProgress):
                self._announce_wait(event)
            else:
                self._publish(project_id, [event])

    def tidy(self) -> None:
        """Mend what crashed processes left: ends that were not told, leases, locks, staging of attempts that are over."""
        # What is there is listed before the records are read, because an attempt is on record before it stages.
        attempts = sorted((self._state_dir / "staging").glob("*/*"))
        leases = self.leases.on_disk()
        running = {(task.task_id, task.attempt) for task in self.running()}
        for task_id, attempt in leases - running:
            with contextlib.suppress(TaskBusy):
                self._close_left_over(task_id, attempt)
        for path in attempts:
            if (path.parent.name, path.name) not in {(task_id, str(attempt)) for task_id, attempt in running}:
                shutil.rmtree(path, ignore_errors=True)
                with contextlib.suppress(OSError):
                    path.parent.rmdir()
        self._store.tidy_locks()

    def _close_left_over(self, task_id: str, attempt: int) -> None:
        """Under the task's lock, so that nobody is just about to tell the end and to close the lease."""
        with contextlib.suppress(TaskNotFound), self._store.locked(task_id, SOON):
            task = self._store.read(task_id)
            if task.status == "running" and task.attempt == attempt:
                return
            if task.ended and task.attempt == attempt and self.leases.read(task_id, attempt) is not None:
                self._end(task)
        self.leases.close(task_id, attempt)

    # The log

    def append_log(self, task_id: str, text: str) -> None:
        self._logs.append(task_id, text)

    # How a change is made

    def _held_by(self, task_id: str, attempt: int) -> Task:
        task = self._with_progress(self._store.read(task_id))
        if task.status != "running":
            raise WrongState(f"The task is {task.status}, so this attempt may not go on.")
        if task.attempt != attempt:
            raise WrongState("The task was given to another worker.")
        return task

    def _fail(self, task: Task, error: TaskError) -> Task:
        task.error, task.finished_at = error, now()
        self._move(task, "error", error.message)
        self._end(task)
        return task

    def _move(self, task: Task, status: TaskStatus, reason: str) -> None:
        if status not in TRANSITIONS[task.status]:
            raise WrongState(f"The task is {task.status} already; it cannot become {status}.")
        task.status = status
        task.paused = False
        self._note(task, reason)

    def _note(self, task: Task, reason: str) -> None:
        task.reason = reason
        task.history = [*task.history, StatusChange(at=now(), status=task.status, reason=reason)]
        self._store.write(task)

    def _end(self, task: Task) -> None:
        """Tell the end, then let the lease go: one that is left over means that the end may not have been told."""
        self._feed.drop(task.task_id)
        self._publish(task.project_id, [moved(task), ending(task), *self._node_states(task)])
        self.leases.close(task.task_id, task.attempt)

    def _node_states(self, task: Task) -> Tells:
        """Of the node, and of the shot where that is another one."""
        nodes = dict.fromkeys(node for node in (task.node_id, task.shot_id) if node)
        states = {node: self.node_state(task.project_id, node) if task.ended else "generating" for node in nodes}
        return [NodeStateUpdated(node_id=node, state=state) for node, state in states.items()]

    def _announce_wait(self, event: TaskProgress) -> None:
        with contextlib.suppress(TaskNotFound, TaskBusy), self._store.locked(event.task_id, SOON):
            task = self._store.peek(event.task_id)
            if task.status == "pending" and not task.paused:
                self._publish(task.project_id, [event])

    def _announce_progress(self, attempt: int, event: TaskProgress) -> None:
        """Under the task's lock, so that no progress is announced after the end."""
        with contextlib.suppress(TaskBusy), self._store.locked(event.task_id, SOON):
            if self.still_running(event.task_id, attempt):
                self._publish(self._store.peek(event.task_id).project_id, [event])
