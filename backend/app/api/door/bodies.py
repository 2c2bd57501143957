"""What a request may carry: JSON alone, of bounded size and depth, whole before any route sees it.

Pages of other sites can send forms and plain text without asking first; JSON they cannot.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

import orjson
from starlette.types import Message, Receive, Scope

from app.api.door.fields import fields_of, latin
from app.api.door.refusals import BadJson, TooSlow
from app.errors import BadRequest, TooLarge, WrongType

MAX_DEPTH = 64
SECONDS = 30.0
MAX_DIGITS = 15
_JSON = re.compile(r"application/json\s*(?:;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE)
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NOT_BRACKETS = bytes(sorted(set(range(256)) - set(b"[]{}")))
_OPENING = b"[{"


def has_body(scope: Scope) -> bool:
    lengths = fields_of(scope, b"content-length")
    return bool(fields_of(scope, b"transfer-encoding")) or any(length.strip(b" 0") for length in lengths)


async def checked_body(scope: Scope, receive: Receive, limit: int) -> Receive:
    """A `receive` that gives the body again, once it has been read whole and found to be proper JSON.

    Raises:
        WrongType: it is something else, or compressed. TooLarge: more than `limit` bytes. BadJson. TooSlow.
    """
    types = fields_of(scope, b"content-type")
    if any(_JSON.fullmatch(latin(kind).strip()) is None for kind in types):
        raise WrongType("The studio takes application/json here.")
    if not has_body(scope):
        return receive
    if len(types) != 1:
        raise WrongType("The studio takes application/json here.")
    if fields_of(scope, b"content-encoding"):
        raise WrongType("Compressed bodies are not accepted.")
    body = await _read(scope, receive, limit)
    read_json(body)
    return _again(body, receive)


def read_json(body: bytes) -> Any:
    """JSON as RFC 8259 has it: UTF-8, finite numbers, whole characters, and of bounded depth. Raises `BadJson`."""
    if _depth(body) > MAX_DEPTH:
        raise BadJson(f"The body is nested deeper than {MAX_DEPTH} levels.")
    if _NUL.search(body):
        raise BadJson("The body holds a NUL character.")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadJson() from None


def _depth(body: bytes) -> int:
    """How deep brackets are nested outside strings; stops counting when it is too deep anyway."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return 0
    deepest = depth = 0
    for bracket in _STRING.sub(b"", body).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in _OPENING else -1
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
    return deepest


async def _read(scope: Scope, receive: Receive, limit: int) -> bytes:
    if any(_is_more(length, limit) for length in fields_of(scope, b"content-length")):
        raise TooLarge()
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise BadRequest("The body ended early.")
                body += message.get("body", b"")
                if len(body) > limit:
                    raise TooLarge()
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise TooSlow() from None


def _is_more(announced: bytes, limit: int) -> bool:
    return len(announced) > MAX_DIGITS or (announced.isdigit() and int(announced) > limit)


def _again(body: bytes, receive: Receive) -> Receive:
    told = False

    async def replay() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
