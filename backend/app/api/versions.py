"""Answers that a browser keeps: told by their version whether they still hold."""

from __future__ import annotations

from fastapi import Request, Response


def versioned(request: Request, content: bytes, tag: str) -> Response:
    """JSON with its version; nothing but the version for whoever has it already."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": "private, no-cache"}
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type="application/json")
