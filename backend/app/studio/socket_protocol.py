"""uvicorn's WebSocket with what a server needs that sends the same to many: writing a finished frame, and hanging up on
a peer that reads nothing.

uvicorn ends a connection by `transport.close()`, which waits until everything was sent; to a peer that reads nothing that
is for ever. Here every end has a last moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import OPEN

EXTENSION = "auteur.wire"
UNSENT_BYTES = 64 * 1024
"""How much may wait in this process before the socket counts as not writable."""
KERNEL_BYTES = 128 * 1024
LAST_MOMENT_SECONDS = 5.0
STOPPING_SECONDS = 0.5


class SocketProtocol(WebSocketsSansIOProtocol):
    """Puts itself into the scope's extensions as `auteur.wire`; see `app.api.wires.Wire` for what it is used for."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=UNSENT_BYTES)
        raw = transport.get_extra_info("socket")
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)

    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            cast(dict[str, Any], self.scope["extensions"])[EXTENSION] = self

    def write_frame(self, frame: bytes) -> bool:
        """Send a finished frame now; False when the peer has not read what was sent before, or is gone."""
        if self.conn.state is not OPEN or self.transport.is_closing() or not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True

    async def room_to_write(self) -> bool:
        """Wait until the peer reads. False when it is gone."""
        await self.writable.wait()
        return self.conn.state is OPEN and not self.transport.is_closing()

    def hang_up(self, code: int, reason: str) -> None:
        """Say goodbye without waiting for the peer to read what came before, and a moment later be gone."""
        if not self.close_sent and not self.transport.is_closing() and self.conn.state is OPEN:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
            self.conn.send_close(code, reason)
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.close_sent = True
        self.stop_keepalive()
        self._abort_soon()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._abort_soon()

    def shutdown(self) -> None:
        super().shutdown()
        self._abort_soon(STOPPING_SECONDS)

    def handle_close(self, event: Frame) -> None:
        super().handle_close(event)
        self._abort_soon()

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self._abort_soon()

    def _abort_soon(self, seconds: float = LAST_MOMENT_SECONDS) -> None:
        self.loop.call_later(seconds, self.transport.abort)
