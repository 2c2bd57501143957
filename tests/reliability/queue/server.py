"""The studio's server as a process that can be killed; what a person does goes over HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from typing import Any

from worker.studio import Studio, wait_until


class Server:
    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = self._studio.process_settings(port=self.port, sample_film=False)
        log = (self._studio.told / "server.log").open("ab")
        command = [sys.executable, "-m", "tests.reliability.queue.serve", json.dumps(settings)]
        self.process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(self._answers)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGCONT)
            os.kill(self.process.pid, how)
            self.process.wait(10)

    def get(self, path: str) -> Any:
        return self._ask("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def _answers(self) -> bool:
        try:
            self.get("/api/queue")
        except OSError:
            assert self.process is not None and self.process.poll() is None, "the server ended"
            return False
        return True
