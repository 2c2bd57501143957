"""Every answer to a change says which commits it made (`Auteur-Commit`), so that a window can take back what it did."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.services.hand import HAND, Hand

HEADER = "Auteur-Commit"
_CLIENT = re.compile(r"[\w.:@-]{1,100}", re.ASCII)


class CommitsTold:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self._app(scope, receive, send)
        client = Headers(scope=scope).get("x-auteur-client", "")
        hand = Hand(client if _CLIENT.fullmatch(client) else None)

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start" and hand.commits:
                MutableHeaders(scope=message)[HEADER] = ", ".join(hand.commits)
            await send(message)

        held = HAND.set(hand)
        try:
            await self._app(scope, receive, telling)
        finally:
            HAND.reset(held)
