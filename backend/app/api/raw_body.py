"""A body that is a file's bytes: written to the disk and hashed while it streams in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from fastapi import Request
from starlette.requests import ClientDisconnect

from app.api.door.other_bodies import RAW
from app.api.door.refusals import TooSlow
from app.errors import AuteurError, BadRequest, WrongType
from app.services.uploads.incoming import Upload

PIECE = 1024 * 1024
"""So much is gathered before it is written and hashed, on a thread."""
SILENCE_SECONDS = 60.0
RAW_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {RAW: {"schema": {"type": "string", "format": "binary"}}}}
}
_FINAL = (404, 409, 413, 415, 422)
"""Asking again would be refused again."""
_LENGTH = re.compile(r"[0-9]{1,15}")


def announced_length(request: Request) -> int | None:
    """How many bytes the sender says will come. Raises `WrongType` when they are not sent as plain bytes."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != RAW:
        raise WrongType(f"A file is sent as {RAW}.")
    length = request.headers.get("content-length", "")
    return int(length) if _LENGTH.fullmatch(length) else None


async def take_in(request: Request, upload: Upload) -> None:
    """Raises `BadRequest` when the body was cut off; what came of it has been written."""
    piece, cut = bytearray(), False
    try:
        async for chunk in _patiently(request.stream()):
            piece += chunk
            if len(piece) >= PIECE:
                await anyio.to_thread.run_sync(upload.write, piece)
                piece = bytearray()
    except ClientDisconnect:
        cut = True
    await anyio.to_thread.run_sync(upload.write, piece)
    if cut:
        raise BadRequest("The file was cut off.")


@asynccontextmanager
async def closing(upload: Upload) -> AsyncIterator[None]:
    """Close it in the end. What was refused for good is not kept for another try."""
    try:
        yield
    except AuteurError as error:
        if error.status in _FINAL:
            upload.give_up()
        raise
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(upload.close)


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
