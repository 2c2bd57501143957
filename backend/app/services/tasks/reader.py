"""Looking at tasks: one, many, and what is under way. What changes them is in `services.tasks`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from app.domain.events import NodeState
from app.domain.node_state import node_state
from app.domain.task import Task, TaskStatus, TaskStep
from app.errors import TaskNotFound
from app.services.tasks.leases import Leases
from app.services.tasks.log import TaskLogs
from app.services.tasks.store import TaskStore

Tasks = list[Task]


@dataclass(frozen=True)
class Survey:
    """The tasks that have not ended, each list by the time they were asked for."""

    waiting: Tasks
    held: Tasks
    """Waiting, but held back by a person."""
    running: Tasks


class TaskReader:
    def __init__(self, state_dir: Path) -> None:
        self._state_dir = state_dir
        self._store = TaskStore(state_dir / "tasks")
        self._logs = TaskLogs(state_dir / "logs" / "tasks")
        self.leases = Leases(state_dir / "leases")

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

    def log(self, task_id: str) -> str:
        return self._logs.read(task_id)

    def _with_progress(self, task: Task) -> Task:
        lease = self.leases.read(task.task_id, task.attempt) if task.status == "running" else None
        if lease is None:
            return task
        steps = [TaskStep(name=name, seconds=seconds) for name, seconds in lease.steps]
        return task.model_copy(update={"progress": lease.progress, "step": lease.step, "steps": steps})
