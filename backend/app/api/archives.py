"""Films as wholes: copy one, take one away as a zip, bring one in."""

from __future__ import annotations

import json
from contextlib import ExitStack
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

import anyio
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field, ValidationError

from app.api.bytes import INERT
from app.api.deps import IdempotencyKey, ProjectIdPath, ServicesDep
from app.api.door.other_bodies import FORM
from app.api.one_file_form import receive_file
from app.api.projects import ProjectDetails, details
from app.container import Services
from app.domain.project import Project
from app.domain.records import Message, Timestamp
from app.domain.shot import Name
from app.errors import Invalid
from app.services.travel.archive import Archive

router = APIRouter(prefix="/projects", tags=["projects"])


class DuplicateRequest(Message):
    name: Name | None = None


class ArchiveRequest(Message):
    history: bool = True


class ArchiveTicket(Message):
    url: str
    """Where the zip is fetched, once."""
    expires: Timestamp


class ImportRequest(Message):
    path: Annotated[str, Field(min_length=1, max_length=900)]
    """A folder with a film in it, named from the workspace's root."""


ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}
IMPORT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": ImportRequest.model_json_schema()},
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            },
        },
    }
}


@router.post("/{project_id}/duplicate", status_code=201)
def duplicate_project(
    services: ServicesDep,
    project_id: ProjectIdPath,
    wish: DuplicateRequest,
    response: Response,
    key: IdempotencyKey = None,
) -> ProjectDetails:
    """A second film with the same material and history, and a repository of its own."""
    return _made(services, services.duplicator.duplicate(project_id, wish.name, key).id, response)


@router.post("/{project_id}/archive", response_class=StreamingResponse, responses=ZIP)
def archive_project(services: ServicesDep, project_id: ProjectIdPath, wish: ArchiveRequest) -> StreamingResponse:
    """The film as a zip that is made while it is sent; `auteur-archive.json` in it holds the hash of every file."""
    return _zip(services.archiver.archive(project_id, history=wish.history))


@router.post("/{project_id}/archive/tickets", status_code=201)
def prepare_archive(services: ServicesDep, project_id: ProjectIdPath, wish: ArchiveRequest) -> ArchiveTicket:
    """The same zip behind a link that is good once and for a minute, so that a browser can save it while it comes."""
    ticket = services.archive_tickets.give(project_id, history=wish.history)
    url = f"/api/projects/{project_id}/archive?ticket={ticket.secret}"
    return ArchiveTicket(url=url, expires=ticket.expires)


@router.get("/{project_id}/archive", response_class=StreamingResponse, responses=ZIP)
def fetch_archive(
    services: ServicesDep, project_id: ProjectIdPath, ticket: Annotated[str, Query(min_length=1, max_length=100)]
) -> StreamingResponse:
    """The zip that a ticket was given for: the film as it was then."""
    return _zip(services.archive_tickets.take(project_id, ticket))


def _zip(archive: Archive) -> StreamingResponse:
    plain = archive.name.encode("ascii", "replace").decode().replace("?", "_")
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(archive.name, safe='')}"
    headers = {**INERT, "Content-Disposition": named, "Cache-Control": "no-store"}
    return StreamingResponse(archive.pieces, headers=headers, media_type="application/zip")


@router.post("/import", status_code=201, openapi_extra=IMPORT_BODY)
async def import_project(
    request: Request, services: ServicesDep, response: Response, key: IdempotencyKey = None
) -> ProjectDetails:
    """Bring in a film: a zip as `file` of a form, or the `path` of a folder in the workspace, which is copied.

    A film whose id is taken comes in under a new one.
    """
    if request.headers.get("content-type", "").lower().startswith(FORM):
        project = await _from_form(request, services, key)
    else:
        wish = _read(await request.body())
        project = await anyio.to_thread.run_sync(services.arrivals.from_folder, wish.path, key)
    return await anyio.to_thread.run_sync(_made, services, project.id, response)


async def _from_form(request: Request, services: Services, key: str | None) -> Project:
    with ExitStack() as stack:
        announced = request.headers.get("content-length", "")
        await anyio.to_thread.run_sync(services.arrivals.check_room, int(announced) if announced.isdigit() else 0)
        room = await anyio.to_thread.run_sync(stack.enter_context, services.arrivals.room())
        await receive_file(request, room / "film.zip")
        return await anyio.to_thread.run_sync(partial(services.arrivals.from_zip, room / "film.zip", room, key))


def _read(body: bytes) -> ImportRequest:
    try:
        return ImportRequest.model_validate(json.loads(body or b"{}"))
    except ValidationError as error:
        raise Invalid(
            "The body is not valid.",
            errors=[{"loc": ["body", *e["loc"]], "msg": e["msg"]} for e in error.errors(include_url=False)],
        ) from None
    except ValueError:
        raise Invalid("The body is no JSON object.") from None


def _made(services: Services, project_id: str, response: Response) -> ProjectDetails:
    response.headers["Location"] = f"/api/projects/{project_id}"
    return details(services, project_id, response)
