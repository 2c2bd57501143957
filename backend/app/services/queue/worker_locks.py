"""Who is alive, by locks that end with the process: `.auteur/workers/<name>.lock`.

A worker holds its lock for as long as it lives, and the system lets go of it at the very moment at which the process is
gone, however it went. That tells a killed worker within a second; a frozen one, or one on another machine, is told by
its leases.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import time
from pathlib import Path

from app.errors import WrongState

ENTER_SECONDS = 10.0
"""How long a worker waits for its predecessor of the same name to leave."""
TRY_AGAIN_SECONDS = 0.1
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def plain_name(name: str) -> str:
    """A name that is fit for a file and a queue."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip(".-")[:80] or "worker"


class WorkerLocks:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}

    def enter(self, name: str, patience: float = ENTER_SECONDS) -> None:
        """Be alive under this name until the process ends. Raises `WrongState` when another living worker has it."""
        deadline = time.monotonic() + patience
        while not self._try(name):
            if time.monotonic() > deadline:
                raise WrongState(f"A worker named {name!r} is at work already; give this one another name.")
            time.sleep(TRY_AGAIN_SECONDS)

    def enter_as_one_of(self, stem: str) -> str:
        """Enter under the first free name of `<stem>-1`, `<stem>-2`, …, so that a restarted worker keeps its name."""
        number = 1
        while not self._try(f"{stem}-{number}"):
            number += 1
        return f"{stem}-{number}"

    def leave(self, name: str) -> None:
        handle = self._held.pop(name, None)
        if handle is not None:
            os.close(handle)

    def is_gone(self, name: str) -> bool:
        """True only when a worker of this machine had the name and its process has ended."""
        try:
            handle = os.open(self._path(name), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            if os.read(handle, 100).partition(b" ")[0] != _machine():
                return False
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            os.close(handle)
        return True

    def processes(self) -> dict[int, str]:
        """Names by the process that entered under each on this machine last; it may be gone meanwhile."""
        known = {}
        for path in self._folder.glob("*.lock"):
            machine, _, pid = path.read_bytes().partition(b" ")
            if machine == _machine() and pid.isdigit():
                known[int(pid)] = path.stem
        return known

    def holds_more(self, name: str, pid: int, folder: Path) -> bool:
        """Whether a process really is the worker of that name, and holds the lock of another file in `folder`."""
        own, held = self._path(name).resolve(), _locked_files(pid)
        return own in held and any(folder in file.parents and file != own for file in held)

    def _try(self, name: str) -> bool:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._path(name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        except OSError:
            pass  # a file system without locks; its leases tell about this worker
        os.ftruncate(handle, 0)
        os.write(handle, b"%s %d" % (_machine(), os.getpid()))
        self._held[name] = handle
        return True

    def _path(self, name: str) -> Path:
        return self._folder / f"{plain_name(name)}.lock"


def _machine() -> bytes:
    """One boot of one kernel, containers included: within it a lock is seen by everybody."""
    try:
        return _BOOT_ID.read_bytes().strip()
    except OSError:
        return b""


def _locked_files(pid: int) -> set[Path]:
    """Files of which a process of this machine holds the lock now."""
    process = Path("/proc") / str(pid)
    held = set()
    with contextlib.suppress(OSError):
        for handle in os.listdir(process / "fd"):
            with contextlib.suppress(OSError):
                if b"FLOCK" in (process / "fdinfo" / handle).read_bytes():
                    held.add(Path(os.readlink(process / "fd" / handle)))
    return held
