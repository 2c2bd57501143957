"""Who is it? By the token that is shown, else by the cookie."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import Scope

from app.api.door.fields import fields_of, latin
from app.services.keyring import Grant, KeyRing


def shows_token(scope: Scope) -> bool:
    return bool(fields_of(scope, b"authorization"))


def recognised(scope: Scope, keys: KeyRing, cookie: str) -> Grant | None:
    """None for nobody that is known. A token that is shown counts alone, also when a cookie came with it."""
    shown = fields_of(scope, b"authorization")
    if shown:
        kind, _, secret = latin(shown[0]).partition(" ")
        return keys.token(secret.strip()) if len(shown) == 1 and kind.lower() == "bearer" else None
    for secret in _cookies(scope, cookie):
        grant = keys.session(secret)
        if grant is not None:
            return grant
    return None


def _cookies(scope: Scope, wanted: str) -> Iterable[str]:
    for line in fields_of(scope, b"cookie"):
        for part in latin(line).split(";"):
            name, _, value = part.strip().partition("=")
            if name == wanted:
                yield value
