from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.studio.kept import Child, KeptProcess, ended_how, tethered

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)


def python(code: str, log: Path) -> Child:
    with log.open("ab") as out:
        return tethered([sys.executable, "-c", code], log=out)


def wait_for(path: Path, text: str) -> None:
    deadline = time.monotonic() + 15
    while not (path.exists() and text in path.read_text()):
        assert time.monotonic() < deadline, f"{text!r} never came"
        time.sleep(0.01)


def test_a_child_that_ends_is_started_again_with_growing_pauses(tmp_path: Path) -> None:
    said: list[str] = []
    third = threading.Event()

    def say(text: str) -> None:
        said.append(text)
        if len(said) == 2:
            third.set()

    kept = KeptProcess("worker", lambda: python("raise SystemExit(3)", tmp_path / "log"), say)
    kept.start()
    assert third.wait(15)
    kept.kill()
    assert said == [
        "The worker ended with exit code 3. Starting it again in 0.5 s.",
        "The worker ended with exit code 3. Starting it again in 1 s.",
    ]


def test_a_child_that_was_asked_to_stop_is_not_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    kept = KeptProcess("worker", lambda: python("import time; time.sleep(600)", tmp_path / "log"), said.append)
    kept.start()
    kept.ask_to_stop()
    kept.wait(15)
    assert kept.pid is None and said == []


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    kept = KeptProcess("worker", lambda: python(STUBBORN, tmp_path / "log"), print)
    kept.start()
    wait_for(tmp_path / "log", "up")
    kept.ask_to_stop()
    kept.wait(0.2)
    assert kept.pid is not None
    kept.kill()
    assert kept.pid is None


def test_waiting_ends_when_a_person_has_no_patience(tmp_path: Path) -> None:
    kept = KeptProcess("worker", lambda: python(STUBBORN, tmp_path / "log"), print)
    kept.start()
    wait_for(tmp_path / "log", "up")
    impatient = threading.Event()
    impatient.set()
    kept.ask_to_stop()
    kept.wait(600, unless=impatient)
    assert kept.pid is not None
    kept.kill()


def test_a_first_start_that_fails_is_the_callers_to_hear() -> None:
    def begin() -> Child:
        return subprocess.Popen(["/there/is/no/such/program"])

    with pytest.raises(FileNotFoundError):
        KeptProcess("worker", begin, print).start()


def test_an_end_is_told_in_words() -> None:
    assert ended_how(1) == "ended with exit code 1"
    assert ended_how(-9) == "was ended by SIGKILL"
