"""Bytes of a project, served so that a browser shows them and runs nothing: one builder for every route."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from app.domain.media_types import HEAD_BYTES, shown_type

CHUNK = 256 * 1024
UNKNOWN = "application/octet-stream"
INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_PLAIN_NAME = re.compile(r"[^A-Za-z0-9 ._()-]")


def bytes_response(request: Request, source: BinaryIO, tag: str, name: str, *, fixed: bool) -> Response:
    """The open file, whole or the one range asked for; closes it.

    Its type is told from its content: pictures, films and sound that a browser plays are shown, all else is downloaded.
    `fixed`: this address will never show anything else.
    """
    size = os.fstat(source.fileno()).st_size
    shown = shown_type(os.pread(source.fileno(), HEAD_BYTES, 0))
    headers = {
        **INERT,
        "ETag": f'"{tag}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable" if fixed else "private, no-cache",
        "Content-Disposition": _disposition(name, shown is not None),
    }
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        source.close()
        return Response(status_code=304, headers=headers)
    start, end = 0, size - 1
    status = 200
    asked = request.headers.get("range")
    if asked and request.headers.get("if-range", f'"{tag}"') == f'"{tag}"':
        span = _parse_range(asked, size)
        if span is None:
            source.close()
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        start, end = span
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    headers["Content-Length"] = str(end - start + 1)
    return StreamingResponse(_read(source, start, end - start + 1), status, headers, shown or UNKNOWN)


def to_be_saved(name: str, content: bytes, media_type: str) -> Response:
    """A file that was made for this answer, for a browser to save under a name."""
    headers = {**INERT, "Content-Disposition": _disposition(name, shown=False), "Cache-Control": "no-store"}
    return Response(content, headers=headers, media_type=media_type)


def _disposition(name: str, shown: bool) -> str:
    """Plain letters for old programs, and the real name as RFC 6266 writes it."""
    how = "inline" if shown else "attachment"
    plain = _PLAIN_NAME.sub("_", name)
    return f'{how}; filename="{plain}"' + (
        "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    )


def _parse_range(text: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None when it cannot be satisfied. Several ranges are refused."""
    match = _RANGE.fullmatch(text.strip())
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if not first:
        length = int(last)
        return (max(0, size - length), size - 1) if length and size else None
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else None


def _read(source: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with source:
        source.seek(start)
        while length > 0 and (chunk := source.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
