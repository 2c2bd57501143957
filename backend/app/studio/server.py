"""The HTTP server in this process, with signals left to the studio."""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from app.studio.bounded_http import BoundedHttp
from app.studio.socket_protocol import SocketProtocol
from app.studio.stopping import Stopping

GRACEFUL_SECONDS = 3
LARGEST_MESSAGE_BYTES = 256 * 1024
"""What is larger than a client may send gets an answer; what is much larger ends its connection."""
PING_SECONDS, PONG_SECONDS = 10.0, 15.0
"""Together under the 30 s in which a dead peer must be dropped."""


class _NoFalseAlarm(logging.Filter):
    """uvicorn calls every handshake incomplete that was refused with an answer of our own."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.msg != "ASGI callable returned without completing handshake."


_no_false_alarm = _NoFalseAlarm()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_started()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(
    app: Callable[..., Any], listening: socket.socket, stopping: Stopping, on_started: Callable[[], None]
) -> bool:
    """Serve until asked to stop. Returns False when the application could not start."""
    server = _Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            loop="uvloop",
            http=BoundedHttp,
            ws=SocketProtocol,
            ws_per_message_deflate=False,
            ws_max_size=LARGEST_MESSAGE_BYTES,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PONG_SECONDS,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
            server_header=False,
            proxy_headers=False,
            log_config=None,
            lifespan="on",
        ),
        on_started,
    )

    def react() -> None:
        server.should_exit = True
        server.force_exit = stopping.at_once.is_set()

    logging.getLogger("uvicorn.error").addFilter(_no_false_alarm)
    # Python looks for rings of lost objects after every 700 new ones; a large film's manifest is a hundred thousand.
    gc.set_threshold(20_000, 20, 20)
    stopping.when_asked(react)
    server.run(sockets=[listening])
    return server.started
