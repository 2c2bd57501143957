"""What a client says on its socket. Whatever it sends, it gets an answer that says what was wrong; only who does not stop
sending too much is closed."""

from __future__ import annotations

from functools import partial

import anyio
from pydantic import BaseModel, ValidationError
from starlette.websockets import WebSocket

from app.api.allowance import PER_SECOND, Allowance
from app.api.door.bodies import read_json
from app.api.door.door import granted
from app.api.door.refusals import BadJson, ScopeTooSmall
from app.api.sockets import Client, Sockets
from app.api.wires import Message
from app.container import Services
from app.domain.events import STUDIO, Event, PanelResize, Pong, ProtocolError, SelectionChange
from app.domain.messages import CancelTask, Ping, ResizePanel, Select, StartGeneration, client_messages
from app.domain.task import TaskRequest
from app.errors import AuteurError

MAX_MESSAGE_BYTES = 64 * 1024
POLICY_VIOLATION = 1008


class Conversation:
    """`room` is a film's id, or the studio, where tasks can be cancelled and nothing else be done."""

    def __init__(self, services: Services, sockets: Sockets, room: str, client: Client, socket: WebSocket) -> None:
        self._services, self._sockets = services, sockets
        self._room, self._client, self._socket = room, client, socket
        self._allowance = Allowance()

    async def listen(self) -> None:
        """Until the client is gone."""
        while True:
            frame = await self._socket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            if not self._allowance.takes():
                if self._allowance.exhausted:
                    self._client.close(POLICY_VIOLATION, "too many messages")
                    return
                if self._allowance.say_so():
                    much = f"That is more than {PER_SECOND:g} messages a second; what is too much is not read."
                    self._refuse("too_many_messages", much)
                continue
            text = frame.get("text")
            if text is None or len(text.encode()) > MAX_MESSAGE_BYTES:
                self._refuse("bad_message", "Messages are JSON text of at most 64 KiB.")
                continue
            await self._hear(text)

    async def _hear(self, text: str) -> None:
        request_id = None
        try:
            raw = read_json(text.encode())
            if isinstance(raw, dict) and isinstance(raw.get("requestId"), str):
                request_id = raw["requestId"][:100]
            message = client_messages.validate_python(raw)
        except BadJson:
            self._refuse("bad_message", "That is not valid JSON.")
            return
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            self._refuse("bad_message", f"{where}: {first['msg']}", request_id)
            return
        try:
            await self._do(message, request_id)
        except AuteurError as error:
            self._refuse(error.code, error.detail, request_id)

    async def _do(self, message: BaseModel, request_id: str | None) -> None:
        if isinstance(message, StartGeneration | CancelTask) and not granted(self._socket.scope, "generate"):
            raise ScopeTooSmall("That needs a token with the scope “generate”.")
        match message:
            case Ping():
                self._answer(Pong(n=message.n))
            case CancelTask():
                task = await anyio.to_thread.run_sync(self._services.ledger.get, message.task_id)
                if self._room in (STUDIO, task.project_id):
                    await anyio.to_thread.run_sync(self._services.dispatcher.cancel, message.task_id)
                else:
                    self._refuse("task_not_found", "This film has no such task.", request_id)
            case _ if self._room == STUDIO:
                self._refuse("not_here", "That concerns one film; say it on the film's own socket.", request_id)
            case ResizePanel():
                self._tell(
                    PanelResize(panel=message.panel, width=message.width, session_id=self._client.peer.session_id)
                )
            case Select():
                peer = self._client.peer
                peer.target_type, peer.target_id = message.target_type, message.target_id
                self._tell(
                    SelectionChange(
                        target_type=message.target_type, target_id=message.target_id, session_id=peer.session_id
                    )
                )
            case StartGeneration():
                wanted = TaskRequest(
                    project_id=self._room,
                    node_id=message.node_id,
                    node_type=message.node_type,
                    parameters=message.parameters,
                    quality=message.quality,
                    request_id=request_id,
                )
                submit = partial(self._services.generation.submit, wanted, requested_by=message.client)
                await anyio.to_thread.run_sync(submit)

    def _tell(self, event: PanelResize | SelectionChange) -> None:
        """What a window does with itself is told to those who are there, and is in no log."""
        event.project_id = self._room
        newest = f"{event.type}:{event.session_id}"
        self._sockets.tell(self._room, Message(event.model_dump_json(by_alias=True), newest=newest))

    def _answer(self, event: Event) -> None:
        event.project_id = self._room
        self._client.offer(Message(event.model_dump_json(by_alias=True)))

    def _refuse(self, code: str, detail: str, request_id: str | None = None) -> None:
        self._answer(ProtocolError(code=code, detail=detail, request_id=request_id))
