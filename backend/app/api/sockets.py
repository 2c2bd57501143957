"""The sockets that are open: who listens to which film, and what waits to be sent to each.

An event is encoded once and the same bytes go to every socket. A client that does not read costs no more than its queue:
when that is full, it is closed with 4408 and may come back with the last id it saw.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import OrderedDict

from app.api.wires import Message, Wire
from app.domain.events import STUDIO, Peer
from app.services.events.bus import event_number

MAX_WAITING = 1024
MAX_WAITING_BYTES = 512 * 1024
SLOW_CLIENT = 4408

_TOLD_IN_THE_STUDIO_TOO = frozenset(
    ("generation_accepted", "task_progress", "task_success", "task_failed", "task_cancelled")
)


class Client:
    """One open socket. Until it is released it only gathers, because it has not been told yet where it stands."""

    def __init__(self, wire: Wire, peer: Peer) -> None:
        self.wire, self.peer = wire, peer
        self.overrun = False
        """More came while it gathered than fits; all of it was let go, and must be read from the log."""
        self._gathers = True
        self._gone = False
        self._waiting: OrderedDict[str | int, Message] = OrderedDict()
        self._bytes = 0
        self._keys = itertools.count()
        self._sender: asyncio.Task[None] | None = None

    def offer(self, message: Message) -> None:
        """Send a message now, or when those before it have been sent."""
        if self._gone:
            return
        if not self._gathers and self._sender is None and self.wire.try_send(message):
            return
        key = message.newest or next(self._keys)
        replaced = self._waiting.pop(key, None)
        self._waiting[key] = message
        self._bytes += message.size - (replaced.size if replaced else 0)
        if len(self._waiting) > MAX_WAITING or self._bytes > MAX_WAITING_BYTES:
            self._forget()
            if self._gathers:
                self.overrun = True
            else:
                self.close(SLOW_CLIENT, "too slow; come back with the last id you saw")
        elif not self._gathers and self._sender is None:
            self._sender = asyncio.create_task(self._send_waiting())

    def release(self, up_to: str) -> None:
        """Let through what was gathered, without the events that the client knows already, up to that id."""
        self._gathers = False
        gathered = list(self._waiting.values())
        self._forget()
        for message in gathered:
            if not message.id or event_number(message.id) > event_number(up_to):
                self.offer(message)

    def close(self, code: int, reason: str) -> None:
        self.forget_all()
        self.wire.hang_up(code, reason)

    def forget_all(self) -> None:
        """Nothing will be sent any more."""
        self._gone = True
        self._forget()
        if self._sender is not None:
            self._sender.cancel()

    def _forget(self) -> None:
        self._waiting.clear()
        self._bytes = 0

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                _, message = self._waiting.popitem(last=False)
                self._bytes -= message.size
                if not await self.wire.send(message):
                    self.forget_all()
        finally:
            self._sender = None


class Sockets:
    """Rooms by film, and the studio's. Lives on the event loop; call it from there only."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, Client]] = {}

    def join(self, room: str, client: Client) -> None:
        self._rooms.setdefault(room, {})[client.peer.session_id] = client

    def leave(self, room: str, client: Client) -> None:
        client.forget_all()
        clients = self._rooms.get(room, {})
        clients.pop(client.peer.session_id, None)
        if not clients:
            self._rooms.pop(room, None)

    def peers(self, room: str) -> list[Peer]:
        return [client.peer for client in self._rooms.get(room, {}).values()]

    def on_event(self, project_id: str, event_id: str, text: str, kind: str, subject: str | None) -> None:
        """Give one encoded event to every socket that it concerns. `subject` is the task of a progress event."""
        newest = f"{kind}:{subject}" if subject else kind if kind == "queue_changed" else None
        message = Message(text, event_id, newest)
        self.tell(project_id, message)
        if kind in _TOLD_IN_THE_STUDIO_TOO:
            self.tell(STUDIO, message)

    def tell(self, room: str, message: Message) -> None:
        for client in self._rooms.get(room, {}).values():
            client.offer(message)

    def everywhere(self, message: Message) -> None:
        """Something that concerns every open socket, such as a gap in the events."""
        for room in self._rooms:
            self.tell(room, message)

    @property
    def count(self) -> int:
        return sum(len(room) for room in self._rooms.values())
