"""`/ws/{project_id}`: load, then apply events; what was missed comes again by id, or an explicit `reset`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets

import anyio
import structlog
from fastapi import APIRouter, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from app.api.sockets import Client, Sockets
from app.container import Services
from app.domain.events import (
    CancelTask,
    Event,
    Hello,
    PanelResize,
    Peer,
    Ping,
    Pong,
    Presence,
    ProtocolError,
    Reset,
    ResizePanel,
    Select,
    SelectionChange,
    StartGeneration,
    client_messages,
)
from app.domain.ids import UUID_PATTERN
from app.domain.task import TaskRequest
from app.errors import AuteurError, ProjectNotFound

log = structlog.get_logger()
router = APIRouter()

UNKNOWN_PROJECT = 4404
MAX_MESSAGE = 64 * 1024


@router.websocket("/ws/{project_id}")
async def project_socket(socket: WebSocket, project_id: str, since: str | None = None) -> None:
    services: Services = socket.app.state.services
    sockets: Sockets = socket.app.state.sockets
    await socket.accept()
    try:
        if not re.fullmatch(UUID_PATTERN, project_id):
            raise ProjectNotFound()
        await anyio.to_thread.run_sync(services.workspace.root, project_id)
    except AuteurError:
        await socket.close(UNKNOWN_PROJECT, "unknown project")
        return
    client = Client(socket, Peer(session_id=f"window-{secrets.token_hex(6)}"))
    sockets.join(project_id, client)
    sender = asyncio.create_task(client.send_for_ever())
    try:
        await _greet(services, sockets, client, project_id, since)
        _tell_presence(sockets, project_id)
        await _listen(services, sockets, client, project_id, sender)
    except WebSocketDisconnect:
        pass
    finally:
        sockets.leave(project_id, client)
        _tell_presence(sockets, project_id)
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await sender


async def _greet(services: Services, sockets: Sockets, client: Client, project_id: str, since: str | None) -> None:
    """Say where the stream stands, send what was missed, then let through what came in meanwhile."""
    replay = await anyio.to_thread.run_sync(services.bus.replay, project_id, since)
    last_id, epoch = replay.position
    if since is not None and replay.reset_reason is not None:
        await client.socket.send_text(_encode(Reset(epoch=epoch, reason=replay.reset_reason), project_id, last_id))
    hello = Hello(
        last_event_id=last_id, epoch=epoch, session_id=client.peer.session_id, peers=sockets.peers(project_id)
    )
    await client.socket.send_text(_encode(hello, project_id, last_id))
    for event_id, text in replay.events:
        client.waiting.pop(event_id, None)
        await client.socket.send_text(text)
    for event_id in [key for key in client.waiting if _not_after(key, last_id)]:
        client.waiting.pop(event_id)
    client.release()


def _not_after(key: str, last_id: str) -> bool:
    """Whether a gathered event's id is one that the replay (or the state to be loaded) holds already."""
    try:
        return [int(n) for n in key.split("-")] <= [int(n) for n in last_id.split("-")]
    except ValueError:
        return False


async def _listen(
    services: Services, sockets: Sockets, client: Client, project_id: str, sender: asyncio.Task[None]
) -> None:
    while True:
        receive = asyncio.ensure_future(client.socket.receive())
        done, _ = await asyncio.wait({receive, sender}, return_when=asyncio.FIRST_COMPLETED)
        if receive not in done:
            receive.cancel()
            return
        frame = receive.result()
        if frame["type"] == "websocket.disconnect":
            return
        text = frame.get("text")
        if text is None or len(text) > MAX_MESSAGE:
            _refuse(client, project_id, "bad_message", "Messages are JSON text of at most 64 KiB.")
            continue
        await _handle(services, sockets, client, project_id, text)


async def _handle(services: Services, sockets: Sockets, client: Client, project_id: str, text: str) -> None:
    request_id = None
    try:
        raw = json.loads(text)
        if isinstance(raw, dict) and isinstance(raw.get("requestId"), str):
            request_id = raw["requestId"][:100]
        message = client_messages.validate_python(raw)
    except (ValueError, RecursionError) as error:
        detail = "That is not valid JSON."
        if isinstance(error, ValidationError):
            first = error.errors(include_url=False)[0]
            detail = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        _refuse(client, project_id, "bad_message", detail, request_id)
        return
    try:
        match message:
            case Ping():
                client.offer(f"pong-{message.n}", _encode(Pong(n=message.n), project_id, ""))
            case ResizePanel():
                resized = PanelResize(panel=message.panel, width=message.width, session_id=client.peer.session_id)
                await _publish(services, project_id, resized)
            case Select():
                client.peer.target_type, client.peer.target_id = message.target_type, message.target_id
                selected = SelectionChange(
                    target_type=message.target_type, target_id=message.target_id, session_id=client.peer.session_id
                )
                await _publish(services, project_id, selected)
            case StartGeneration():
                wanted = TaskRequest(
                    project_id=project_id,
                    node_id=message.node_id,
                    node_type=message.node_type,
                    parameters=message.parameters,
                    quality=message.quality,
                    request_id=request_id,
                )
                await anyio.to_thread.run_sync(services.generation.submit, wanted)
            case CancelTask():
                task = await anyio.to_thread.run_sync(services.ledger.get, message.task_id)
                if task.project_id == project_id:
                    await anyio.to_thread.run_sync(services.dispatcher.cancel, message.task_id)
                else:
                    _refuse(client, project_id, "task_not_found", "This film has no such task.", request_id)
    except AuteurError as error:
        _refuse(client, project_id, error.code, error.detail, request_id)


async def _publish(services: Services, project_id: str, event: Event) -> None:
    await anyio.to_thread.run_sync(services.bus.publish, project_id, [event])


def _refuse(client: Client, project_id: str, code: str, detail: str, request_id: str | None = None) -> None:
    error = ProtocolError(code=code, detail=detail, request_id=request_id)
    client.offer(f"error-{secrets.token_hex(4)}", _encode(error, project_id, ""))


def _tell_presence(sockets: Sockets, project_id: str) -> None:
    peers = sockets.peers(project_id)
    if peers:
        sockets.broadcast(project_id, "presence", _encode(Presence(peers=peers), project_id, ""), "presence")


def _encode(event: Event, project_id: str, event_id: str) -> str:
    """A message of this socket alone: it is in no log, so its id is where the stream stood, or empty."""
    event.project_id, event.id = project_id, event_id
    return event.model_dump_json(by_alias=True)


def tell_of_gap(sockets: Sockets, reason: str) -> None:
    """Events may have been missed by everybody: let every window load again."""
    sockets.everywhere(Reset(epoch="", reason=reason).model_dump_json(by_alias=True))
