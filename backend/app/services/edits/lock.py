"""The film's lock, across threads and processes; it goes with the process that holds it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import Busy, ProjectNotFound


@contextmanager
def film_locked(root: Path, wait: float) -> Iterator[None]:
    """Raises `Busy` after `wait` seconds, `ProjectNotFound` when the film was taken away meanwhile."""
    path = root / ".git" / "auteur" / "lock"
    path.parent.mkdir(exist_ok=True)
    deadline = time.monotonic() + wait
    pause = 0.0005
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Busy() from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.02)
        if not path.exists() or not os.path.samestat(os.fstat(handle), path.stat()):
            raise ProjectNotFound("The film was moved or deleted a moment ago.")
        yield
    finally:
        os.close(handle)
