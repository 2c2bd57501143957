"""A task: slow work that somebody asked for, from the 202 to its end.

The record on disk (`.auteur/tasks/<yyyy-mm>/<taskId>.json`) is the truth about it; only `services.tasks.TaskLedger`
changes its status.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from app.domain.ids import ItemId, ProjectId
from app.domain.records import Message, Record, Timestamp
from app.domain.shot import Quality
from app.domain.take import ReusedFrom

TaskStatus = Literal["pending", "running", "completed", "error", "cancelled"]
TERMINAL: frozenset[TaskStatus] = frozenset({"completed", "error", "cancelled"})

# From → to. Nothing leaves a terminal status; a running task goes back to pending only when its worker was lost.
TRANSITIONS: dict[TaskStatus, frozenset[TaskStatus]] = {
    "pending": frozenset({"running", "cancelled", "error"}),
    "running": frozenset({"pending", "completed", "error", "cancelled"}),
    "completed": frozenset(),
    "error": frozenset(),
    "cancelled": frozenset(),
}


class TaskError(Record):
    """Why a task failed: a stable code, a sentence, and what may help a developer."""

    code: str
    message: str
    detail: str | None = None


class TaskResult(Record):
    output_path: str
    take_number: int | None = None
    metadata: dict[str, Any] = {}


class TaskStep(Record):
    """A named part of the work and how long it took, or has taken so far."""

    name: str
    seconds: float


class StatusChange(Record):
    """One line of a task's story."""

    at: Timestamp
    status: TaskStatus
    reason: str


class Task(Record):
    schema_version: int = 1
    task_id: ItemId
    project_id: ProjectId
    node_id: str
    node_type: str
    shot_id: ItemId | None = None
    function: str
    pipeline_id: str
    """What runs."""
    requested_pipeline_id: str
    """What the quality asked for; differs from `pipeline_id` when a fallback runs."""
    requested_quality: Quality
    fallback_reason: str | None = None
    lane: str = "cpu"
    status: TaskStatus
    reason: str
    """The newest line of the history, for people."""
    progress: Annotated[float, Field(ge=0, le=100)] = 0
    step: str = ""
    steps: list[TaskStep] = []
    """What it has been doing, in order; the last one goes on while the task runs."""
    attempt: int = 0
    max_attempts: int = 3
    priority: int = 0
    """Larger runs earlier."""
    order: float
    """Place among the film's own tasks: smaller runs earlier."""
    paused: bool = False
    """Held back by a person; only while it is pending."""
    created_at: Timestamp
    started_at: Timestamp | None = None
    finished_at: Timestamp | None = None
    worker: str | None = None
    seed: int | None = None
    parameters: dict[str, Any] = {}
    prompt: dict[str, Any] = {}
    recipe: str | None = None
    """Hash of everything that the result depends on: function, pipeline (by its digest), parameters, seed and inputs."""
    result: TaskResult | None = None
    error: TaskError | None = None
    history: list[StatusChange] = []
    request_id: str | None = None
    requested_by: str | None = None
    """The client that asked, as it names itself (header `X-Auteur-Client`)."""
    request: dict[str, Any] | None = None
    """The request as it came, to tell a repeated Idempotency-Key from a misused one."""
    retry_of: ItemId | None = None
    reused_from: ReusedFrom | None = None
    """Where the result came from when nothing had to be made."""

    @property
    def ended(self) -> bool:
        return self.status in TERMINAL


class TaskView(Task):
    """A task as the API shows it."""

    status_url: str
    queue_position: int | None = None
    """1 = next; only while it waits."""
    eta_seconds: float | None = None


class TaskMove(Message):
    """`POST /api/tasks/{id}/move`: in front of another waiting task, or to a position (1 = next)."""

    before: ItemId | None = None
    position: Annotated[int, Field(ge=1)] | None = None


Priority = Annotated[int, Field(ge=-10, le=10)]


class TaskRetry(Message):
    """`POST /api/tasks/{id}/retry`."""

    reuse: bool = True
    """Offer an equal finished result again instead of making it anew."""


class TaskRequest(Message):
    """`POST /api/tasks/submit`."""

    project_id: ProjectId
    node_id: Annotated[str, Field(min_length=1, max_length=100)]
    node_type: Annotated[str, Field(min_length=1, max_length=40)] = "shot"
    function: Annotated[str, Field(pattern=r"^[a-z]+(\.[a-z_]+)+$")] = "image.generate"
    shot_id: ItemId | None = None
    quality: Quality | None = None
    parameters: dict[str, Any] = {}
    priority: Priority = 0
    reuse: bool = True
    """Offer an equal finished result again instead of making it anew."""
    request_id: Annotated[str, Field(max_length=100)] | None = None


class TakesRequest(Message):
    """`POST …/shots/{shid}/takes`."""

    count: Annotated[int, Field(ge=1, le=16)] = 1
    quality: Quality | None = None
    parameters: dict[str, Any] = {}
    priority: Priority = 0
    reuse: bool = True
    """Offer an equal finished result again instead of making it anew."""
    request_id: Annotated[str, Field(max_length=100)] | None = None


class TaskAccepted(Record):
    """The answer to a submitted task."""

    task_id: ItemId
    status: TaskStatus
    status_url: str
    pipeline_id: str
    requested_pipeline_id: str
    fallback_reason: str | None = None
