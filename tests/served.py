"""The real server on a real port, in a thread of the test; and a client that reads only when it is told to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from signal import SIGTERM
from typing import Any

from fastapi import FastAPI
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from app.api.sockets import Sockets
from app.container import Services
from app.main import create_app
from app.studio.server import serve
from app.studio.stopping import Stopping
from worker.studio import wait_until


@dataclass(frozen=True)
class Served:
    services: Services
    app: FastAPI
    port: int

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    @property
    def sockets(self) -> Sockets:
        sockets: Sockets = self.app.state.sockets
        return sockets


@contextmanager
def served(services: Services) -> Iterator[Served]:
    app, stopping, started = create_app(services=services), Stopping(), threading.Event()
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen(2048)
        thread = threading.Thread(target=serve, args=(app, line, stopping, started.set))
        thread.start()
        try:
            assert started.wait(20)
            yield Served(services, app, line.getsockname()[1])
        finally:
            stopping._on_signal(SIGTERM, None)
            thread.join(20)
            assert not thread.is_alive()


class LazyReader:
    """A client on a real connection with a small receive buffer. It answers no ping unless it reads."""

    def __init__(self, url: str) -> None:
        uri = parse_uri(url)
        self._line = socket.socket()
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        self._line.settimeout(20)
        self._line.connect((uri.host, uri.port))
        self._protocol = ClientProtocol(uri)
        self._protocol.send_request(self._protocol.connect())
        self._line.sendall(b"".join(self._protocol.data_to_send()))
        self.messages: list[dict[str, Any]] = []
        self._over = False

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    def read_some(self, kind: str, count: int) -> list[dict[str, Any]]:
        wait_until(lambda: self.read() or len(self.of(kind)) >= count)
        return self.of(kind)[:count]

    def read_until(self, kind: str) -> dict[str, Any]:
        wait_until(lambda: self.read() or self.of(kind) or self._over)
        return self.of(kind)[0]

    def read_to_the_end(self, answer: bool = False) -> int | None:
        """The code with which the server closed; None when the connection broke without one."""
        wait_until(lambda: self.read(answer) or self._over)
        return self._protocol.close_rcvd.code if self._protocol.close_rcvd else None

    def read(self, answer: bool = False) -> None:
        try:
            data = self._line.recv(65536)
        except ConnectionError:
            data = b""
        if not data:
            self._over = True
            return
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self.messages.append(json.loads(bytes(event.data)))
        answers = b"".join(self._protocol.data_to_send())
        if answer and answers:
            self._line.sendall(answers)

    def close(self) -> None:
        self._line.close()
