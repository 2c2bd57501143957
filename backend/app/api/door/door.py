"""The door itself: in this order, address, size, site, who, what for, body; then the studio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.door.bodies import checked_body
from app.api.door.entry import Entry, come_again, send_to_entry
from app.api.door.headers import add_headers
from app.api.door.lasting import LastingRight
from app.api.door.limits import check_limits
from app.api.door.local import is_local
from app.api.door.paths import ENTRY, is_page
from app.api.door.recognition import recognised, shows_token
from app.api.door.refusals import NotSignedIn, ScopeTooSmall, refuse
from app.api.door.rules import DoorRules
from app.api.door.scopes import is_public, wanted_scope
from app.api.door.sites import check_host, check_site, is_from_elsewhere
from app.domain.access import Scope as Right
from app.domain.access import allows
from app.errors import AuteurError
from app.services.keyring import Grant

GRANT = "auteur.grant"
"""Where the scope of a request or a socket holds who it is; missing or None when nobody had to say."""


class Door:
    """The outermost layer. What it lets through has an address of ours, no foreign page behind it, and a right to it."""

    def __init__(self, app: ASGIApp, rules: DoorRules) -> None:
        self._app = app
        self._rules = rules
        self._entry = Entry(rules.keys, rules.cookie)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        if scope["type"] == "http":
            send = self._completing(send)
        try:
            check_host(scope, self._rules.allowed)
            check_limits(scope)
            check_site(scope, self._rules.allowed)
            passed = await self._admitted(scope, receive, send)
            if passed and scope["type"] == "http":
                receive = await self._bounded(scope, receive)
        except AuteurError as refusal:
            return await refuse(scope, send, refusal)
        if not passed:
            return
        if scope["type"] == "websocket" and GRANT in scope:
            receive = LastingRight(receive, send, partial(self._still_holds, scope))
        await self._app(scope, receive, send)

    async def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        for other in self._rules.other_bodies:
            if other.fits(scope):
                return other.bounded(scope, receive)
        return await checked_body(scope, receive, self._rules.body_limit)

    def _completing(self, send: Send) -> Send:
        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(message, self._rules.page_policy)
            await send(message)

        return complete

    async def _admitted(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Whether to go on; False when the door has answered already. Raises `NotSignedIn`, `ScopeTooSmall`."""
        method, path = scope.get("method", "GET"), scope["path"]
        needed = self._rules.always_ask or not is_local(scope)
        if path == ENTRY and scope["type"] == "http":
            await self._entry(scope, receive, send, self._after_wrong(scope), needed=needed)
            return False
        if is_public(method, path, self._rules.app_files):
            return True
        grant = await self._recognise(scope)
        if grant is None:
            if not needed:
                return True
            if scope["type"] == "http" and method == "GET" and is_page(path):
                await (come_again if is_from_elsewhere(scope) else send_to_entry)(scope, send)
                return False
            raise NotSignedIn()
        wanted = wanted_scope(method, path)
        if not allows(grant.scope, wanted):
            raise ScopeTooSmall(f"That needs a token with the scope “{wanted}”; this one has “{grant.scope}”.")
        scope[GRANT] = grant
        return True

    async def _recognise(self, scope: Scope) -> Grant | None:
        """None for who shows nothing. A token that is shown must be right, also where none is needed."""
        grant = recognised(scope, self._rules.keys, self._rules.cookie)
        if grant is None and shows_token(scope):
            await self._after_wrong(scope)()
            raise NotSignedIn("That token does not open this door.")
        return grant

    def _still_holds(self, scope: Scope) -> bool:
        held: Grant = scope[GRANT]
        try:
            return held == recognised(scope, self._rules.keys, self._rules.cookie)
        except AuteurError:
            return False

    def _after_wrong(self, scope: Scope) -> Callable[[], Awaitable[None]]:
        peer = (scope.get("client") or ("",))[0]
        return lambda: self._rules.slowing.after_wrong(peer)


def granted(scope: Scope, wanted: Right) -> bool:
    """Whether whoever passed the door with this request or socket may do that."""
    grant: Grant | None = scope.get(GRANT)
    return grant is None or allows(grant.scope, wanted)
