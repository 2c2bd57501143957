"""What Ctrl-C means: once a warm stop, twice at once. SIGTERM and a closed terminal mean the same."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopping:
    """Counts the requests to stop. `warm` and `at_once` are called from the signal handler, so they only set flags."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.at_once = threading.Event()
        self._reactions: list[Callable[[], None]] = []

    def when_asked(self, react: Callable[[], None]) -> None:
        """Call `react` at every request; at once when one has come already."""
        self._reactions.append(react)
        if self.asked.is_set():
            react()

    @contextmanager
    def listened_for(self) -> Iterator[None]:
        """Inside, a signal is a request instead of an exception. Main thread only."""
        before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                with contextlib.suppress(TypeError):
                    signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.asked.is_set():
            self.at_once.set()
        self.asked.set()
        for react in self._reactions:
            react()
