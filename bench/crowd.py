"""Many WebSocket clients in one process, on bare transports: `python -m bench.crowd HOST PORT PATH CLIENTS EVENTS`.

Prints `ready` when all have said hello, and one line of JSON when all have the events that were asked for, or when ten
seconds went by without any. What counts is every message whose type is `history_changed`, by its `commit`; its text may
begin with the monotonic time at which it was sent.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time

HEADER = (
    "GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXT, PING = 0x1, 0x9
AT_ONCE = 50


class Window(asyncio.Protocol):
    def __init__(self, request: bytes) -> None:
        self._request, self._unread, self._upgraded = request, b"", False
        self.hello: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.commits: list[int] = []
        self.delays: list[float] = []
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self.hello.done():
            self.hello.set_exception(exc or ConnectionError("closed"))

    def data_received(self, data: bytes) -> None:
        self._unread += data
        if not self._upgraded:
            head, end, rest = self._unread.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                raise ConnectionError(head.decode())
            self._upgraded, self._unread = True, rest
        while (frame := self._next()) is not None:
            self._read(*frame)

    def _next(self) -> tuple[int, bytes] | None:
        unread = self._unread
        if len(unread) < 2:
            return None
        length, start = unread[1], 2
        if length == 126:
            length, start = int.from_bytes(unread[2:4]), 4
        elif length == 127:
            length, start = int.from_bytes(unread[2:10]), 10
        if len(unread) < start + length:
            return None
        self._unread = unread[start + length :]
        return unread[0] & 0xF, unread[start : start + length]

    def _read(self, kind: int, body: bytes) -> None:
        if kind == PING:
            self._transport.write(bytes([0x8A, 0x80 | len(body), 0, 0, 0, 0]) + body)
        elif kind == TEXT and b'"history_changed"' in body:
            event = json.loads(body)
            self.commits.append(int(event["commit"]))
            sent = event["message"].split(" ")[0]
            if sent[:1].isdigit():
                self.delays.append(time.monotonic() - float(sent))
        elif kind == TEXT and b'"hello"' in body and not self.hello.done():
            self.hello.set_result(None)


async def crowd(host: str, port: int, path: str, clients: int, events: int) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    request = HEADER.format(host=host, port=port, path=path).encode()
    windows: list[Window] = []
    for start in range(0, clients, AT_ONCE):
        several = range(start, min(start + AT_ONCE, clients))
        made = await asyncio.gather(*(loop.create_connection(lambda: Window(request), host, port) for _ in several))
        windows += [window for _, window in made]
        await asyncio.gather(*(window.hello for _, window in made))
    print("ready", flush=True)
    before, quiet_since = -1, time.monotonic()
    while (heard := sum(len(window.commits) for window in windows)) < clients * events:
        if heard != before:
            before, quiet_since = heard, time.monotonic()
        elif heard and time.monotonic() - quiet_since > 10:
            break
        await asyncio.sleep(0.02)
    expected = list(range(events))
    delays = sorted(delay for window in windows for delay in window.delays)
    return {
        "clients": len(windows),
        "complete": sum(window.commits == expected for window in windows),
        "closed": sum(window.closed for window in windows),
        "heard": heard,
        "p99Seconds": delays[len(delays) * 99 // 100] if delays else 0.0,
        "userSeconds": os.times().user,
    }


if __name__ == "__main__":
    host, port, path, clients, events = sys.argv[1:]
    print(json.dumps(asyncio.run(crowd(host, int(port), path, int(clients), int(events)))), flush=True)
