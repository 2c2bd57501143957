"""Rooms aside, on the films' disk, in which films are put together before they are films of the studio."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

Exclusive = Callable[[], AbstractContextManager[None]]


class Rooms:
    """Whoever is in a room holds its lock; a room without one was left by a crash. `exclusive` holds the set of films."""

    def __init__(self, state: Path, exclusive: Exclusive) -> None:
        self._rooms, self._exclusive = state / "arrivals", exclusive

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A folder of one's own, gone when the block is left."""
        self._rooms.mkdir(parents=True, exist_ok=True)
        room = self._rooms / secrets.token_hex(8)
        with self._exclusive():  # so that nobody sees it without its lock
            room.mkdir()
            held = os.open(room, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)
            os.close(held)

    def sweep(self) -> None:
        """Remove the rooms that crashes left."""
        left: list[tuple[Path, int]] = []
        try:
            if any(self._all()):
                with self._exclusive():
                    left = [(room, held) for room in self._all() if (held := _taken_over(room)) is not None]
            for room, _ in left:
                shutil.rmtree(room, ignore_errors=True)
        finally:
            for _, held in left:
                os.close(held)

    def _all(self) -> Iterator[Path]:
        return self._rooms.glob("*")


def _taken_over(room: Path) -> int | None:
    """The room's lock, or None when somebody is in it."""
    try:
        held = os.open(room, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        return None
    return held
