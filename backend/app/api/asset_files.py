"""Files of assets: streamed in, served so that nothing in them runs."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Path, Query, Request, Response
from starlette.requests import ClientDisconnect

from app.api.bytes import bytes_response
from app.api.deps import ItemIdPath, ProjectIdPath, ServicesDep
from app.api.door.other_bodies import RAW
from app.api.door.refusals import TooSlow
from app.api.making import made
from app.domain.asset import ReceivedFile
from app.errors import BadRequest, WrongType
from app.services.uploads import MAX_UPLOAD_BYTES, Upload
from app.services.waveforms import Waveform

router = APIRouter(prefix="/projects/{project_id}/assets/{asset_id}/files", tags=["assets"])

PIECE = 1024 * 1024
"""So much is gathered before it is written and hashed, on a thread."""
SILENCE_SECONDS = 60.0
_LENGTH = re.compile(r"[0-9]{1,15}")
_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {RAW: {"schema": {"type": "string", "format": "binary"}}}}
}

FileName = Annotated[str, Path(min_length=1, max_length=255)]


@router.put("/{name}", status_code=201, openapi_extra=_BODY, max_body_size=MAX_UPLOAD_BYTES)
async def receive_asset_file(
    services: ServicesDep,
    request: Request,
    project_id: ProjectIdPath,
    asset_id: ItemIdPath,
    name: FileName,
    replace: bool = False,
) -> ReceivedFile:
    """Give an asset a file: the body is its bytes. `replace=true` puts it in the place of one of the same name."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != RAW:
        raise WrongType(f"A file is sent as {RAW}.")
    length = request.headers.get("content-length", "")
    announced = int(length) if _LENGTH.fullmatch(length) else None
    run = anyio.to_thread.run_sync
    upload = await run(lambda: services.asset_files.expect(project_id, asset_id, name, announced, replace=replace))
    try:
        await _take_in(request, upload)
        return await run(lambda: services.asset_files.receive(project_id, asset_id, name, upload, replace=replace))
    finally:
        with anyio.CancelScope(shield=True):
            await run(upload.close)


async def _take_in(request: Request, upload: Upload) -> None:
    piece = bytearray()
    try:
        async for chunk in _patiently(request.stream()):
            piece += chunk
            if len(piece) >= PIECE:
                await anyio.to_thread.run_sync(upload.write, piece)
                piece = bytearray()
    except ClientDisconnect:
        raise BadRequest("The file was cut off; nothing of it was kept.") from None
    await anyio.to_thread.run_sync(upload.write, piece)


async def _patiently(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same, but not waiting for ever. Raises `TooSlow`."""
    while True:
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise TooSlow() from None
        yield chunk


@router.delete("/{name}", status_code=204)
def remove_asset_file(services: ServicesDep, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName) -> None:
    """Take a file out of an asset; history keeps it."""
    services.asset_files.remove(project_id, asset_id, name)


@router.get("/{name}", response_class=Response)
def asset_file(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName
) -> Response:
    """The file itself; range requests are honoured."""
    file, content = services.asset_files.open(project_id, asset_id, name)
    return bytes_response(request, content, file.sha256, file.path.name, fixed="v" in request.query_params)


@router.get("/{name}/thumbnail", response_class=Response)
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
    return bytes_response(request, path.open("rb"), path.stem, path.name, fixed="v" in request.query_params)


@router.get("/{name}/waveform")
async def asset_waveform(
    services: ServicesDep, request: Request, project_id: ProjectIdPath, asset_id: ItemIdPath, name: FileName
) -> Waveform:
    """How loud a sound is from beginning to end."""
    path = await made(lambda make: services.asset_files.waveform(project_id, asset_id, name, make=make))
    return Waveform.model_validate_json(path.read_bytes())
