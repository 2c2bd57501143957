"""The built web app, or a page that says how to build it."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_BUILT = """<!doctype html><meta charset=utf-8><title>Auteur</title>
<p style="font:16px system-ui;margin:4rem auto;max-width:36rem">The web app has not been built.
Run <code>make setup</code> in the checkout. The API describes itself at <a href=/docs>/docs</a>.</p>"""


class CacheHeaders:
    """Hashed files of the app may be kept for ever; its page may not, or an update would not arrive."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        immutable = scope["path"].startswith("/_app/immutable/")

        async def with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if immutable and message["status"] == 200:
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
                elif headers.get("content-type", "").startswith("text/html"):
                    headers["Cache-Control"] = "no-cache"
            await send(message)

        return await self._app(scope, receive, with_header)


def serve_web_app(app: FastAPI, folder: Path | None) -> None:
    """Serve `folder` for every path that is no route."""
    if folder is None:
        app.add_api_route("/", lambda: HTMLResponse(NOT_BUILT, 503), include_in_schema=False)
        return
    app.add_middleware(CacheHeaders)
    app.frontend("/", directory=folder, fallback="index.html")
