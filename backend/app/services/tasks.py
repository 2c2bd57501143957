"""The task ledger: the only place where a task's status changes.

Every change is checked against `domain.task.TRANSITIONS`, written durably under the task's lock, and then announced. An
attempt is fenced by its number: whoever holds an older one can change nothing any more.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.events import (
    Event,
    GenerationAccepted,
    NodeState,
    NodeStateUpdated,
    TaskCancelled,
    TaskFailed,
    TaskOutcome,
    TaskProgress,
    TaskSuccess,
)
from app.domain.node_state import node_state
from app.domain.records import now
from app.domain.task import TRANSITIONS, StatusChange, Task, TaskError, TaskResult, TaskStatus, TaskStep
from app.errors import TaskNotFound, WrongState
from app.services.leases import Leases
from app.services.task_log import TaskLogs
from app.services.task_progress import ProgressFeed
from app.services.task_store import TaskStore

Tasks = list[Task]
Tells = list[Event]
Publish = Callable[[str, Sequence[Event]], None]

_CHANGING = {
    "status", "reason", "progress", "step", "steps", "attempt", "max_attempts", "paused", "started_at", "finished_at",
    "worker", "result", "error", "history", "reused_from",
}  # fmt: skip
"""What a change of status can touch in a record."""


@dataclass(frozen=True)
class Survey:
    """The tasks that have not ended, each list by the time they were asked for."""

    waiting: Tasks
    held: Tasks
    """Waiting, but held back by a person."""
    running: Tasks


class TaskLedger:
    def __init__(self, state_dir: Path, publish: Publish) -> None:
        self._state_dir, self._publish = state_dir, publish
        self._store = TaskStore(state_dir / "tasks")
        self._logs = TaskLogs(state_dir / "logs" / "tasks")
        self._feed = ProgressFeed(self._announce_progress)
        self.leases = Leases(state_dir / "leases")

    # Reading

    def get(self, task_id: str) -> Task:
        """The task, with the progress of the attempt that runs. Raises `TaskNotFound`."""
        return self._with_progress(self._store.read(task_id))

    def list(
        self,
        *,
        project_id: str | None = None,
        status: TaskStatus | Collection[TaskStatus] | None = None,
        function: str | None = None,
        shot_id: str | None = None,
        ended: bool | None = None,
    ) -> Tasks:
        """Newest first; `status` may name several."""
        wanted = {status} if isinstance(status, str) else set(status or ())
        found = [
            self._with_progress(task)
            for task in (self._store.open() if ended is False else self._store.all())
            if (project_id is None or task.project_id == project_id)
            and (not wanted or task.status in wanted)
            and (function is None or task.function == function)
            and (shot_id is None or task.shot_id == shot_id)
            and (ended is None or task.ended == ended)
        ]
        return sorted(found, key=lambda task: (task.created_at, task.order, task.task_id), reverse=True)

    def waiting(self) -> Tasks:
        """Those that may run, by the time they were asked for; `services.queue.line` makes the order from it."""
        return self.survey().waiting

    def running(self) -> Tasks:
        return self.survey().running

    def survey(self) -> Survey:
        """What is under way, read in one go."""
        survey = Survey([], [], [])
        for task in sorted(self._store.open(), key=lambda task: (task.order, task.task_id)):
            if task.status == "running":
                survey.running.append(self._with_progress(task))
            else:
                (survey.held if task.paused else survey.waiting).append(task)
        return survey

    def ended(self) -> Tasks:
        """Every task that is over, in no order. They are shared: do not change them."""
        return [task for task in self._store.all() if task.ended]

    def with_recipe(self, project_id: str, recipe: str) -> Tasks:
        """Completed tasks of a film that were asked for in exactly this way, newest first."""
        same = [
            task
            for task in self._store.all()
            if task.recipe == recipe and task.project_id == project_id and task.status == "completed"
        ]
        return sorted(same, key=lambda task: (task.finished_at or task.created_at, task.task_id), reverse=True)

    def films(self) -> set[str]:
        """Every film that ever had a task."""
        return {task.project_id for task in self._store.all()}

    def counts(self) -> Counter[TaskStatus]:
        """How many tasks there are of each status."""
        return Counter(task.status for task in self._store.all())

    def node_state(self, project_id: str, node_id: str) -> NodeState:
        """What a node or a shot shows about its tasks."""
        return node_state(self._store.of_node(project_id, node_id))

    def still_running(self, task_id: str, attempt: int) -> bool:
        """Whether this attempt may go on; cheap enough to ask several times a second."""
        try:
            task = self._store.peek(task_id)
        except TaskNotFound:
            return False
        return task.status == "running" and task.attempt == attempt

    def preview_file(self, task_id: str) -> Path | None:
        """The unfinished picture of the attempt that runs, where there is one."""
        task = self._store.read(task_id)
        lease = self.leases.read(task_id, task.attempt) if task.status == "running" else None
        return self.outputs(task_id, task.attempt) / lease.preview if lease and lease.preview else None

    def outputs(self, task_id: str, attempt: int) -> Path:
        """The folder that an attempt's runner writes into."""
        return self._state_dir / "staging" / task_id / str(attempt) / "out"

    # Changing

    def create(self, task: Task) -> Task:
        """Put a task on record. One that is there already (same id) is returned as it stands."""
        with self._store.locked(task.task_id):
            if self._store.find(task.task_id) is not None:
                return self.get(task.task_id)
            task = task.model_copy(deep=True)
            task.history = [StatusChange(at=task.created_at, status="pending", reason=task.reason)]
            self._store.write(task)
            accepted = GenerationAccepted(
                request_id=task.request_id, task_id=task.task_id, node_id=task.node_id, shot_id=task.shot_id,
                pipeline_id=task.pipeline_id, requested_pipeline_id=task.requested_pipeline_id,
                fallback_reason=task.fallback_reason, task=task.to_json(),
            )  # fmt: skip
            self._publish(task.project_id, [accepted, *self._node_states(task), _progress(task)])
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
            self._publish(task.project_id, [_moved(task), *self._node_states(task)])
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
                self._publish(task.project_id, [_moved(task)])
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
        told = _progress(self._store.peek(task_id), progress=progress, step=step, preview_url=preview_url)
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
        lets it be made anew, because the result that it should have shared is gone.
        """
        with self._store.locked(task_id):
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
            self._publish(task.project_id, [_moved(task)])
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
            self._close_left_over(task_id, attempt)
        for path in attempts:
            if (path.parent.name, path.name) not in {(task_id, str(attempt)) for task_id, attempt in running}:
                shutil.rmtree(path, ignore_errors=True)
                with contextlib.suppress(OSError):
                    path.parent.rmdir()
        self._store.tidy_locks()

    def _close_left_over(self, task_id: str, attempt: int) -> None:
        """Under the task's lock, so that nobody is just about to tell the end and to close the lease."""
        with contextlib.suppress(TaskNotFound), self._store.locked(task_id):
            task = self._store.read(task_id)
            if task.status == "running" and task.attempt == attempt:
                return
            if task.ended and task.attempt == attempt and self.leases.read(task_id, attempt) is not None:
                self._end(task)
        self.leases.close(task_id, attempt)

    # The log

    def append_log(self, task_id: str, text: str) -> None:
        self._logs.append(task_id, text)

    def log(self, task_id: str) -> str:
        return self._logs.read(task_id)

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
        self._publish(task.project_id, [_moved(task), _ending(task), *self._node_states(task)])
        self.leases.close(task.task_id, task.attempt)

    def _node_states(self, task: Task) -> Tells:
        """Of the node, and of the shot where that is another one."""
        nodes = dict.fromkeys(node for node in (task.node_id, task.shot_id) if node)
        states = {node: self.node_state(task.project_id, node) if task.ended else "generating" for node in nodes}
        return [NodeStateUpdated(node_id=node, state=state) for node, state in states.items()]

    def _with_progress(self, task: Task) -> Task:
        lease = self.leases.read(task.task_id, task.attempt) if task.status == "running" else None
        if lease is None:
            return task
        steps = [TaskStep(name=name, seconds=seconds) for name, seconds in lease.steps]
        return task.model_copy(update={"progress": lease.progress, "step": lease.step, "steps": steps})

    def _announce_wait(self, event: TaskProgress) -> None:
        with contextlib.suppress(TaskNotFound), self._store.locked(event.task_id):
            task = self._store.peek(event.task_id)
            if task.status == "pending" and not task.paused:
                self._publish(task.project_id, [event])

    def _announce_progress(self, attempt: int, event: TaskProgress) -> None:
        """Under the task's lock, so that no progress is announced after the end."""
        with self._store.locked(event.task_id):
            if self.still_running(event.task_id, attempt):
                self._publish(self._store.peek(event.task_id).project_id, [event])


def _ending(task: Task) -> Event:
    """The event that tells how a task ended."""
    if task.result is not None:
        outcome = TaskOutcome.model_validate(task.result.to_json())
        return TaskSuccess(task_id=task.task_id, node_id=task.node_id, result=outcome)
    if task.error is not None:
        error = task.error
        return TaskFailed(task_id=task.task_id, node_id=task.node_id, error=error.message, code=error.code)
    return TaskCancelled(task_id=task.task_id, node_id=task.node_id)


def _moved(task: Task) -> TaskProgress:
    """The event that tells a change of the record."""
    told = _progress(task)
    told.changes = task.model_dump(mode="json", by_alias=True, include=_CHANGING)
    return told


def _progress(
    task: Task, *, progress: float | None = None, step: str | None = None, preview_url: str | None = None
) -> TaskProgress:
    return TaskProgress(
        task_id=task.task_id, node_id=task.node_id, progress=task.progress if progress is None else progress,
        step=task.step if step is None else step, status=task.status, reason=task.reason, preview_url=preview_url,
    )  # fmt: skip
