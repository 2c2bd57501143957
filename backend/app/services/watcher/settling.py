"""Files that somebody else is at: each is given out when it is whole."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from app.services.index import Stamp
from app.services.watcher.disks import why_blind

SETTLE_SECONDS = 0.05
UNSURE_SECONDS = 0.5
"""Where nobody can say whether a file is still open for writing, it must be left alone for this long."""
LONGEST_LOOK_SECONDS = 0.5
FLOOD = 2000
"""When more files than this change at once, the film is loaded anew instead."""
_F_SETSIG, _F_SETLEASE = 10, 1024


@dataclass(slots=True)
class _Waiting:
    due: float
    pause: float
    stamp: Stamp | None
    new: bool


class Settling:
    """The files of one film. Time is given by the caller, in seconds."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._waiting: dict[str, _Waiting] = {}
        self.flooded = False

    def note(self, path: str, now: float, *, new: bool = False) -> None:
        """Something happened to a file; `new` if this is how it came into being."""
        known = self._waiting.get(path)
        if known is not None:
            known.stamp, known.due = self._stamp(path), now + SETTLE_SECONDS
        elif self.flooded or len(self._waiting) >= FLOOD:
            self.flooded = True
            self._waiting.clear()
        else:
            self._waiting[path] = _Waiting(now + SETTLE_SECONDS, SETTLE_SECONDS, self._stamp(path), new)

    def ready(self, now: float) -> list[tuple[str, bool]]:
        """The files that are whole, or gone, and whether they are new."""
        done = []
        for path, waiting in self._waiting.items():
            if waiting.due > now:
                continue
            stamp = self._stamp(path)
            held = stamp is not None and is_held_for_writing(self._root / path)
            if stamp == waiting.stamp and (held is False or (held is None and waiting.pause >= UNSURE_SECONDS)):
                done.append((path, waiting.new))
                continue
            if held is None:
                waiting.pause = UNSURE_SECONDS
            elif stamp == waiting.stamp:
                waiting.pause = min(waiting.pause * 2, LONGEST_LOOK_SECONDS)
            waiting.stamp, waiting.due = stamp, now + waiting.pause
        for path, _ in done:
            del self._waiting[path]
        return done

    def due(self) -> float | None:
        """When to ask again."""
        return min((waiting.due for waiting in self._waiting.values()), default=None)

    def _stamp(self, path: str) -> Stamp | None:
        try:
            stat = os.lstat(self._root / path)
        except (OSError, ValueError):
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


def is_held_for_writing(file: Path) -> bool | None:
    """Whether a program has it open to write. None where that cannot be seen: another's file, another system.

    The kernel grants a lease for reading only on a file that nobody writes; it is given back at once. Whoever opens the
    file in that instant waits for it, and the signal about it is one that nobody minds.
    """
    if sys.platform != "linux":
        return None
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None if os.path.lexists(file) else False
    try:
        fcntl.fcntl(handle, _F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, _F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, _F_SETLEASE, fcntl.F_UNLCK)
        return False
    except BlockingIOError:
        return None if why_blind(file) else True  # such disks mostly refuse, also when nobody writes
    except OSError:
        return None
    finally:
        os.close(handle)
