from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.queue.server import Server
from worker.studio import Studio, Valkey


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio with one worker and no dispatcher, shared by the tests of a file: each leaves it fit for the next."""
    with tempfile.TemporaryDirectory(prefix="atq") as folder:  # tmp_path may be too long for a socket
        valkey = Valkey(Path(folder))
        valkey.start()
        studio = Studio(tmp_path_factory.mktemp("shared") / "Workspace", valkey, lease_seconds=2.0)
        try:
            studio.start_worker()
            yield studio
        finally:
            studio.close()
            valkey.stop()


@pytest.fixture(scope="module")
def server(studio: Studio) -> Iterator[Server]:
    server = Server(studio)
    server.start()
    yield server
    server.kill()
