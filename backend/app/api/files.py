"""The film's files as files: look, upload, download, move, and the film's trash."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Path, Query, Request, Response

from app.api.bytes import bytes_response
from app.api.deps import Confirm, Cursor, IfMatch, ItemIdPath, Limit, ProjectIdPath, ServicesDep
from app.api.door.other_bodies import FORM
from app.api.files_form import MAX_FORM_BYTES, FilesForm
from app.api.pages import Page, page_of
from app.api.raw_body import RAW_BODY, announced_length, closing, take_in
from app.api.resuming import ResumeDep, UploadIdPath
from app.domain.asset import CATEGORIES
from app.domain.film_file import FileMove, FileView, PartialFilmFile, RestoreTo, TrashItem
from app.domain.many_files import FilesDeletion, FilesMove, Moved, NewFolder, TrashRestore
from app.domain.paths import MAX_PATH_BYTES, ProjectPath
from app.services.uploads.incoming import MAX_UPLOAD_BYTES

router = APIRouter(prefix="/projects/{project_id}", tags=["files"])

FilePath = Annotated[str, Path(min_length=1, max_length=MAX_PATH_BYTES)]
"""Relative to the film: `04_Project_Files/notes.txt`."""
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "path": {"type": "string", "description": "The folder that the files go to."},
                        "category": {"type": "string", "enum": list(CATEGORIES)},
                    },
                    "required": ["file"],
                }
            }
        },
    }
}


@router.get("/files")
def list_files(
    services: ServicesDep,
    project_id: ProjectIdPath,
    path: Annotated[str, Query(max_length=MAX_PATH_BYTES)] = "",
    recursive: bool = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[FileView]:
    """What is in a folder, folders first; `recursive=true` lists all files below it by path."""
    found, show = services.file_listing.list(project_id, path, recursive=recursive)
    return page_of(found, limit, cursor, show)


@router.post("/files", status_code=201, openapi_extra=_FORM, max_body_size=MAX_FORM_BYTES)
async def add_files(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, replace: bool = False
) -> Page[FileView]:
    """Bring in small files, all of them or none, to the folder `path` or to that of an asset `category`."""
    run = anyio.to_thread.run_sync
    form = FilesForm(partial(services.file_changes.expect_some, project_id))
    try:
        await form.read(request)
        paths = await run(lambda: services.file_changes.receive(project_id, form.come(), replace=replace))
    finally:
        with anyio.CancelScope(shield=True):
            await run(form.close)
    shown = await run(lambda: [services.file_listing.get(project_id, path) for path in paths])
    return Page(items=shown, total=len(shown))


@router.post("/files/move")
def move_file(services: ServicesDep, project_id: ProjectIdPath, move: FileMove) -> FileView:
    """Give a file or a folder another place or another name."""
    return services.file_listing.get(project_id, services.file_moving.move(project_id, move))


@router.post("/files/moves")
def move_files(services: ServicesDep, project_id: ProjectIdPath, wanted: FilesMove) -> Moved:
    """Move several into one folder, all of them or none; `errors` of a 409 names everything that stands in the way."""
    return Moved(paths=list(services.file_moving.move_into(project_id, wanted)))


@router.post("/files/folders", status_code=201)
def make_folder(services: ServicesDep, project_id: ProjectIdPath, wanted: NewFolder) -> FileView:
    """An empty folder. Git holds none: history, archives and copies know of it with the first file in it."""
    path = services.file_moving.make_folder(project_id, wanted.path)
    return services.file_listing.get(project_id, path)


@router.put(
    "/files/{path:path}",
    status_code=201,
    openapi_extra=RAW_BODY,
    max_body_size=MAX_UPLOAD_BYTES,
)
async def put_file(
    services: ServicesDep,
    request: Request,
    project_id: ProjectIdPath,
    path: FilePath,
    response: Response,
    resume: ResumeDep,
    replace: bool = False,
    if_match: IfMatch = None,
) -> FileView:
    """The body is the file's bytes. `replace=true` or `If-Match` puts it in the place of one that is there.

    With `Upload-Id`, `Upload-Offset` and `Upload-Length` what came stays when the connection drops, and a later request
    goes on at the byte that `GET …/uploads/{id}` tells.
    """
    announced = announced_length(request)
    changes, run = services.file_changes, anyio.to_thread.run_sync
    upload = await run(
        lambda: changes.expect(project_id, path, announced, replace=replace, if_match=if_match, resume=resume)
    )
    async with closing(upload):
        await take_in(request, upload)
        [where] = await run(lambda: changes.receive(project_id, [(path, upload)], replace=replace, if_match=if_match))
    shown = await run(services.file_listing.get, project_id, where)
    response.headers["Location"] = shown.url or ""
    return shown


@router.get("/files/{path:path}", response_class=Response)
def get_file(services: ServicesDep, request: Request, project_id: ProjectIdPath, path: FilePath) -> Response:
    """The file itself; range requests are honoured."""
    content, tag, name = services.file_listing.open(project_id, path)
    return bytes_response(request, content, tag, name, fixed=False)


@router.delete("/files/{path:path}")
def delete_file(services: ServicesDep, project_id: ProjectIdPath, path: FilePath) -> TrashItem:
    """Move a file or a folder to the film's trash."""
    return services.file_trash.put(project_id, path)


