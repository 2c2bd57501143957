"""The built web app, or a page that says how to build it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

NOT_BUILT = """<!doctype html><meta charset=utf-8><title>Auteur</title>
<p style="font:16px system-ui;margin:4rem auto;max-width:36rem">The web app has not been built.
Run <code>make setup</code> in the checkout. The API is at <a href=/docs>/docs</a>.</p>"""


def serve_web_app(app: FastAPI, folder: Path | None) -> None:
    """Serve `folder` for every path that is no route; hashed files may be kept for ever, the page itself may not."""
    if folder is None:
        app.add_api_route("/", lambda: HTMLResponse(NOT_BUILT, 503), include_in_schema=False)
        return

    @app.middleware("http")
    async def cache_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        if request.url.path.startswith("/_app/immutable/") and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        elif response.headers.get("content-type", "").startswith("text/html"):
            response.headers["Cache-Control"] = "no-cache"
        return response

    app.frontend("/", directory=folder, fallback="index.html")
