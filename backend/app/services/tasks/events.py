"""What is told about a task, made from its record."""

from __future__ import annotations

from app.domain.events import (
    Event,
    GenerationAccepted,
    TaskCancelled,
    TaskFailed,
    TaskOutcome,
    TaskProgress,
    TaskSuccess,
)
from app.domain.task import Task

_CHANGING = {
    "status", "reason", "progress", "step", "steps", "attempt", "max_attempts", "paused", "started_at", "finished_at",
    "worker", "result", "error", "history", "reused_from",
}  # fmt: skip
"""What a change of status can touch in a record."""


def accepted(task: Task) -> GenerationAccepted:
    """The event that tells of a new task."""
    return GenerationAccepted(
        request_id=task.request_id, task_id=task.task_id, node_id=task.node_id, shot_id=task.shot_id,
        pipeline_id=task.pipeline_id, requested_pipeline_id=task.requested_pipeline_id,
        fallback_reason=task.fallback_reason, task=task.to_json(),
    )  # fmt: skip


def ending(task: Task) -> Event:
    """The event that tells how a task ended."""
    if task.result is not None:
        outcome = TaskOutcome.model_validate(task.result.to_json())
        return TaskSuccess(task_id=task.task_id, node_id=task.node_id, result=outcome)
    if task.error is not None:
        error = task.error
        return TaskFailed(task_id=task.task_id, node_id=task.node_id, error=error.message, code=error.code)
    return TaskCancelled(task_id=task.task_id, node_id=task.node_id)


def moved(task: Task) -> TaskProgress:
    """The event that tells a change of the record."""
    told = progressed(task)
    told.changes = task.model_dump(mode="json", by_alias=True, include=_CHANGING)
    return told


def progressed(
    task: Task, *, progress: float | None = None, step: str | None = None, preview_url: str | None = None
) -> TaskProgress:
    """The event that tells how far along a task is; by its record where nothing newer is given."""
    return TaskProgress(
        task_id=task.task_id, node_id=task.node_id, progress=task.progress if progress is None else progress,
        step=task.step if step is None else step, status=task.status, reason=task.reason, preview_url=preview_url,
    )  # fmt: skip
