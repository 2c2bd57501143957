from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from worker.studio import Studio, Valkey


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with tempfile.TemporaryDirectory(prefix="atw") as folder:  # tmp_path may be too long for a socket
        server = Valkey(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture
def studio(tmp_path: Path, valkey: Valkey) -> Iterator[Studio]:
    """A studio with its dispatcher running and no worker yet."""
    studio = Studio(tmp_path / "Workspace", valkey)
    studio.services.dispatcher.start()
    yield studio
    studio.close()


@pytest.fixture(scope="module")
def worker_at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio with one worker, shared by the tests of a file, because every one of them leaves it fit for the next."""
    with tempfile.TemporaryDirectory(prefix="atw") as folder:
        server = Valkey(Path(folder))
        server.start()
        try:
            studio = Studio(tmp_path_factory.mktemp("shared") / "Workspace", server)
            studio.services.dispatcher.start()
            try:
                studio.start_worker()
                yield studio
            finally:
                studio.close()
        finally:
            server.stop()
