"""The server alone, on a port that is given: `python -m … <workspace> <port>`. Whoever starts it may kill it."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from app.container import build_services
from app.main import create_app
from app.studio.server import serve
from app.studio.stopping import Stopping
from builders import settings_for


def main(workspace: str, broker: str, port: str) -> None:
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind(("127.0.0.1", int(port)))
        line.listen()
        services = build_services(settings_for(Path(workspace), broker))
        serve(create_app(services=services), line, Stopping(), lambda: None)


if __name__ == "__main__":
    main(*sys.argv[1:])
