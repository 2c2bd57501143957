"""The film's diary: look at it, name a moment, bring something back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.bytes import bytes_response
from app.api.deps import Cursor, Limit, ProjectIdPath, ServicesDep
from app.api.making import made
from app.domain.history import (
    GitState,
    HistoryDetails,
    HistoryEntry,
    HistoryPage,
    NewCheckpoint,
    RestoreRequest,
    UndoRequest,
)
from app.domain.ids import ID_PATTERN
from app.domain.paths import MAX_PATH_BYTES

router = APIRouter(prefix="/projects/{project_id}", tags=["history"])

CommitPath = Annotated[str, Path(min_length=1, max_length=200)]
FilePath = Annotated[str, Query(min_length=1, max_length=MAX_PATH_BYTES)]


@router.get("/history")
def list_history(
    services: ServicesDep,
    project_id: ProjectIdPath,
    limit: Limit = 100,
    cursor: Cursor = None,
    path: Annotated[str | None, Query(max_length=MAX_PATH_BYTES)] = None,
    element_id: Annotated[str | None, Query(alias="elementId", pattern=ID_PATTERN, max_length=64)] = None,
) -> HistoryPage:
    """Newest first; all of it, or what concerns a file or folder (`path`) or a chapter, scene, shot or asset
    (`elementId`)."""
    return services.history.page(project_id, limit, cursor, path, element_id)


@router.get("/history/{commit}")
def get_history_entry(
    services: ServicesDep,
    project_id: ProjectIdPath,
    commit: CommitPath,
    since: Annotated[str | None, Query(min_length=1, max_length=200)] = None,
) -> HistoryDetails:
    """What changed, in film terms, with pictures of before and after. With `since`, an earlier save of the same document,
    what became of that document from there on."""
    return services.history.get(project_id, commit, since)


@router.get("/history/{commit}/media", response_class=Response)
def history_media(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, commit: CommitPath, path: FilePath
) -> Response:
    """A file as the commit kept it; range requests are honoured."""
    source, tag, name = services.history.open(project_id, commit, path)
    return bytes_response(request, source, tag, name, fixed=True)


@router.get("/history/{commit}/thumbnail", response_class=Response)
async def history_thumbnail(
    services: ServicesDep,
    request: Request,
    project_id: ProjectIdPath,
    commit: CommitPath,
    path: FilePath,
    size: Annotated[int, Query(ge=16, le=2000)] = 640,
) -> Response:
    thumbnail, tag = await made(lambda make: services.history.thumbnail(project_id, commit, path, size, make=make))
    return bytes_response(request, thumbnail.open("rb"), tag, thumbnail.name, fixed=True)


@router.post("/history/checkpoint", status_code=201)
def make_checkpoint(
    services: ServicesDep, project_id: ProjectIdPath, wanted: NewCheckpoint, response: Response
) -> HistoryEntry:
    """Give this moment of the film a name."""
    made = services.history.checkpoint(project_id, wanted.name)
    response.headers["Location"] = f"/api/projects/{project_id}/history/{made.commit}"
    return made


@router.post("/history/restore", status_code=201)
def restore_from_history(
    services: ServicesDep, project_id: ProjectIdPath, wanted: RestoreRequest, response: Response
) -> HistoryEntry:
    """Bring back how a file, a folder, an element or the whole film was, as a new commit. Takes made since stay."""
    made = services.restoring.restore(project_id, wanted)
    response.headers["Location"] = f"/api/projects/{project_id}/history/{made.commit}"
    return made


@router.post("/history/undo", status_code=201)
def undo_in_history(
    services: ServicesDep, project_id: ProjectIdPath, wanted: UndoRequest, response: Response
) -> HistoryEntry:
    """Take changes back, as a new commit; undoing that one is the redo. A change says its commit in `Auteur-Commit`.

    Refused when somebody changed since what they had set. Takes stay, and no number is given twice."""
    made = services.undoing.undo(project_id, wanted)
    response.headers["Location"] = f"/api/projects/{project_id}/history/{made.commit}"
    return made


@router.get("/git/status")
def git_status(services: ServicesDep, project_id: ProjectIdPath) -> GitState:
    """What Git says of the film's folder: files that somebody changed outside the studio and no commit holds."""
    return services.history.status(project_id)
