"""A runner's operating-system process: started in a group of its own, watched, and stopped with all it has started."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

HANDED_ON = ("PATH", "TZ", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES")
MAX_LINE_BYTES = 2**20
MAX_LINES_WAITING = 64
LOG_TAIL_LINES = 20
END_SECONDS = 2.0


class Child:
    """Lines come in on `lines` (None at the end); what it writes to standard error goes to `on_log`."""

    def __init__(self, module: str, memory_mb: int, cache_dir: Path) -> None:
        self.lines: queue.Queue[bytes | None] = queue.Queue(maxsize=MAX_LINES_WAITING)
        self.on_log: Callable[[str], None] = _nobody
        self.peak_mb = 0.0
        self._tail: deque[str] = deque(maxlen=LOG_TAIL_LINES)
        self._home = tempfile.TemporaryDirectory(prefix="auteur-runner-", ignore_cleanup_errors=True)
        self._oom_kills = _oom_kills()
        listens, self._lifeline = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "app.worker.runner.launch", str(listens), str(memory_mb), module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(self._home.name, cache_dir),
                cwd=self._home.name,
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

    def memory_mb(self) -> float:
        """What it holds in memory now."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, ValueError, IndexError):
            return 0.0
        used = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
        self.peak_mb = max(self.peak_mb, used)
        return used

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
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        with contextlib.suppress(OSError):
            os.close(self._lifeline)
            self._lifeline = -1
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._home.cleanup()

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
                text = chunk.decode(errors="replace")
                self._tail.append(text)
                self.on_log(text)


def _nobody(text: str) -> None:
    """Nobody listens before the first job."""


def _environment(home: str, cache_dir: Path) -> dict[str, str]:
    """The little a runner needs; nothing of the studio's own settings or secrets."""
    kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    numba = cache_dir / "numba"
    numba.mkdir(parents=True, exist_ok=True)
    return {**kept, "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home, "NUMBA_CACHE_DIR": str(numba)}


def _oom_kills() -> int:
    """How often this machine has killed a process for want of memory."""
    try:
        lines = Path("/proc/vmstat").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
