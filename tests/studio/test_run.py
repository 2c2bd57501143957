"""`auteur run` as a person meets it: one process tree that starts together and ends together."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from builders import settings_for

SECONDS = 40


@dataclass
class Studio:
    process: subprocess.Popen[bytes]
    settings: Settings
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def url(self) -> str:
        return str(json.loads((self.settings.state_dir / "studio.json").read_text())["url"])

    def health(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/api/health", timeout=5) as answer:
            report: dict[str, Any] = json.load(answer)
        return report

    def has_worker(self) -> bool:
        try:
            return bool(self.health()["checks"]["workers"]["status"] == "ok")
        except (OSError, ValueError):
            assert self.process.poll() is None, self.said
            return False

    def children(self) -> dict[str, int]:
        """The processes of this workspace by what they are, found by the parent they name."""
        found = {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
                command = (status.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid and fields[0] != "Z":
                found["worker" if "app.cli" in command else "queue"] = int(status.parent.name)
        return found


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not in {SECONDS} s: {what}"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def start(root: Path, log: Path, *words: str, **environment: str) -> Studio:
    settings = settings_for(root)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "run", *words],
            env={**os.environ, "WORKSPACE_ROOT": str(root), "AUTEUR_SAMPLE_FILM": "0", **environment},
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    return Studio(process, settings, log)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A running studio in a folder with spaces, with its worker online."""
    studio = start(tmp_path / "My Work space", tmp_path / "studio.log", "--port", "0")
    until(studio.has_worker, "a worker is online")
    yield studio
    if studio.process.poll() is None:
        studio.process.kill()
    studio.process.wait()
    shutil.rmtree(studio.settings.runtime_dir, ignore_errors=True)


def test_one_interrupt_stops_everything_and_leaves_nothing(studio: Studio) -> None:
    children = studio.children()
    assert set(children) == {"queue", "worker"}
    until(lambda: "Ctrl-C stops everything" in studio.said, "the table")
    assert f"Auteur 0.1.0 is at {studio.url}" in studio.said
    assert "Queue: on." in studio.said and "Runners: storyboard" in studio.said
    studio.process.send_signal(signal.SIGINT)
    assert studio.process.wait(SECONDS) == 0
    assert studio.said.endswith("Stopped.\n")
    assert "Traceback" not in studio.said
    assert not [name for name, pid in children.items() if alive(pid)]
    assert not studio.settings.runtime_dir.exists()
    assert not (studio.settings.state_dir / "studio.json").exists()


def test_a_terminated_studio_stops_the_same_way(studio: Studio) -> None:
    children = studio.children()
    studio.process.terminate()
    assert studio.process.wait(SECONDS) == 0
    assert not [name for name, pid in children.items() if alive(pid)]


def test_a_killed_studio_takes_its_children_along_and_the_next_one_starts(studio: Studio, tmp_path: Path) -> None:
    children = studio.children()
    studio.process.kill()
    studio.process.wait()
    until(lambda: not [pid for pid in children.values() if alive(pid)], "queue and worker end with the studio")
    again = start(studio.settings.workspace_root, tmp_path / "again.log", "--port", "0")
    try:
        until(again.has_worker, "the next studio has a worker")
    finally:
        again.process.terminate()
        assert again.process.wait(SECONDS) == 0


def test_a_second_interrupt_does_not_wait_for_a_stuck_worker(studio: Studio) -> None:
    children = studio.children()
    os.kill(children["worker"], signal.SIGSTOP)
    studio.process.send_signal(signal.SIGINT)
    until(lambda: "Ctrl-C again stops at once" in studio.said, "the warm stop begins")
    studio.process.send_signal(signal.SIGINT)
    studio.process.wait(SECONDS)
    assert not [name for name, pid in children.items() if alive(pid)]


def test_a_worker_and_a_queue_that_die_are_started_again_and_still_stop_warmly(studio: Studio) -> None:
    before = studio.children()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def replaced() -> bool:
        now = studio.children()
        return set(now) == set(before) and not set(now.values()) & set(before.values()) and studio.has_worker()

    until(replaced, "both are there again")
    assert "The queue was ended by SIGKILL. Starting it again in 0.5 s." in studio.said
    assert "The worker was ended by SIGKILL. Starting it again in 0.5 s." in studio.said
    assert studio.health()["status"] == "ok"
    studio.process.send_signal(signal.SIGINT)
    assert studio.process.wait(SECONDS) == 0
    log = (studio.settings.state_dir / "logs" / "queue.log").read_text()
    assert "User requested shutdown" in log.splitlines()[-2] or "bye bye" in log.splitlines()[-1]


def test_a_second_studio_on_the_same_workspace_is_told_where_the_first_is(studio: Studio, tmp_path: Path) -> None:
    second = start(studio.settings.workspace_root, tmp_path / "second.log", "--port", "0")
    assert second.process.wait(SECONDS) == 1
    assert second.said == (
        f"auteur: This workspace is open already, in process {studio.process.pid} at {studio.url}.\n"
    )
    assert studio.has_worker()


def test_a_busy_port_that_was_asked_for_is_an_error_with_the_holders_name(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        studio = start(tmp_path / "Workspace", tmp_path / "log", PORT=str(port))
        assert studio.process.wait(SECONDS) == 1
    assert studio.said.startswith(f"auteur: Port {port} is in use by process {os.getpid()} (")


def test_an_external_queue_is_used_instead_of_our_own(tmp_path: Path, valkey_url: str) -> None:
    studio = start(tmp_path / "Workspace", tmp_path / "log", "--port", "0", CELERY_BROKER_URL=valkey_url)
    try:
        until(studio.has_worker, "a worker is online")
        assert set(studio.children()) == {"worker"}
        assert "External Valkey" in studio.health()["checks"]["queue"]["detail"]
    finally:
        studio.process.terminate()
        assert studio.process.wait(SECONDS) == 0
