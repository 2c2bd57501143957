"""What a shot or a node of the canvas shows about its tasks."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.events import NodeState
from app.domain.task import Task, TaskStatus

_SHOWN: dict[TaskStatus, NodeState] = {"completed": "completed", "error": "error"}


def node_state(tasks: Iterable[Task]) -> NodeState:
    """Generating while any of the tasks is under way, else how the last one ended that was not cancelled."""
    last: Task | None = None
    for task in tasks:
        if not task.ended:
            return "generating"
        if task.status in _SHOWN and task.finished_at is not None and (last is None or _later(task, last)):
            last = task
    return _SHOWN[last.status] if last else "idle"


def _later(one: Task, other: Task) -> bool:
    assert one.finished_at is not None
    assert other.finished_at is not None
    return (one.finished_at, one.task_id) > (other.finished_at, other.task_id)
