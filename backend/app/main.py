"""The application, assembled."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Protocol

import anyio
from fastapi import FastAPI

from app import __version__
from app.api import (
    archives,
    asset_files,
    asset_folders,
    assets,
    characters,
    documents,
    files,
    history,
    narrative,
    narrative_order,
    pipelines,
    projects,
    queue,
    script_links,
    shot_list,
    storage,
    system,
    takes,
    tasks,
    verify,
    ws,
)
from app.api.commits import CommitsTold
from app.api.description import EVERY_ROUTE, describe_truly
from app.api.door.door import Door
from app.api.door.rules import rules_for
from app.api.door.scopes import wanted_scope
from app.api.errors import install_error_handlers
from app.api.presence import Presences
from app.api.reference import serve_reference
from app.api.sockets import Sockets
from app.api.v1_paths import V1Paths
from app.api.web import serve_web_app
from app.config import Settings
from app.container import Services, build_services
from app.observability import configure_logging, scrubber_for
from app.sample_film import offer_sample_film
from app.services.events.listener import EventListener
from app.services.keyring import KeyRing

# Routes are tried one after the other, and again at every level of nesting: hence flat, and what hurries first.
ROUTERS = (
    takes.router,
    tasks.router,
    queue.router,
    system.router,
    projects.router,
    archives.router,
    narrative.router,
    assets.router,
    asset_files.router,
    asset_folders.router,
    characters.router,
    documents.router,
    script_links.router,
    shot_list.router,
    files.router,
    narrative_order.router,
    pipelines.router,
    verify.router,
    storage.router,
    history.router,
)
MAX_REQUEST_BYTES = 2**20


class Helper(Protocol):
    """Something that works beside the requests, from the start of the server to its end."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


def create_app(settings: Settings | None = None, services: Services | None = None) -> FastAPI:
    settings = settings or (services.settings if services else Settings())
    configure_logging(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        held: Services = app.state.services
        await anyio.to_thread.run_sync(_prepare, held)
        sockets: Sockets = app.state.sockets
        listener = EventListener(settings.redis_url, sockets.on_event, partial(ws.tell_of_gap, sockets))
        listening = asyncio.gather(listener.run(), ws.keep_alive(sockets))
        await listener.tried()
        held.bus.when_published(listener.shortcut())
        for helper in _helpers(held):
            helper.start()
        await anyio.to_thread.run_sync(offer_sample_film, held)
        try:
            yield
        finally:
            held.bus.when_published(None)
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening
            for helper in _helpers(held):
                await anyio.to_thread.run_sync(helper.stop)

    app = FastAPI(
        title="Auteur",
        version=__version__,
        lifespan=lifespan,
        max_body_size=MAX_REQUEST_BYTES,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services = services or build_services(settings)
    app.state.keys = keys = KeyRing(settings.state_dir, settings.token.get_secret_value() if settings.token else None)
    app.state.scrubber = scrubber_for(settings)
    app.state.sockets = Sockets()
    app.state.presences = Presences(app.state.sockets)
    install_error_handlers(app)
    for router in ROUTERS:
        app.include_router(router, prefix="/api", responses=EVERY_ROUTE)
    app.include_router(ws.router)
    describe_truly(app)
    serve_reference(app, wanted_scope)
    serve_web_app(app, settings.built_web_dir)
    app.add_middleware(CommitsTold)
    app.add_middleware(Door, rules=rules_for(services, keys, MAX_REQUEST_BYTES))
    app.add_middleware(V1Paths)
    return app


def _helpers(held: Services) -> Sequence[Helper]:
    return held.dispatcher, held.caretaker, held.verifier, held.housekeeping, held.gallery_watch, held.film_watch


def _prepare(services: Services) -> None:
    services.library.install()
    services.workspace.prepare()
