"""The addresses under which the studio may be reached: exact host and port, never a pattern."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import NamedTuple

from starlette.types import Scope

from app.domain.access import is_loopback

_AUTHORITY = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9._-]{0,252}))(?::([0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PLAIN_SCHEMES = {"ws": "http", "wss": "https"}
WILDCARDS = frozenset({"0.0.0.0", "::", ""})


class Address(NamedTuple):
    """Where a browser thinks it is: scheme, host in lower case and without brackets, port."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"


def parse_authority(text: str, scheme: str) -> Address | None:
    """`host` or `host:port` as in a `Host` header; None when it is neither."""
    match = _AUTHORITY.fullmatch(text.lower())
    if match is None:
        return None
    host, digits = match.groups()
    port = int(digits) if digits else _DEFAULT_PORTS[scheme]
    if not 0 < port < 65_536:
        return None
    if host.startswith("["):
        try:
            host = str(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            return None
    return Address(scheme, host, port)


def parse_origin(text: str) -> Address | None:
    """`scheme://host[:port]` as in an `Origin` header; None for `null` and for everything else."""
    scheme, mark, rest = text.partition("://")
    scheme = scheme.lower()
    return parse_authority(rest, scheme) if mark and scheme in _DEFAULT_PORTS else None


class AllowedAddresses:
    """Loopback names, the address that the studio is bound to, and those that its owner named.

    The names of this machine count with the port on which the connection came in. An address that the owner named
    counts as it was written, so that a proxy with a name and a port of its own can stand in front.
    """

    def __init__(self, bound_to: str, named: Iterable[str] = ()) -> None:
        self._bound_to = bound_to.lower().strip("[]")
        self._named = frozenset(address for address in map(parse_origin, named) if address)

    def knows(self, address: Address, scope: Scope) -> bool:
        """Whether this is an address of ours, seen from that connection."""
        return address in self._named or self._is_ours(address, scope)

    def knows_authority(self, text: str, scope: Scope) -> bool:
        """The same for a `Host` header, which does not say its scheme."""
        spoken = scheme_of(scope)
        asked = parse_authority(text, spoken)
        if asked is None:
            return False
        return self._is_ours(asked, scope) or any(
            parse_authority(text, scheme) in self._named for scheme in _DEFAULT_PORTS
        )

    def _is_ours(self, address: Address, scope: Scope) -> bool:
        server = scope.get("server")
        if address.scheme != scheme_of(scope) or not server or address.port != server[1]:
            return False
        return is_loopback(address.host) or address.host in self._own_names(server[0])

    def _own_names(self, local: str) -> set[str]:
        # An address in numbers cannot be re-pointed by a name server, so the one that was dialled is ours.
        try:
            dialled = {str(ipaddress.ip_address(local))}
        except ValueError:
            dialled = set()
        return dialled | ({self._bound_to} - WILDCARDS)


def scheme_of(scope: Scope) -> str:
    """`http` or `https`, for a socket too."""
    spoken: str = scope.get("scheme", "http")
    return _PLAIN_SCHEMES.get(spoken, spoken)
