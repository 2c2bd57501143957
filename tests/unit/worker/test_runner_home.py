"""A runner's temporary folder goes with its worker, also when that was killed."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path

import pytest

from app.worker.runner.home import RunnerHome, sweep_homes


@pytest.fixture(autouse=True)
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_what_a_killed_worker_left_is_swept_and_what_a_living_one_uses_stays() -> None:
    told, tell = os.pipe()
    worker = os.fork()
    if worker == 0:
        home = RunnerHome()
        (home.path / "half.bin").write_text("half")
        os.write(tell, str(home.path).encode())
        signal.pause()
    left = Path(os.read(told, 4096).decode())
    mine = RunnerHome()
    for home in (left, mine.path):
        os.utime(home, (1, 1))
    assert sweep_homes() == 0
    assert left.is_dir() and mine.path.is_dir()
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    assert sweep_homes() == 1
    assert not left.exists() and mine.path.is_dir()
    mine.remove()
    assert not mine.path.exists()


def test_one_that_was_made_this_moment_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "auteur-runner-new").mkdir()
    assert sweep_homes() == 0


def test_a_link_that_looks_like_one_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.mkdir()
    (tmp_path / "auteur-runner-link").symlink_to(target)
    assert sweep_homes() == 0
    assert target.is_dir()
