"""A worker that was stopped while it holds a lock would hold up everybody who needs it, for as long as it is frozen.

Its work is lost by then and given to another. The lock can only be had by ending the process, which the kernel then
lets go of; a worker that is frozen and holds nothing is left alone, and goes on when it is thawed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from app.services.queue.worker_locks import WorkerLocks

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 0.5


class Fence:
    """Ends workers of this machine that are stopped, and have held a lock in the workspace, for `patience` seconds."""

    def __init__(
        self, locks: WorkerLocks, workspace: Path, patience: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._locks, self._workspace, self._patience, self._clock = locks, workspace.resolve(), patience, clock
        self._looked_at = float("-inf")
        self._since: dict[int, float] = {}

    def end_frozen(self) -> list[str]:
        """The names of those that were ended."""
        now = self._clock()
        if now - self._looked_at < LOOK_EVERY_SECONDS:
            return []
        self._looked_at = now
        frozen = {
            pid: name
            for pid, name in self._locks.processes().items()
            if _is_stopped(pid) and self._locks.holds_more(name, pid, self._workspace)
        }
        self._since = {pid: self._since.get(pid, now) for pid in frozen}
        ended = [pid for pid, since in self._since.items() if now - since > self._patience]
        for pid in ended:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
            log.warning("a frozen worker held a lock and was ended", action="fence", worker=frozen[pid], pid=pid)
        return [frozen[pid] for pid in ended]


def _is_stopped(pid: int) -> bool:
    """By a signal, as Ctrl-Z does; a process that is being traced is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except OSError:
        return False
