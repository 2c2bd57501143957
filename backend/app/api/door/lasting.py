"""A socket stays open no longer than the right to it: a token that is revoked ends what it opened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import Message, Receive, Send

LOOK_SECONDS = 2.0
POLICY_VIOLATION = 1008


class LastingRight:
    """A socket's `receive` that looks now and then whether the right still holds, and ends the socket when not."""

    def __init__(self, receive: Receive, send: Send, still_holds: Callable[[], bool]) -> None:
        self._receive, self._send, self._still_holds = receive, send, still_holds

    async def __call__(self) -> Message:
        message = asyncio.ensure_future(self._receive())
        try:
            while True:
                await asyncio.wait({message}, timeout=LOOK_SECONDS)
                if not self._still_holds():
                    await self._send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": "signed out"})
                    return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
                if message.done():
                    return message.result()
        finally:
            message.cancel()
