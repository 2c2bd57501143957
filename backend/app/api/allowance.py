"""How much a client may say: so many messages a second for long, more for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

PER_SECOND = 20.0
AT_ONCE = 60.0
TOLERATED = 200


class Allowance:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left, self._at = AT_ONCE, clock()
        self._refused = 0
        self._said_at = float("-inf")

    def takes(self) -> bool:
        """Whether one more message is within what a client may send."""
        now = self._clock()
        self._left = min(AT_ONCE, self._left + (now - self._at) * PER_SECOND)
        self._at = now
        if self._left < 1:
            self._refused += 1
            return False
        self._left -= 1
        if self._left > AT_ONCE / 2:
            self._refused = 0
        return True

    def say_so(self) -> bool:
        """Whether the client should be told that it sends too much; once a second is enough."""
        now = self._clock()
        if now - self._said_at < 1.0:
            return False
        self._said_at = now
        return True

    @property
    def exhausted(self) -> bool:
        """Whether the client went on sending although it was told."""
        return self._refused > TOLERATED
