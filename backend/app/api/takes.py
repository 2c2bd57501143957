"""Takes of a shot: ask for new ones, look, choose, rate, delete, restore."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.bytes import bytes_response
from app.api.deps import (
    ClientName,
    Cursor,
    IdempotencyKey,
    ItemIdPath,
    Limit,
    ProjectIdPath,
    ServicesDep,
    TakeNumberPath,
)
from app.api.making import made
from app.api.pages import Page, page_of
from app.api.tasks import accepted
from app.domain.take import ActiveTake, TakePatch, TakeView
from app.domain.task import TakesRequest, TaskAccepted

router = APIRouter(prefix="/projects/{project_id}/shots/{shot_id}", tags=["takes"])


@router.get("/takes")
def list_takes(
    services: ServicesDep,
    project_id: ProjectIdPath,
    shot_id: ItemIdPath,
    deleted: bool = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[TakeView]:
    """Newest first; `deleted=true` shows the deleted ones too."""
    return page_of(services.takes.list(project_id, shot_id, deleted=deleted), limit, cursor, lambda take: take)


@router.post("/takes", status_code=202)
def request_takes(
    services: ServicesDep,
    project_id: ProjectIdPath,
    shot_id: ItemIdPath,
    wanted: TakesRequest,
    key: IdempotencyKey = None,
    client: ClientName = None,
) -> Page[TaskAccepted]:
    """Ask for new takes: one task each, on record before this answers."""
    tasks = services.generation.takes(project_id, shot_id, wanted, key, client)
    return page_of(tasks, len(tasks), None, accepted)


@router.get("/takes/{number}")
def get_take(services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, number: TakeNumberPath) -> TakeView:
    return services.takes.get(project_id, shot_id, number)


@router.patch("/takes/{number}")
def change_take(
    services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, number: TakeNumberPath, patch: TakePatch
) -> TakeView:
    return services.takes.patch(project_id, shot_id, number, patch)


@router.delete("/takes/{number}")
def delete_take(
    services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, number: TakeNumberPath
) -> TakeView:
    """Hide a take. Its files stay, its number is never given again."""
    return services.takes.delete(project_id, shot_id, number)


@router.post("/takes/{number}/restore")
def restore_take(
    services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, number: TakeNumberPath
) -> TakeView:
    return services.takes.restore(project_id, shot_id, number)


@router.put("/active-take")
def choose_take(services: ServicesDep, project_id: ProjectIdPath, shot_id: ItemIdPath, chosen: ActiveTake) -> TakeView:
    return services.takes.select(project_id, shot_id, chosen.take_number)


@router.get("/takes/{number}/media", response_class=Response)
def take_media(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, shot_id: ItemIdPath, number: TakeNumberPath
) -> Response:
    """The take itself; range requests are honoured."""
    take, media = services.takes.open(project_id, shot_id, number)
    name = take.output.path.rsplit("/", 1)[-1]
    return bytes_response(request, media, take.output.sha256, name, fixed="v" in request.query_params)


@router.get("/takes/{number}/thumbnail", response_class=Response)
async def take_thumbnail(
    services: ServicesDep,
    request: Request,
    project_id: ProjectIdPath,
    shot_id: ItemIdPath,
    number: TakeNumberPath,
    size: Annotated[int, Query(ge=16, le=2000)] = 320,
) -> Response:
    take, path = await made(lambda make: services.takes.thumbnail(project_id, shot_id, number, size, make=make))
    tag = f"{take.output.sha256}-{size}"
    return bytes_response(request, path.open("rb"), tag, path.name, fixed="v" in request.query_params)
