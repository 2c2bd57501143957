"""The ways in which the door refuses, and how a refusal is said to a browser, a script or a socket."""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.types import Scope, Send

from app.api.problems import problem_body
from app.errors import AuteurError, BadRequest


class HostRefused(AuteurError):
    """The studio does not answer to that name; AUTEUR_ALLOWED_ORIGINS may name further addresses."""

    code, status, title = "host_not_allowed", 421, "Misdirected request"


class OriginRefused(AuteurError):
    """Pages of other sites may not talk to the studio."""

    code, status, title = "origin_not_allowed", 403, "Forbidden"


class NotSignedIn(AuteurError):
    """The studio wants a token here: open the address that it printed, or send `Authorization: Bearer …`."""

    code, status, title = "not_signed_in", 401, "Not signed in"


class ScopeTooSmall(AuteurError):
    """That token does not allow this."""

    code, status, title = "scope_too_small", 403, "Forbidden"


class TooManyTries(AuteurError):
    """Too many wrong tokens; wait a little."""

    code, status, title = "too_many_tries", 429, "Too many requests"


class HeadersTooLarge(AuteurError):
    """The request has too many or too long headers."""

    code, status, title = "headers_too_large", 431, "Request header fields too large"


class AddressTooLong(AuteurError):
    """The address of the request is too long."""

    code, status, title = "address_too_long", 414, "URI too long"


class TooManyRanges(AuteurError):
    """The request asks for too many ranges at once."""

    code, status, title = "too_many_ranges", 416, "Range not satisfiable"


class TooSlow(AuteurError):
    """The body of the request did not arrive in time."""

    code, status, title = "too_slow", 408, "Request timeout"


class BadJson(BadRequest):
    """The body is not valid JSON."""

    code = "bad_json"


_HEADERS = {401: {"www-authenticate": 'Bearer realm="Auteur"'}, 429: {"retry-after": "10"}}


async def refuse(scope: Scope, send: Send, refusal: AuteurError) -> None:
    """Answer with problem+json; a handshake gets the same as an HTTP answer, and no socket opens."""
    body = problem_body(scope["path"], refusal.status, refusal.code, refusal.title, refusal.detail, **refusal.extra)
    headers = {"content-type": "application/problem+json", **_HEADERS.get(refusal.status, {})}
    await answer(scope, send, refusal.status, json.dumps(body).encode(), headers)


async def answer(scope: Scope, send: Send, status: int, body: bytes, headers: Mapping[str, str]) -> None:
    """One small answer, which ends the connection: what the client still sends is not read."""
    kind = "http"
    if scope["type"] == "websocket":
        if "websocket.http.response" not in scope.get("extensions", {}):
            return await send({"type": "websocket.close", "code": 1008})
        kind = "websocket.http"
    fields = {**headers, "content-length": str(len(body)), "cache-control": "no-store"}
    if status >= 400:
        fields["connection"] = "close"
    raw = [(name.encode(), value.encode()) for name, value in fields.items()]
    await send({"type": f"{kind}.response.start", "status": status, "headers": raw})
    await send({"type": f"{kind}.response.body", "body": b"" if scope.get("method") == "HEAD" else body})
