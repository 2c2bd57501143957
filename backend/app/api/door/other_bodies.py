"""Routes that take files instead of JSON: named in one list, bounded while the bytes stream through."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.types import Message, Receive, Scope

from app.api.door.fields import fields_of, latin
from app.api.door.paths import api_path
from app.errors import BadRequest, TooLarge, WrongType

MAX_PARTS = 64
FORM = "multipart/form-data"
RAW = "application/octet-stream"
OWN_HEADER = b"x-auteur-client"
"""Another site can send a form, but not with a header of its own."""
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"\r\n]{1,70})"|([0-9A-Za-z\'()+_,./:=?-]{1,70}))\s*(?:;|$)', re.IGNORECASE)


@dataclass(frozen=True)
class OtherBody:
    """`path` is matched whole, below `/api`; at most `largest` bytes of `media_type`, in at most `parts` parts of a form."""

    method: str
    path: re.Pattern[str]
    media_type: str
    largest: int
    parts: int = MAX_PARTS

    def fits(self, scope: Scope) -> bool:
        """Whether this is that route, asked with that type."""
        below = api_path(scope["path"])
        kinds = [latin(kind).partition(";")[0].strip().lower() for kind in fields_of(scope, b"content-type")]
        return (
            scope["method"] == self.method
            and below is not None
            and self.path.fullmatch(below) is not None
            and kinds == [self.media_type]
        )

    def bounded(self, scope: Scope, receive: Receive) -> Receive:
        """A `receive` that raises `TooLarge` when the body turns out to have too many bytes or parts.

        Raises:
            WrongType: compressed, or a form without a boundary. BadRequest: a form without our own header.
        """
        if fields_of(scope, b"content-encoding"):
            raise WrongType("Compressed bodies are not accepted.")
        for length in fields_of(scope, b"content-length"):
            if len(length) > 15 or (length.isdigit() and int(length) > self.largest):
                raise TooLarge()
        delimiter = None
        if self.media_type == FORM:
            if not fields_of(scope, OWN_HEADER):
                raise BadRequest("A form needs the header X-Auteur-Client, with any name in it.")
            delimiter = _delimiter(latin(fields_of(scope, b"content-type")[0]))
        return _Counted(receive, self.largest, self.parts, delimiter)


class _Counted:
    def __init__(self, receive: Receive, largest: int, parts: int, delimiter: bytes | None) -> None:
        self._receive, self._largest, self._parts, self._delimiter = receive, largest, parts, delimiter
        self._size = self._delimiters = 0
        self._tail = b""

    async def __call__(self) -> Message:
        message = await self._receive()
        piece: bytes = message.get("body", b"")
        self._size += len(piece)
        if self._size > self._largest:
            raise TooLarge()
        if self._delimiter and piece:
            seen = self._tail + piece
            self._delimiters += seen.count(self._delimiter)
            self._tail = seen[-(len(self._delimiter) - 1) :]
            if self._delimiters > self._parts + 1:  # the last one ends the form
                raise TooLarge(f"A form may have {self._parts} parts.")
        return message


def _delimiter(content_type: str) -> bytes:
    match = _BOUNDARY.search(content_type)
    if match is None:
        raise WrongType("A form needs a boundary of at most 70 characters.")
    return b"--" + (match.group(1) or match.group(2)).encode("latin-1")
