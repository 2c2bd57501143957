"""The sockets that are open: who listens to which film, and what waits to be sent to each.

An event is encoded once and the same string goes to every socket. A client that does not read is closed with 4408 and
may come back with the last id it saw; progress of one task waits only once, the newest.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.domain.events import Peer

MAX_WAITING = 1024
SLOW_CLIENT = 4408
PROGRESS = "task_progress"


@dataclass
class Client:
    """One open socket. `held` is True until it has been told where it stands; until then events only gather."""

    socket: WebSocket
    peer: Peer
    held: bool = True
    waiting: OrderedDict[str, str] = field(default_factory=OrderedDict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    slow: bool = False
    closing: bool = False

    def offer(self, key: str, text: str) -> None:
        """Queue one message. The same key replaces what still waits under it and goes to the end."""
        self.waiting.pop(key, None)
        self.waiting[key] = text
        if len(self.waiting) > MAX_WAITING:
            self.slow = True
        self.wake.set()

    async def send_for_ever(self) -> None:
        """Send what waits, in order, until the socket closes or the client turns out to be too slow."""
        while True:
            await self.wake.wait()
            self.wake.clear()
            if self.held:
                continue
            while self.waiting:
                if self.slow:
                    await self.socket.close(SLOW_CLIENT, "too slow; come back with the last id you saw")
                    return
                _, text = self.waiting.popitem(last=False)
                try:
                    await self.socket.send_text(text)
                except (WebSocketDisconnect, RuntimeError):
                    return

    def release(self) -> None:
        self.held = False
        self.wake.set()


class Sockets:
    """Rooms by film. Lives on the event loop; call it from there only."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, Client]] = {}
        self._counter = itertools.count()

    def join(self, project_id: str, client: Client) -> None:
        self._rooms.setdefault(project_id, {})[client.peer.session_id] = client

    def leave(self, project_id: str, client: Client) -> None:
        room = self._rooms.get(project_id, {})
        room.pop(client.peer.session_id, None)
        if not room:
            self._rooms.pop(project_id, None)

    def peers(self, project_id: str) -> list[Peer]:
        return [client.peer for client in self._rooms.get(project_id, {}).values()]

    def broadcast(self, project_id: str, event_id: str, text: str, kind: str, subject: str | None = None) -> None:
        """Give one encoded event to every socket of a film. `subject` is the task of a progress event."""
        key = f"{kind}:{subject}" if kind == PROGRESS and subject else event_id or f"own-{next(self._counter)}"
        for client in self._rooms.get(project_id, {}).values():
            client.offer(key, text)

    def everywhere(self, text: str) -> None:
        """Something that concerns every open socket, such as a gap in the events."""
        for room in self._rooms.values():
            for client in room.values():
                client.offer(f"own-{next(self._counter)}", text)

    @property
    def count(self) -> int:
        return sum(len(room) for room in self._rooms.values())
