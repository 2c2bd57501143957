"""The floor of a fan-out: a server that writes one finished WebSocket frame to every client, and does nothing else.

`python -m bench.raw_frames` prints its port; each line `BYTES PAUSE COUNT` on its input sends that many events.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

import uvloop

ACCEPT = (
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
)
HELLO = b'{"type":"hello"}'


def frame(text: bytes) -> bytes:
    head = bytes([0x81, len(text)]) if len(text) < 126 else b"\x81\x7e" + len(text).to_bytes(2)
    return head + text


class Peer(asyncio.Protocol):
    def __init__(self, peers: set[asyncio.Transport]) -> None:
        self._peers = peers

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET "):
            self._transport.write(ACCEPT + frame(HELLO))
            self._peers.add(self._transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._peers.discard(self._transport)


async def serve() -> None:
    loop = asyncio.get_running_loop()
    peers: set[asyncio.Transport] = set()
    server = await loop.create_server(lambda: Peer(peers), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        size, pause, count = line.split()
        for n in range(int(count)):
            text = f'{{"type":"history_changed","commit":"{n}","message":"'
            event = frame((text + "x" * (int(size) - len(text) - 2) + '"}').encode())
            for peer in peers:
                peer.write(event)
            await asyncio.sleep(float(pause))


if __name__ == "__main__":
    uvloop.run(serve())
