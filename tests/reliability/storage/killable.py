"""The real server in a process of its own, to be killed at any moment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx

from app.container import Services


def wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


class Servers:
    """One after the other, without loading everything again."""

    def __init__(self) -> None:
        self._last: KillableServer | None = None
        root = Path(__file__).parents[3]
        path = os.pathsep.join(map(str, (root / "backend", root / "tests", root)))
        self._source = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("killed_server.py")],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, services: Services) -> KillableServer:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        assert self._source.stdin is not None and self._source.stdout is not None
        settings = services.settings
        print(settings.workspace_root, settings.broker_url, port, file=self._source.stdin, flush=True)
        self._last = KillableServer(port, int(self._source.stdout.readline()))
        wait_for(self._last.answers)
        return self._last

    def close(self) -> None:
        if self._last is not None:
            self._last.kill()
        self._source.kill()
        self._source.communicate()


class KillableServer:
    def __init__(self, port: int, process: int) -> None:
        self.port, self._process = port, process

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        wait_for(lambda: not self._lives())

    def answers(self) -> bool:
        assert self._lives()
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/api/health/live").status_code < 500
        except httpx.TransportError:
            return False

    def _lives(self) -> bool:
        try:
            os.kill(self._process, 0)
        except ProcessLookupError:
            return False
        return True
