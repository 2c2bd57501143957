"""A runner's operating-system process: started in a group of its own, watched, and stopped with all it has started."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.worker.runner.family import family, kill_family, memory_mb
from app.worker.runner.home import RunnerHome
from app.worker.runner.launch import Plan
from app.worker.runner.limits import Limits

HANDED_ON = ("PATH", "TZ", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES")
MAX_LINE_BYTES = 2**20
MAX_LINES_WAITING = 64
LOG_TAIL_LINES = 20
END_SECONDS = 2.0


@dataclass(frozen=True)
class Folders:
    """Where a runner may go: into `staging` and `cache`, to read the `models`, and nowhere else in the `workspace`."""

    workspace: Path
    staging: Path
    cache: Path
    models: Path


class Child:
    """Lines come in on `lines` (None at the end); what it writes to standard error goes to `on_log`."""

    def __init__(self, module: str, limits: Limits, folders: Folders) -> None:
        self.lines: queue.Queue[bytes | None] = queue.Queue(maxsize=MAX_LINES_WAITING)
        self.on_log: Callable[[str], None] = _nobody
        self.peak_mb = 0.0
        self._tail: deque[str] = deque(maxlen=LOG_TAIL_LINES)
        self._home = RunnerHome()
        self._oom_kills = _oom_kills()
        self.log_bytes = 0
        listens, self._lifeline = os.pipe()
        numba = folders.cache / "numba"
        for needed in (numba, folders.staging):
            needed.mkdir(parents=True, exist_ok=True)
        plan = Plan(
            limits,
            workspace=str(folders.workspace),
            readable=[str(folders.models)],
            writable=[str(self._home.path), str(folders.staging), str(numba), "/dev", "/proc"],
        )
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "app.worker.runner.launch", str(listens), plan.to_json(), module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(str(self._home.path), numba),
                cwd=self._home.path,
                pass_fds=[listens],
                start_new_session=True,
            )
        finally:
            os.close(listens)
        threading.Thread(target=self._read_lines, name=f"{module} messages", daemon=True).start()
        self._log_reader = threading.Thread(target=self._read_log, name=f"{module} log", daemon=True)
        self._log_reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def write(self, line: bytes) -> None:
        """Raises OSError when it is gone."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def forget_lines(self) -> None:
        """Drop what it said without being asked."""
        with contextlib.suppress(queue.Empty):
            while self.lines.get_nowait() is not None:
                pass

    def usage(self) -> tuple[float, int]:
        """(MB in memory, number of processes), of the runner with everything it has started."""
        members = family(self.pid)
        used = memory_mb(members)
        self.peak_mb = max(self.peak_mb, used)
        return used, len(members)

    def how_it_ended(self) -> tuple[int | None, bool]:
        """(exit status as subprocess gives it, whether the system killed something for memory meanwhile)."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        return self._process.poll(), _oom_kills() > self._oom_kills

    def last_words(self) -> str | None:
        self._log_reader.join(0.5)
        return "".join(self._tail)[-4000:] or None

    def kill(self) -> None:
        """Stop it and everything it has started."""
        kill_family(self.pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        with contextlib.suppress(OSError):
            os.close(self._lifeline)
            self._lifeline = -1
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._home.remove()

    def _read_lines(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stdout:
            while line := stdout.readline(MAX_LINE_BYTES):
                self.lines.put(line)
        self.lines.put(None)

    def _read_log(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stderr:
            while chunk := stderr.readline(64 * 1024):
                self.log_bytes += len(chunk)
                text = chunk.decode(errors="replace")
                self._tail.append(text)
                self.on_log(text)


def _nobody(text: str) -> None:
    """Nobody listens before the first job."""


def _environment(home: str, numba: Path) -> dict[str, str]:
    """The little a runner needs; nothing of the studio's own settings or secrets."""
    kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home, "NUMBA_CACHE_DIR": str(numba)}


def _oom_kills() -> int:
    """How often this machine has killed a process for want of memory."""
    try:
        lines = Path("/proc/vmstat").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
