"""Wrong tokens are answered late, and later each time, by the address they come from."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from app.api.door.refusals import TooManyTries

FIRST_DELAY, LONGEST_DELAY = 0.1, 2.0
FORGIVEN_AFTER = 60.0
MAX_WAITING = 4
MAX_PEERS = 1024


class Slowing:
    """How often each peer was wrong lately. Lives on the event loop.

    A right token is never delayed, so nobody can lock somebody else out; but a peer has few attempts under way at once.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._wrong: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._waiting: dict[str, int] = {}

    def delay(self, peer: str) -> float:
        """Seconds that the next wrong token of that peer costs."""
        return float(min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(self._count(peer), 10)))

    async def after_wrong(self, peer: str) -> None:
        """Note a wrong token and wait. Raises `TooManyTries` when that peer has several answers outstanding."""
        delay = self.delay(peer)
        self._wrong[peer] = (self._count(peer) + 1, self._clock())
        self._wrong.move_to_end(peer)
        if len(self._wrong) > MAX_PEERS:
            self._wrong.popitem(last=False)
        if self._waiting.get(peer, 0) >= MAX_WAITING:
            raise TooManyTries()
        self._waiting[peer] = self._waiting.get(peer, 0) + 1
        try:
            await self._sleep(delay)
        finally:
            self._waiting[peer] -= 1
            if not self._waiting[peer]:
                del self._waiting[peer]

    def _count(self, peer: str) -> int:
        count, last = self._wrong.get(peer, (0, 0.0))
        return count if self._clock() - last < FORGIVEN_AFTER else 0
