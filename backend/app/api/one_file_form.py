"""A form with one file in it, written to the disk while it streams in: a film may be larger than any memory."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import BinaryIO

import anyio
from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from app.errors import BadRequest, Invalid, WrongType

AT_ONCE = 2**20
MAX_HEADER_BYTES = 8 * 1024


async def receive_file(request: Request, target: Path, field: str = "file") -> None:
    """Put the content of the form's `field` at `target`. Raises `BadRequest` for a form that ends early or is none."""
    _, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if not boundary:
        raise WrongType("A form needs a boundary.")
    with target.open("xb") as out:
        form = _Form(field.encode(), out)
        parser = MultipartParser(boundary, form.callbacks())  # type: ignore[arg-type]
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
    if not form.ended:
        raise BadRequest("The form ended early.")
    if form.found != 1:
        raise Invalid(f"The form needs one file in the field “{field}”.")


class _Form:
    """What the parser tells: only the wanted field is kept."""

    def __init__(self, field: bytes, out: BinaryIO) -> None:
        self._field, self._out = field, out
        self._name, self._value, self._wanted = b"", b"", False
        self.found, self.ended = 0, False

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
        self._name, self._value, self._wanted = b"", b"", False

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
            if options.get(b"name") == self._field and b"filename" in options:
                self._wanted = True
                self.found += 1
        self._name = self._value = b""

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._wanted and self.found == 1:
            self._out.write(data[start:end])

    def _end(self) -> None:
        self.ended = True
