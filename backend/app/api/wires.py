"""How a message gets onto a socket: straight into our own server's connection, or by the way that any ASGI server has."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.frames import Frame, Opcode

EXTENSION = "auteur.wire"


class Message:
    """One message to one or many sockets, encoded once.

    `id` is empty for what is in no log. `newest` names what the message is the newest word on (the progress of a task,
    the order of the line): while an older one still waits, only the newer is sent.
    """

    def __init__(self, text: str, id: str = "", newest: str | None = None) -> None:
        self.text, self.id, self.newest = text, id, newest

    @cached_property
    def frame(self) -> bytes:
        return bytes(Frame(Opcode.TEXT, self.text.encode()).serialize(mask=False))

    @property
    def size(self) -> int:
        return len(self.frame)


class Wire(Protocol):
    def try_send(self, message: Message) -> bool:
        """Send without waiting; False when that is not possible just now."""

    async def send(self, message: Message) -> bool:
        """Send as soon as the peer reads; False when it is gone."""

    def hang_up(self, code: int, reason: str) -> None:
        """Close, also when the peer reads nothing."""


class Connection(Protocol):
    """What our own server puts into the scope; see `app.studio.socket_protocol`."""

    def write_frame(self, frame: bytes) -> bool: ...
    async def room_to_write(self) -> bool: ...
    def hang_up(self, code: int, reason: str) -> None: ...


class DirectWire:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.hang_up = connection.hang_up

    def try_send(self, message: Message) -> bool:
        return self._connection.write_frame(message.frame)

    async def send(self, message: Message) -> bool:
        while not self._connection.write_frame(message.frame):
            if not await self._connection.room_to_write():
                return False
        return True


class AsgiWire:
    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._closing: asyncio.Task[None] | None = None

    def try_send(self, message: Message) -> bool:
        return False

    async def send(self, message: Message) -> bool:
        try:
            await self._socket.send_text(message.text)
        except (WebSocketDisconnect, RuntimeError):
            return False
        return True

    def hang_up(self, code: int, reason: str) -> None:
        self._closing = asyncio.ensure_future(self._close(code, reason))

    async def _close(self, code: int, reason: str) -> None:
        try:
            await self._socket.close(code, reason)
        except (WebSocketDisconnect, RuntimeError):
            return


def wire_of(socket: WebSocket) -> Wire:
    connection: Connection | None = (socket.scope.get("extensions") or {}).get(EXTENSION)
    return DirectWire(connection) if connection is not None else AsgiWire(socket)
