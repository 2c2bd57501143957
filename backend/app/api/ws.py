"""`/ws/{project_id}`: load, then apply events; what was missed comes again by id, or an explicit `reset`.

`/ws/studio`: the work of all films, live only; whoever comes (back) loads the queue and the tasks first.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable

import anyio
from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from app.api.conversation import Conversation
from app.api.presence import Presences, new_peer
from app.api.sockets import Client, Sockets
from app.api.wires import Message, wire_of
from app.container import Services
from app.domain.events import STUDIO, Beat, Event, Hello, Reset
from app.domain.ids import UUID_PATTERN
from app.errors import AuteurError, ProjectNotFound
from app.services.events.bus import EventBus, EventsLost, Position

router = APIRouter()

UNKNOWN_PROJECT = 4404
PAGE = 200
BEAT_SECONDS = 15.0


@router.websocket("/ws/studio")
async def studio_socket(socket: WebSocket) -> None:
    services: Services = socket.app.state.services
    await socket.accept()

    async def greet(client: Client, presences: Presences) -> None:
        position = await anyio.to_thread.run_sync(services.bus.position, STUDIO)
        hello = Hello(last_event_id="", epoch=position.epoch, session_id=client.peer.session_id, peers=[])
        await client.wire.send(_message(hello, STUDIO, ""))
        client.release("")

    await _attend(socket, STUDIO, greet)


@router.websocket("/ws/{project_id}")
async def project_socket(socket: WebSocket, project_id: str, since: str | None = None) -> None:
    services: Services = socket.app.state.services
    await socket.accept()
    try:
        if not re.fullmatch(UUID_PATTERN, project_id):
            raise ProjectNotFound()
        await anyio.to_thread.run_sync(services.workspace.root, project_id)
    except AuteurError:
        await socket.close(UNKNOWN_PROJECT, "unknown project")
        return

    async def greet(client: Client, presences: Presences) -> None:
        await _Greeting(services.bus, client, presences, project_id).say(since)

    await anyio.to_thread.run_sync(services.film_watch.come, project_id)
    try:
        await _attend(socket, project_id, greet)
    finally:
        services.film_watch.leave(project_id)


async def _attend(socket: WebSocket, room: str, greet: Callable[[Client, Presences], Awaitable[None]]) -> None:
    """A client from its first message to its last."""
    services: Services = socket.app.state.services
    sockets: Sockets = socket.app.state.sockets
    presences: Presences = socket.app.state.presences
    client = Client(wire_of(socket), new_peer(sockets.peers(room)))
    sockets.join(room, client)
    try:
        await greet(client, presences)
        if room != STUDIO:
            presences.changed(room)
        await Conversation(services, sockets, room, client, socket).listen()
    except WebSocketDisconnect:
        pass
    finally:
        sockets.leave(room, client)
        if room != STUDIO:
            presences.changed(room)


class _Greeting:
    """Say where the stream stands, send what was missed, then let through what came in meanwhile."""

    def __init__(self, bus: EventBus, client: Client, presences: Presences, project_id: str) -> None:
        self._bus, self._client, self._presences, self._project_id = bus, client, presences, project_id

    async def say(self, since: str | None) -> None:
        position = await anyio.to_thread.run_sync(self._bus.position, self._project_id)
        missed: list[tuple[str, str]] = []
        if since is not None:
            try:
                missed = await self._after(since)
            except EventsLost as lost:
                await self._send(self._reset(position, lost))
                since = None
        hello = Hello(
            last_event_id=position.last_id,
            epoch=position.epoch,
            session_id=self._client.peer.session_id,
            peers=self._presences.listed(self._project_id),
        )
        await self._send(_message(hello, self._project_id, position.last_id))
        up_to = since or position.last_id
        while missed or self._client.overrun:
            for event_id, text in missed:
                await self._send(Message(text, event_id))
                up_to = event_id
            self._client.overrun = False
            try:
                missed = await self._after(up_to)
            except EventsLost as lost:
                position = await anyio.to_thread.run_sync(self._bus.position, self._project_id)
                up_to, missed = position.last_id, []
                await self._send(self._reset(position, lost))
        self._client.release(up_to)

    async def _after(self, since: str) -> list[tuple[str, str]]:
        return await anyio.to_thread.run_sync(self._bus.after, self._project_id, since, PAGE)

    def _reset(self, position: Position, lost: EventsLost) -> Message:
        return _message(Reset(epoch=position.epoch, reason=lost.reason), self._project_id, position.last_id)

    async def _send(self, message: Message) -> None:
        if not await self._client.wire.send(message):
            raise WebSocketDisconnect(1006)


def _message(event: Event, project_id: str, event_id: str) -> Message:
    """A message of this socket alone: it is in no log, so its id is where the stream stood."""
    event.project_id, event.id = project_id, event_id
    return Message(event.model_dump_json(by_alias=True), event_id)


def tell_of_gap(sockets: Sockets, project_id: str | None, epoch: str, reason: str) -> None:
    """Events may have been missed, of one film or of all: let the windows load again."""
    message = _message(Reset(epoch=epoch, reason=reason), project_id or "", "")
    if project_id is None:
        sockets.everywhere(message)
    else:
        sockets.tell(project_id, message)
        sockets.tell(STUDIO, message)


async def keep_alive(sockets: Sockets) -> None:
    """Say something to every window now and then, so that it notices by itself when the line is dead."""
    for n in itertools.count(1):
        await asyncio.sleep(BEAT_SECONDS)
        sockets.everywhere(Message(Beat(n=n).model_dump_json(by_alias=True), newest="ping"))
