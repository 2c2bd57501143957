"""Requests byte for byte, past the clean-up that every client library does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import Message

from builders import StudioClient

OURS = ((b"host", b"127.0.0.1:8000"),)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    client: StudioClient,
    method: str,
    path: bytes,
    query: bytes = b"",
    headers: tuple[tuple[bytes, bytes], ...] = OURS,
    body: bytes = b"",
) -> Answer:
    """Send exactly this to the application, as the server would hand it on."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path.decode("latin-1")),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": list(headers) + ([(b"content-length", str(len(body)).encode())] if body else []),
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }

    async def play() -> Answer:
        sent: list[Message] = []
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        try:
            await client.app(scope, receive, send)
        except Exception:  # the server's middleware passes on what it has answered with a 500
            if not sent or sent[0]["status"] != 500:
                raise
        start = next(message for message in sent if message["type"] == "http.response.start")
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
        return Answer(start["status"], told, b"".join(message.get("body", b"") for message in sent))

    assert client.portal is not None
    return client.portal.call(play)