@router.get("/uploads/{upload_id}")
def partial_upload(services: ServicesDep, project_id: ProjectIdPath, upload_id: UploadIdPath) -> PartialFilmFile:
    """How much of an upload into a folder is here, and whether it is kept; what nobody goes on with goes after a day."""
    state = services.file_changes.partial(project_id, upload_id)
    file = services.file_listing.get(project_id, ProjectPath(state.name)) if state.kept else None
    return PartialFilmFile(name=state.name, length=state.length, received=state.received, file=file)


@router.delete("/uploads/{upload_id}", status_code=204)
def drop_partial_upload(services: ServicesDep, project_id: ProjectIdPath, upload_id: UploadIdPath) -> None:
    """Cancel an upload: what came of it is removed. A file that is kept already stays."""
    services.file_changes.drop_partial(project_id, upload_id)


@router.get("/trash")
def list_trash(
    services: ServicesDep, project_id: ProjectIdPath, limit: Limit = 100, cursor: Cursor = None
) -> Page[TrashItem]:
    """Files and folders that were deleted, newest first."""
    return page_of(services.file_trash.list(project_id), limit, cursor, lambda item: item)


@router.post("/trash")
def delete_files(services: ServicesDep, project_id: ProjectIdPath, wanted: FilesDeletion) -> Page[TrashItem]:
    """Move several files and folders to the film's trash, all of them or none, as one change."""
    items = services.file_trash.put_all(project_id, wanted.paths)
    return Page(items=items, total=len(items))


@router.post("/trash/restore")
def restore_files(services: ServicesDep, project_id: ProjectIdPath, wanted: TrashRestore) -> Moved:
    """Bring several back to where they were, all of them or none, as one change."""
    return Moved(paths=list(services.file_trash.restore_all(project_id, wanted.ids)))


@router.post("/trash/{item_id}/restore")
def restore_file(
    services: ServicesDep, project_id: ProjectIdPath, item_id: ItemIdPath, wanted: RestoreTo | None = None
) -> FileView:
    """Bring it back to where it was, or to another place."""
    path = services.file_trash.restore(project_id, item_id, wanted.to if wanted else None)
    return services.file_listing.get(project_id, path)


@router.delete("/trash/{item_id}", status_code=204)
def delete_for_good(
    services: ServicesDep, project_id: ProjectIdPath, item_id: ItemIdPath, confirm: Confirm = False
) -> None:
    services.file_trash.remove(project_id, item_id, confirm=confirm)


@router.delete("/trash", status_code=204)
def empty_trash(services: ServicesDep, project_id: ProjectIdPath, confirm: Confirm = False) -> None:
    services.file_trash.empty(project_id, confirm=confirm)
