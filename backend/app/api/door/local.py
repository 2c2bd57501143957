"""Is this somebody at this machine?"""

from __future__ import annotations

from starlette.types import Scope

from app.api.door.addresses import parse_authority, scheme_of
from app.api.door.fields import fields_of, latin
from app.domain.access import is_loopback

_OF_A_PROXY = (b"forwarded", b"x-forwarded-for", b"x-real-ip", b"via")


def is_local(scope: Scope) -> bool:
    """Both ends are loopback, by name too, and no proxy says that it speaks for somebody else."""
    for end in (scope.get("client"), scope.get("server")):
        if end is None or not is_loopback(end[0]):
            return False
    host = parse_authority(latin(fields_of(scope, b"host")[0]), scheme_of(scope))
    return host is not None and is_loopback(host.host) and not any(fields_of(scope, name) for name in _OF_A_PROXY)
