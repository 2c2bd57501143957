"""`/api/v1/…` is `/api/…`: one table of routes answers both."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

V1 = "/api/v1/"


class V1Paths:
    """Outermost, so that nobody behind it knows two names of one route."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(V1):
            scope = {**scope, "path": "/api/" + scope["path"][len(V1) :]}
            raw = scope.get("raw_path")
            if raw is not None and raw.startswith(V1.encode()):
                scope["raw_path"] = b"/api/" + raw[len(V1) :]
        await self._app(scope, receive, send)
