"""Servers to be killed, each on a port that is given. All is loaded once: a line `<workspace> <broker> <port>` on the
standard input forks another one, whose process id is answered."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

from app.container import build_services
from app.main import create_app
from app.studio.server import serve
from app.studio.stopping import Stopping
from builders import settings_for


def run(workspace: str, broker: str, port: str) -> None:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind(("127.0.0.1", int(port)))
        line.listen()
        services = build_services(settings_for(Path(workspace), broker))
        serve(create_app(services=services), line, Stopping(), lambda: None)


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for asked in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(2, 1)
            try:
                run(*asked.split())
            finally:
                os._exit(1)
        print(child, flush=True)


if __name__ == "__main__":
    main()
