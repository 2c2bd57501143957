"""Who may do what: scopes, and the tokens and sessions that carry them."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Literal, get_args

from pydantic import Field

from app.domain.records import Record, Timestamp

Scope = Literal["read", "generate", "write", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""From least to most; each one allows what those before it allow."""

TokenName = Annotated[str, Field(pattern=r"^[\w][\w .@:+-]{0,59}$")]


def allows(held: Scope, wanted: Scope) -> bool:
    return SCOPES.index(held) >= SCOPES.index(wanted)


def is_loopback(host: str) -> bool:
    """Whether that name or number means this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Token(Record):
    """A key for a script or a person. Only its hash is kept."""

    token_id: str
    name: TokenName
    scope: Scope
    sha256: str
    created: Timestamp


class Session(Record):
    """A browser that has been let in, until `expires` or until its token is revoked."""

    sha256: str
    token_id: str
    scope: Scope
    expires: Timestamp


class Launch(Record):
    """An address that lets one browser in, once."""

    sha256: str
    expires: Timestamp


class Keys(Record):
    """`.auteur/door.json`."""

    schema_version: int = 1
    tokens: list[Token] = []
    sessions: list[Session] = []
    launches: list[Launch] = []
