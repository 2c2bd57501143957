"""A whole studio for measuring: queue, worker and server as `make run` starts them, on a workspace of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass(frozen=True)
class Running:
    url: str
    workspace: Path
    redis_url: str
    pid: int
    """Of the server's process."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_studio(folder: Path) -> Iterator[Running]:
    """Start `auteur run`, wait until a worker is there, and stop it as Ctrl-C would."""
    from app.config import Settings

    port = free_port()
    workspace = folder / "Workspace"
    environment = {**os.environ, "WORKSPACE_ROOT": str(workspace), "PORT": str(port), "AUTEUR_SAMPLE_FILM": "0"}
    with (folder / "studio.log").open("wb") as log:
        studio = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "run", "--no-browser"], env=environment, stdout=log, stderr=log
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for_worker(url, studio, folder / "studio.log")
            yield Running(url, workspace, Settings(_env_file=None, workspace_root=workspace).redis_url, studio.pid)
        finally:
            studio.send_signal(signal.SIGINT)
            try:
                studio.wait(20)
            except subprocess.TimeoutExpired:
                studio.kill()


def _wait_for_worker(url: str, studio: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if studio.poll() is not None:
            raise RuntimeError(f"The studio ended: {log.read_text()[-2000:]}")
        try:
            checks = httpx.get(f"{url}/api/health", timeout=2).json()["checks"]
            if checks["workers"]["status"] == "ok":
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"No worker came up: {log.read_text()[-2000:]}")
