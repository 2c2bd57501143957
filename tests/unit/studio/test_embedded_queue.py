"""The embedded queue, with the real server program."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from app.config import Settings
from app.studio import queue as queue_module
from app.studio.queue import Binary, EmbeddedQueue, QueueFailed, answers, ask, find_binary, quoted
from builders import settings_for

RUN_A_QUEUE = """
import sys, time
from pathlib import Path
from app.config import Settings
from app.studio.queue import EmbeddedQueue
queue = EmbeddedQueue(Settings(_env_file=None, workspace_root=Path(sys.argv[1])), print)
queue.start()
print(queue.pid, flush=True)
time.sleep(600)
"""


def until(condition: Callable[[], object], what: str, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        time.sleep(0.01)


def gone(pid: int) -> bool:
    """Whether the process has ended (one that nobody has waited for yet counts as ended)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / 'A "quoted" Workspace with spaces, ümlauts and \\slashes')


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def queue(settings: Settings, said: list[str]) -> Iterator[EmbeddedQueue]:
    queue = EmbeddedQueue(settings, said.append)
    yield queue
    queue.kill()
    shutil.rmtree(settings.runtime_dir, ignore_errors=True)


def test_it_answers_and_keeps_its_data_in_a_workspace_with_an_awkward_name(
    queue: EmbeddedQueue, settings: Settings
) -> None:
    queue.start()
    client = redis.Redis.from_url(settings.redis_url)
    client.set("shot", "kept")
    assert client.config_get("appendonly", "appendfsync", "maxmemory-policy", "port") == {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "port": "0",
    }
    assert list((settings.state_dir / "queue" / "appendonlydir").glob("*.aof"))
    queue.stop()
    assert not settings.queue_socket.exists()
    assert "Ready to accept connections" in (settings.state_dir / "logs" / "queue.log").read_text()


def test_only_this_user_can_reach_the_socket(queue: EmbeddedQueue, settings: Settings) -> None:
    queue.start()
    assert stat.S_IMODE(settings.queue_socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.runtime_dir.stat().st_mode) == 0o700


def test_a_runtime_folder_that_is_a_link_is_refused(queue: EmbeddedQueue, settings: Settings, tmp_path: Path) -> None:
    settings.runtime_dir.parent.mkdir(mode=0o700, exist_ok=True)
    settings.runtime_dir.symlink_to(tmp_path)
    try:
        with pytest.raises(Exception, match="not a folder"):
            queue.start()
    finally:
        settings.runtime_dir.unlink()


def test_what_was_acknowledged_survives_a_kill(queue: EmbeddedQueue, settings: Settings, said: list[str]) -> None:
    queue.start()
    client = redis.Redis.from_url(settings.redis_url)
    for number in range(200):
        client.rpush("tasks", number)
    first = queue.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: queue.pid not in (None, first) and answers(settings.queue_socket), "the queue is started again")
    assert redis.Redis.from_url(settings.redis_url).llen("tasks") == 200
    assert said == ["The queue was ended by SIGKILL. Starting it again in 0.5 s."]


def test_it_dies_with_a_parent_that_is_killed_and_the_next_one_takes_over(
    queue: EmbeddedQueue, settings: Settings
) -> None:
    command = [sys.executable, "-c", RUN_A_QUEUE, str(settings.workspace_root)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout as told:
        pid = int(told.readline())
        redis.Redis.from_url(settings.redis_url).set("left", "behind")
        parent.kill()
        parent.wait()
    until(lambda: gone(pid), "the queue of a killed parent ends")
    assert settings.queue_socket.exists(), "a killed server cannot remove its socket"
    queue.start()
    assert redis.Redis.from_url(settings.redis_url).get("left") == b"behind"


def test_a_server_that_was_left_running_is_ended_first(queue: EmbeddedQueue, settings: Settings) -> None:
    settings.runtime_dir.mkdir(mode=0o700, parents=True)
    binary = find_binary()
    assert binary is not None
    orphan = subprocess.Popen(
        [str(binary.path), "--port", "0", "--unixsocket", str(settings.queue_socket), "--save", ""],
        stdout=subprocess.DEVNULL,
        cwd=settings.runtime_dir,
    )
    until(lambda: answers(settings.queue_socket), "the orphan answers")
    queue.start()
    assert orphan.wait(10) == 0
    assert f"process_id:{queue.pid}" in (ask(settings.queue_socket, "INFO server") or "")


def test_a_program_that_does_not_start_is_told_with_its_last_words(settings: Settings) -> None:
    with pytest.raises(QueueFailed, match="exit code 1"):
        EmbeddedQueue(settings, print, Binary(Path("/bin/false"), "PATH")).start()


def test_damaged_data_is_a_sentence_from_the_log(queue: EmbeddedQueue, settings: Settings) -> None:
    folder = settings.state_dir / "queue" / "appendonlydir"
    folder.mkdir(parents=True)
    (folder / "appendonly.aof.manifest").write_text("rubbish\n")
    with pytest.raises(QueueFailed, match=r"Its log ends with: .*manifest"):
        queue.start()


def test_without_any_program_it_says_what_to_do(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "find_binary", lambda: None)
    with pytest.raises(QueueFailed, match="CELERY_BROKER_URL"):
        EmbeddedQueue(settings, print).start()


def test_every_byte_of_a_path_is_quoted() -> None:
    assert quoted(Path('/a b/"c"')) == '"/a\\x20b/\\x22c\\x22"'
    assert quoted(Path("/ü\n")) == '"/\\xc3\\xbc\\x0a"'
