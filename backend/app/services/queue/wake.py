"""Workers say "there is room" over a channel, so that the next task need not wait for the dispatcher's next tick."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from app.services.events.broker import BrokerDown, connect, connect_listener
from app.services.queue.workers import WAKE_CHANNEL

LOOK_UP_SECONDS = 0.5


class WakeListener:
    """Calls back for every message, and once after each (re)connection. A missed message costs one tick."""

    def __init__(self, redis_url: str, on_wake: Callable[[], None]) -> None:
        self._url, self._on_wake = redis_url, on_wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatcher-wake", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            with contextlib.suppress(BrokerDown, OSError):
                connect(self._url).publish(WAKE_CHANNEL, "")  # so that it looks up now
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stopping.is_set():
            client = connect_listener(self._url)
            with contextlib.suppress(BrokerDown, OSError):
                subscription = client.pubsub()  # type: ignore[no-untyped-call]
                subscription.subscribe(WAKE_CHANNEL)
                while not self._stopping.is_set():
                    if subscription.get_message(timeout=LOOK_UP_SECONDS) is not None:
                        self._on_wake()
            with contextlib.suppress(BrokerDown, OSError):
                client.close()
            self._stopping.wait(LOOK_UP_SECONDS)
