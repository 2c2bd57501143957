"""A form, part by part while it streams in: whoever reads it says where each part goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import anyio
from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from app.errors import BadRequest, WrongType

AT_ONCE = 2**20
MAX_HEADER_BYTES = 8 * 1024

Write = Callable[[bytes], None]
Begin = Callable[[str, str | None], Write | None]
"""Given a part's field and the name of its file, if it is one: what takes its bytes, or None to pass it over."""


async def read_parts(request: Request, begin: Begin) -> None:
    """`begin` and what it gives are called on a thread. Raises `BadRequest` for a form that ends early or is none."""
    _, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if not boundary:
        raise WrongType("A form needs a boundary.")
    parts = _Parts(begin)
    parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
    waiting = bytearray()
    try:
        async for piece in request.stream():
            waiting += piece
            if len(waiting) >= AT_ONCE:
                await anyio.to_thread.run_sync(partial(parser.write, bytes(waiting)))
                waiting.clear()
        await anyio.to_thread.run_sync(partial(parser.write, bytes(waiting)))
    except ClientDisconnect:
        raise BadRequest("The body ended early.") from None
    except MultipartParseError:
        raise BadRequest("That is no proper form.") from None
    if not parts.ended:
        raise BadRequest("The form ended early.")


class _Parts:
    """What the parser tells."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._name = self._value = b""
        self._write: Write | None = None
        self.ended = False

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._part_begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._part_data,
            "on_end": self._end,
        }

    def _part_begin(self) -> None:
        self._name = self._value = b""
        self._write = None

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._name = self._bounded(self._name + data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value = self._bounded(self._value + data[start:end])

    def _bounded(self, text: bytes) -> bytes:
        if len(text) > MAX_HEADER_BYTES:
            raise BadRequest("A header in the form is too long.")
        return text

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            name, file = options.get(b"name"), options.get(b"filename")
            if name is not None:
                self._write = self._begin(_text(name), _text(file) if file is not None else None)
        self._name = self._value = b""

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._write is not None:
            self._write(data[start:end])

    def _end(self) -> None:
        self.ended = True


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise BadRequest("The names in a form are written in UTF-8.") from None
