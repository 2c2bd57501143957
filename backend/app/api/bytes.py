"""Bytes of a project, served so that a browser shows them and runs nothing: one builder for every route."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

CHUNK = 256 * 1024
SHOWN_INLINE = {"image/png", "image/jpeg", "image/webp", "video/mp4", "audio/wav", "audio/mpeg"}
INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def bytes_response(
    request: Request, source: BinaryIO, media_type: str, tag: str, name: str, *, fixed: bool
) -> Response:
    """The open file, whole or the one range asked for; closes it. `fixed`: this address will never show anything else."""
    size = os.fstat(source.fileno()).st_size
    kind = media_type if media_type in SHOWN_INLINE else "application/octet-stream"
    headers = {
        **INERT,
        "ETag": f'"{tag}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=31536000, immutable" if fixed else "private, no-cache",
        "Content-Disposition": f'{"inline" if media_type in SHOWN_INLINE else "attachment"}; filename="{name}"',
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
    return StreamingResponse(_read(source, start, end - start + 1), status, headers, kind)


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
