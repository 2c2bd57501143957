"""Files of assets: streamed in, served so that nothing in them runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import anyio
from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as InPath

from app.api.bytes import bytes_response
from app.api.deps import ItemIdPath, ProjectIdPath, ServicesDep
from app.api.making import made
from app.api.raw_body import RAW_BODY, announced_length, closing, take_in
from app.api.resuming import ResumeDep, UploadIdPath
from app.domain.asset import AssetFileView, FileMoveTo, PartialFile, ReceivedFile
from app.services.media.waveforms import Waveform
from app.services.uploads.incoming import MAX_UPLOAD_BYTES

router = APIRouter(prefix="/projects/{project_id}/assets/{asset_id}", tags=["assets"])

FileName = Annotated[str, InPath(min_length=1, max_length=255)]


@router.put("/files/{name}", status_code=201, openapi_extra=RAW_BODY, max_body_size=MAX_UPLOAD_BYTES)
async def receive_asset_file(
    services: ServicesDep,
    request: Request,
    project_id: ProjectIdPath,
    asset_id: ItemIdPath,
    name: FileName,
    resume: ResumeDep,
    replace: bool = False,
) -> ReceivedFile:
    """Give an asset a file: the body is its bytes. `replace=true` puts it in the place of one of the same name.

    With `Upload-Id`, `Upload-Offset` and `Upload-Length` what came stays when the connection drops, and a later request
    goes on at the byte that `GET …/uploads/{id}` tells.
    """
    files, announced = services.asset_files, announced_length(request)
    run = anyio.to_thread.run_sync
    upload = await run(lambda: files.expect(project_id, asset_id, name, announced, replace=replace, resume=resume))
    async with closing(upload):
        await take_in(request, upload)
        return await run(lambda: files.receive(project_id, asset_id, name, upload, replace=replace))


@router.delete("/files/{name}", status_code=204)
def remove_asset_file(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName) -> None:
    """Take a file out of an asset; history keeps it."""
    services.asset_files.remove(project_id, asset_id, name)


@router.post("/files/{name}/move")
def move_asset_file(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName, move: FileMoveTo
) -> AssetFileView:
    """Give a file to another asset (`to`), or another name (`name`); its ending stays."""
    return services.asset_files.move(project_id, asset_id, name, move)


@router.post("/files/{name}/keep")
def keep_asset_file(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName
) -> AssetFileView:
    """Make what another program made of a file part of the film: its record is renewed, and the diary has one entry more."""
    return services.asset_keeping.keep(project_id, asset_id, name)


@router.post("/files/{name}/restore")
def bring_back_asset_file(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName
) -> AssetFileView:
    """Put a file that another program took away there again, as the film keeps it."""
    return services.asset_keeping.bring_back(project_id, asset_id, name)


@router.get("/files/{name}", response_class=Response)
def asset_file(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName
) -> Response:
    """The file itself; range requests are honoured."""
    file, content = services.asset_files.open(project_id, asset_id, name)
    fixed = request.query_params.get("v") == file.sha256[:12]
    return bytes_response(request, content, file.sha256, file.path.name, fixed=fixed)


@router.get("/files/{name}/thumbnail", response_class=Response)
async def asset_thumbnail(
    services: ServicesDep,
    request: Request,
    project_id: ProjectIdPath,
    asset_id: ItemIdPath,
    name: FileName,
    size: Annotated[int, Query(ge=16, le=2000)] = 320,
) -> Response:
    """A small picture of a picture or of a film."""
    path = await made(lambda make: services.asset_files.thumbnail(project_id, asset_id, name, size, make=make))
    return _made_response(request, path)


@router.get("/files/{name}/strip", response_class=Response)
async def asset_strip(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName
) -> Response:
    """Sixteen moments of a film, from left to right in one picture."""
    path = await made(lambda make: services.asset_files.strip(project_id, asset_id, name, make=make))
    return _made_response(request, path)


def _made_response(request: Request, path: Path) -> Response:
    """A picture called by the content that it was made of; `v` says which content was meant."""
    version = request.query_params.get("v")
    fixed = bool(version) and path.stem.startswith(f"{version}")
    return bytes_response(request, path.open("rb"), path.stem, path.name, fixed=fixed)


@router.get("/files/{name}/waveform")
async def asset_waveform(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName
) -> Waveform:
    """How loud a sound is from beginning to end."""
    path = await made(lambda make: services.asset_files.waveform(project_id, asset_id, name, make=make))
    return Waveform.model_validate_json(path.read_bytes())


@router.get("/uploads/{upload_id}")
def partial_file(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, upload_id: UploadIdPath
) -> PartialFile:
    """How much of an upload is here, and whether it is kept; what nobody goes on with is removed after a day."""
    return services.asset_files.partial(project_id, asset_id, upload_id)


@router.delete("/uploads/{upload_id}", status_code=204)
def drop_partial_file(
    services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, upload_id: UploadIdPath
) -> None:
    """Cancel an upload: what came of it is removed. A file that is kept already stays."""
    services.asset_files.drop_partial(project_id, asset_id, upload_id)
