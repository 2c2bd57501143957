"""Tasks and the queue."""

from __future__ import annotations

import os
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import PlainTextResponse

from app.api.bytes import bytes_response
from app.api.deps import ClientName, Cursor, IdempotencyKey, ItemIdPath, Limit, ServicesDep
from app.api.pages import Page, page_of
from app.container import Services
from app.domain.scrubbing import Scrubber
from app.domain.task import Task, TaskAccepted, TaskMove, TaskRequest, TaskRetry, TaskStatus, TaskView
from app.errors import BadPath, FileMissing
from app.services.project_fs import open_regular

router = APIRouter(tags=["tasks"])


def status_url(task: Task) -> str:
    return f"/api/tasks/{task.task_id}/status"


def accepted(task: Task) -> TaskAccepted:
    return TaskAccepted(
        task_id=task.task_id,
        status=task.status,
        status_url=status_url(task),
        pipeline_id=task.pipeline_id,
        requested_pipeline_id=task.requested_pipeline_id,
        fallback_reason=task.fallback_reason,
    )


def task_view(services: Services, task: Task) -> TaskView:
    queue = services.dispatcher.state() if not task.ended else None
    return TaskView.model_validate(
        {
            **task.to_json(),
            "reason": (queue and queue.waits_because(task)) or task.reason,
            "statusUrl": status_url(task),
            "queuePosition": queue.positions.get(task.task_id) if queue else None,
            "etaSeconds": queue.ends.get(task.task_id) if queue else None,
        }
    )


@router.post("/tasks/submit", status_code=202)
def submit_task(
    services: ServicesDep, wanted: TaskRequest, key: IdempotencyKey = None, client: ClientName = None
) -> TaskAccepted:
    """Put one task on record and in line."""
    return accepted(services.generation.submit(wanted, key, requested_by=client)[0])


@router.get("/tasks")
def list_tasks(
    services: ServicesDep,
    project_id: Annotated[str | None, Query(alias="projectId", max_length=64)] = None,
    status: Annotated[list[TaskStatus] | None, Query()] = None,
    function: Annotated[str | None, Query(max_length=60)] = None,
    shot_id: Annotated[str | None, Query(alias="shotId", max_length=64)] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[TaskView]:
    """Newest first; `status` may be given several times."""
    found = services.ledger.list(project_id=project_id, status=status, function=function, shot_id=shot_id)
    return page_of(found, limit, cursor, lambda task: task_view(services, task))


@router.get("/tasks/{task_id}/status")
def task_status(services: ServicesDep, task_id: ItemIdPath) -> TaskView:
    return task_view(services, services.ledger.get(task_id))


@router.get("/tasks/{task_id}/log", response_class=PlainTextResponse)
def task_log(services: ServicesDep, request: Request, task_id: ItemIdPath) -> str:
    """What the runner said while it worked, without secrets and without places on this machine."""
    services.ledger.get(task_id)
    scrubber: Scrubber = request.app.state.scrubber
    return scrubber.text(services.ledger.log(task_id))


@router.get("/tasks/{task_id}/preview", response_class=Response)
def task_preview(services: ServicesDep, request: Request, task_id: ItemIdPath) -> Response:
    """The unfinished picture of a running task, where its runner shows one."""
    path = services.ledger.preview_file(task_id)
    try:
        picture = open_regular(path) if path else None
    except BadPath:
        picture = None
    if path is None or picture is None:
        raise FileMissing("This task shows no preview now.")
    return bytes_response(request, picture, str(os.fstat(picture.fileno()).st_mtime_ns), path.name, fixed=False)


@router.post("/tasks/{task_id}/cancel")
def cancel_task(services: ServicesDep, task_id: ItemIdPath) -> TaskView:
    """After this answers no take of this task will appear."""
    return task_view(services, services.dispatcher.cancel(task_id))


@router.post("/tasks/{task_id}/retry", status_code=202)
def retry_task(
    services: ServicesDep, task_id: ItemIdPath, how: TaskRetry | None = None, client: ClientName = None
) -> TaskAccepted:
    """The same request again, as a new task."""
    return accepted(services.dispatcher.retry(task_id, client, reuse=how.reuse if how else True))


@router.post("/tasks/{task_id}/pause")
def pause_task(services: ServicesDep, task_id: ItemIdPath) -> TaskView:
    """Hold a waiting task back. One that runs cannot be paused (409)."""
    return task_view(services, services.dispatcher.hold(task_id))


@router.post("/tasks/{task_id}/resume")
def resume_task(services: ServicesDep, task_id: ItemIdPath) -> TaskView:
    """Let a task that was held back wait for its turn again."""
    return task_view(services, services.dispatcher.release(task_id))


@router.post("/tasks/{task_id}/move")
def move_task(services: ServicesDep, task_id: ItemIdPath, move: TaskMove) -> TaskView:
    """Put a waiting task in front of another one or at a position. A place given by a person wins over the rules."""
    return task_view(services, services.dispatcher.move(task_id, move))
