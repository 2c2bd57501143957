"""How much of an address and of headers the studio reads."""

from __future__ import annotations

import re

from starlette.types import Scope

from app.api.door.fields import fields_of
from app.api.door.refusals import AddressTooLong, HeadersTooLarge, TooManyRanges
from app.errors import BadRequest

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32 * 1024
MAX_PATH_BYTES = 2048
MAX_QUERY_BYTES = 4096
MAX_RANGES = 16
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def check_limits(scope: Scope) -> None:
    """Raises `AddressTooLong`, `HeadersTooLarge`, `TooManyRanges`, or `BadRequest` for control characters in the path."""
    if len(scope.get("raw_path") or b"") > MAX_PATH_BYTES or len(scope["query_string"]) > MAX_QUERY_BYTES:
        raise AddressTooLong()
    headers = scope["headers"]
    if len(headers) > MAX_HEADERS or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES:
        raise HeadersTooLarge()
    if _CONTROL.search(scope["path"]):
        raise BadRequest("The address holds control characters.")
    if sum(value.count(b",") + 1 for value in fields_of(scope, b"range")) > MAX_RANGES:
        raise TooManyRanges()
