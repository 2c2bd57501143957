"""A Valkey of a test's own, which may be killed, frozen and emptied; and the real server."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.container import build_services
from builders import settings_for
from served import Served, served
from worker.studio import Valkey


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with tempfile.TemporaryDirectory(prefix="ate") as folder:
        server = Valkey(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def server(tmp_path: Path, valkey_url: str) -> Iterator[Served]:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    with served(services) as running:
        yield running
