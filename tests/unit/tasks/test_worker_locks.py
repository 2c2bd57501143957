"""A lock tells who is alive, and is let go of at the very moment at which its process is gone."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import WrongState
from app.services.queue.worker_locks import WorkerLocks, plain_name

HOLD = """
import sys, time
from pathlib import Path
from app.services.queue.worker_locks import WorkerLocks
locks = WorkerLocks(Path(sys.argv[1]))
locks.enter("worker-1")
print("here", flush=True)
time.sleep(60)
"""


@pytest.fixture
def other(tmp_path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "here\n"
    return process


def test_a_killed_process_is_gone_at_once_and_its_name_is_free(tmp_path: Path, other: subprocess.Popen[str]) -> None:
    here = WorkerLocks(tmp_path)
    other.send_signal(signal.SIGSTOP)
    assert not here.is_gone("worker-1")
    with pytest.raises(WrongState, match="at work already"):
        here.enter("worker-1", patience=0.2)
    assert here.enter_as_one_of("worker") == "worker-2"
    other.kill()
    other.wait()
    assert here.is_gone("worker-1")
    here.enter("worker-1")
    assert not WorkerLocks(tmp_path).is_gone("worker-1")
    here.leave("worker-1")
    assert WorkerLocks(tmp_path).is_gone("worker-1")


def test_nothing_is_said_of_names_that_are_unknown_or_of_another_machine(tmp_path: Path) -> None:
    locks = WorkerLocks(tmp_path)
    assert not locks.is_gone("never-there")
    (tmp_path / "elsewhere.lock").write_text("another boot of another kernel")
    assert not locks.is_gone("elsewhere")


def test_a_restarted_worker_gets_its_number_back(tmp_path: Path) -> None:
    locks = WorkerLocks(tmp_path)
    assert [locks.enter_as_one_of("box") for _ in range(3)] == ["box-1", "box-2", "box-3"]
    locks.leave("box-2")
    assert locks.enter_as_one_of("box") == "box-2"


def test_a_name_is_fit_for_a_file_and_a_queue() -> None:
    assert plain_name("../../etc/passwd") == "etc-passwd"
    assert plain_name("Mara's box: 2") == "Mara-s-box-2"
    assert plain_name("…") == "worker"
