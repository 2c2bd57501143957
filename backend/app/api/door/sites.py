"""From which page does this come? Pages of other sites can neither read nor write nor open a socket."""

from __future__ import annotations

from starlette.types import Scope

from app.api.door.addresses import AllowedAddresses, parse_origin
from app.api.door.fields import fields_of, latin
from app.api.door.paths import is_page
from app.api.door.refusals import HostRefused, OriginRefused

OUR_OWN = frozenset({"same-origin", "none"})


def check_host(scope: Scope, allowed: AllowedAddresses) -> None:
    """Exactly one well-formed `Host` that is an address of ours. Raises `HostRefused`."""
    hosts = fields_of(scope, b"host")
    if len(hosts) != 1 or not allowed.knows_authority(latin(hosts[0]), scope):
        raise HostRefused()


def check_site(scope: Scope, allowed: AllowedAddresses) -> None:
    """No other site behind it, by what the browser says of itself. Scripts say nothing and pass.

    Raises:
        OriginRefused: `Origin` is not ours, or `Sec-Fetch-Site` names another site and this is no plain visit.
    """
    origins = fields_of(scope, b"origin")
    if origins:
        origin = parse_origin(latin(origins[0]))
        if len(origins) > 1 or origin is None or not allowed.knows(origin, scope):
            raise OriginRefused()
    sites = [latin(site) for site in fields_of(scope, b"sec-fetch-site")]
    if all(site in OUR_OWN for site in sites):
        return
    if not is_plain_visit(scope):
        raise OriginRefused()


def is_from_elsewhere(scope: Scope) -> bool:
    """Whether a page of another site led here."""
    return any(latin(site) not in OUR_OWN for site in fields_of(scope, b"sec-fetch-site"))


def is_plain_visit(scope: Scope) -> bool:
    """A link to a page of the app, followed in a window of its own."""
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and fields_of(scope, b"sec-fetch-mode") == [b"navigate"]
        and fields_of(scope, b"sec-fetch-dest") == [b"document"]
        and is_page(scope["path"])
    )
