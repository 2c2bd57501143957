"""Reading header fields as they came: all of them, in order, before any library has merged or dropped one."""

from __future__ import annotations

from starlette.types import Scope


def fields_of(scope: Scope, name: bytes) -> list[bytes]:
    """Every value of a header; `name` in lower case."""
    return [value for key, value in scope["headers"] if key == name]


def latin(value: bytes) -> str:
    return value.decode("latin-1")
