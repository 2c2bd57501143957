"""The film's lock, across threads and processes; it goes with the process that holds it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import Busy, ProjectNotFound
from app.services.flock import locked_within


@contextmanager
def film_locked(root: Path, wait: float) -> Iterator[None]:
    """Raises `Busy` after `wait` seconds, `ProjectNotFound` when the film was taken away meanwhile."""
    path = root / ".git" / "auteur" / "lock"
    path.parent.mkdir(exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        if not locked_within(handle, wait):
            raise Busy()
        if not path.exists() or not os.path.samestat(os.fstat(handle), path.stat()):
            raise ProjectNotFound("The film was moved or deleted a moment ago.")
        yield
    finally:
        os.close(handle)
