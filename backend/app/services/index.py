"""What files said when they were last read, kept by stat: an index that may be thrown away at any time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")
Stamp = tuple[int, int, int]


class StatCache(Generic[T]):
    """Values made from files, remade when a file's (mtime, size, inode) changes. Threads may share one."""

    def __init__(self, limit: int = 50_000) -> None:
        self._values: dict[Hashable, tuple[Hashable, T]] = {}
        self._limit = limit
        self._lock = threading.Lock()

    def get(self, key: Hashable, stamp: Hashable, make: Callable[[], T]) -> T:
        """The value for `key`, made anew when `stamp` is not the one it was made under."""
        kept = self._values.get(key)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        value = make()
        with self._lock:
            self._values.pop(key, None)
            while len(self._values) >= self._limit:
                del self._values[next(iter(self._values))]
            self._values[key] = (stamp, value)
        return value

    def forget(self, key: Hashable) -> None:
        with self._lock:
            self._values.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


class Recent(Generic[T]):
    """A few values, of what was asked for last. Threads may share one."""

    def __init__(self, limit: int) -> None:
        self._values: dict[Hashable, T] = {}
        self._limit = limit
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        return self._values.get(key)

    def put(self, key: Hashable, value: T) -> T:
        with self._lock:
            self._values.pop(key, None)
            while len(self._values) >= self._limit:
                del self._values[next(iter(self._values))]
            self._values[key] = value
        return value

    def values(self) -> list[T]:
        return list(self._values.values())

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


def stamp_of(path: Path | str) -> Stamp | None:
    """(mtime, size, inode) of a file, or None when it is not there."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
