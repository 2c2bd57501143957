"""A large upload lies on the disk twice when its last byte comes: once for the film, once for its history."""

from __future__ import annotations

import contextlib
import fcntl
import os
from concurrent.futures import Future
from pathlib import Path

from app.services.durable import meanwhile
from app.services.git.lfs import copy_bytes


class Twin:
    """A copy that follows a growing file step by step, both flushed on the way. Whoever makes one closes it."""

    def __init__(self, source: Path) -> None:
        self.size = 0
        """So much is copied, or is being copied."""
        self._path = source.with_name(f"{source.name}.lfs")
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        self._source = source.open("rb", buffering=0)
        try:
            self._out = self._path.open("xb", buffering=0)
        except BaseException:
            self._source.close()
            raise
        fcntl.flock(self._out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._under_way: Future[None] | None = None

    def follow(self, size: int) -> None:
        """Copy and flush what the file has by now, on a thread. Waits for the step before: the disk sets the pace."""
        self._wait()
        self._under_way = meanwhile(self._step, size - self.size)
        self.size = size

    def finished(self, size: int) -> Path:
        """The copy, whole and flushed."""
        self.follow(size)
        self._wait()
        return self._path

    def close(self) -> None:
        """Remove the copy, unless it has been moved to where it belongs."""
        if self._out.closed:
            return  # what has its name now may be another's
        with contextlib.suppress(OSError):
            self._wait()
        self._source.close()
        self._out.close()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()

    def _step(self, count: int) -> None:
        copy_bytes(self._source.fileno(), self._out.fileno(), count)
        os.fdatasync(self._source.fileno())
        os.fdatasync(self._out.fileno())

    def _wait(self) -> None:
        before, self._under_way = self._under_way, None
        if before is not None:
            before.result()
