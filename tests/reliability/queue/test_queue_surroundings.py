"""What the machine does to the queue: its clock jumps, and it runs out of open files."""

from __future__ import annotations

import contextlib
import http.client
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.queue.server import Server
from worker.studio import Studio, wait_until

pytestmark = pytest.mark.slow

FAKE_TIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
JUMPS = ["+1h", "-1h", "+400d", "-19000d", "+0"]


@pytest.fixture
def clock(studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What the clock of the server and of the worker `jumpy` is off by."""
    if FAKE_TIME is None:
        pytest.fail("libfaketime is not installed (apt-get install libfaketime).")
    path = tmp_path / "clock"
    path.write_text("+0")
    with monkeypatch.context() as environment:
        environment.setenv("LD_PRELOAD", str(FAKE_TIME))
        environment.setenv("FAKETIME_TIMESTAMP_FILE", str(path))
        environment.setenv("FAKETIME_NO_CACHE", "1")
        environment.setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        server = Server(studio)
        server.start()
        worker = studio.start_worker("jumpy", worker_slots=8)
    yield path
    server.kill()
    worker.kill()
    worker.wait(10)


def test_a_clock_that_jumps_ends_no_lease_and_runs_nothing_twice(studio: Studio, clock: Path) -> None:
    before = len(studio.takes())
    long = studio.accept("wait_for_file")[0]
    studio.running(long)
    made = []
    for jump in JUMPS:
        clock.write_text(jump)
        made.append(studio.accept("picture")[0])
        assert studio.ended(made[-1]).status == "completed"
        time.sleep(studio.settings.lease_seconds * 1.5)  # a lease that went by the clock would be over
        assert studio.task(long).status == "running"
    studio.let_go_on()
    ended = [studio.ended(task) for task in [long, *made]]
    assert {(task.status, task.attempt) for task in ended} == {("completed", 1)}
    assert ended[0].worker == "jumpy"
    off = [(task.started_at - task.created_at).days for task in ended[1:] if task.started_at and task.worker == "jumpy"]
    assert min(off) < -18_000 and max(off) >= 400  # the clock did jump where the work was done
    assert len(studio.takes()) == before + 1 + len(JUMPS)


def test_a_server_without_open_files_comes_back_when_there_are_some_again(studio: Studio) -> None:
    server = Server(studio)
    server.start()
    assert server.process is not None
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (90, 90))
    before = len(studio.takes())
    with contextlib.ExitStack() as lines:
        for _ in range(120):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=5))
            line.sendall(b"GET /api/queue HTTP/1.1\r\nHost: 127")  # and no more: each keeps a file open
        task = studio.accept("picture")[0]
        with pytest.raises((OSError, http.client.HTTPException)):
            asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=2)
            asking.request("GET", "/api/queue")
            asking.getresponse()
        assert server.process.poll() is None
    wait_until(lambda: _answers(server))
    assert studio.ended(task).status == "completed"
    assert len(studio.takes()) == before + 1
    server.kill()


def _answers(server: Server) -> bool:
    try:
        server.get("/api/queue")
    except OSError:
        return False
    return True
