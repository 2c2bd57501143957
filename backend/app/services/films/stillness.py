"""Folders of which the kernel says that nothing has happened in them, so that nobody need look (Linux).

The kernel's word is there as soon as the change is, whoever made it. It is not believed blindly: a folder is not still before it was
looked at with the watch in place, some of the still ones are looked at each time all the same, and one lie ends it.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import structlog

from app.services.watcher.disks import why_blind
from app.services.watcher.inotify import ANY_CHANGE, GONE, OVERFLOW, CannotWatch, Inotify

log = structlog.get_logger()

_SHARE = 4
"""Of the watches that this user may have, at most one in so many: the others are for what windows are told."""
_watcher = ThreadPoolExecutor(1, "stillness")


@dataclass(slots=True)
class _Watched:
    inode: int
    told: int = 0
    """How often something was said of it."""
    still_in: int | None = None
    """Inode of the folder above, as long as nothing has happened since it was looked at there."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known when one begins to look."""

    still: Mapping[str, int]
    """Folder → inode of the folder above."""
    told: Mapping[str, int]


class Stillness:
    """Of the folders of one film, by their paths below its root. Threads may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: dict[str, _Watched] = {}
        self._numbers: dict[int, str] = {}
        self._lock = threading.Lock()
        self._inotify: Inotify | None = None
        self._listening: Future[None] | None = None

    def listen_soon(self, folders: Iterable[str]) -> None:
        """Watch these folders, on a thread of its own; only the first call counts."""
        with self._lock:
            if self._listening is None:
                self._listening = _watcher.submit(self._listen, list(folders))

    def settle(self) -> None:
        """Wait until the folders are watched."""
        if self._listening is not None:
            self._listening.result()

    def now(self) -> Moment:
        """Up to this moment."""
        with self._lock:
            self._hear()
            known = self._folders.items()
            return Moment(
                {folder: one.still_in for folder, one in known if one.still_in is not None},
                {folder: one.told for folder, one in known},
            )

    def looked_at(self, found: Iterable[tuple[str, int, int]], since: Moment) -> None:
        """Folders that were looked at since then, each with its inode and that of the folder above."""
        with self._lock:
            self._hear()
            for folder, inode, above in found:
                one = self._folders.get(folder)
                if one is not None and one.inode == inode and one.told == since.told.get(folder):
                    one.still_in = above

    def is_other(self, folder: str) -> None:
        """A folder that was still is not as it was. When the kernel has not said so by now, nothing here is believed again."""
        with self._lock:
            self._hear()
            one = self._folders.get(folder)
            if one is not None and one.still_in is not None:
                log.warning("the system did not tell of a change in a film", action="tree", folder=folder)
                self._folders.clear()

    def _hear(self) -> None:
        while self._inotify is not None and (notices := self._inotify.read()):
            for notice in notices:
                folder = self._numbers.get(notice.number)
                if notice.mask & OVERFLOW:
                    for one in self._folders.values():
                        one.told, one.still_in = one.told + 1, None
                elif folder is None:
                    continue
                elif notice.mask & GONE:
                    del self._numbers[notice.number]
                    self._folders.pop(folder, None)
                elif (known := self._folders.get(folder)) is not None:
                    known.told, known.still_in = known.told + 1, None

    def _listen(self, folders: list[str]) -> None:
        if why_blind(self._root) is not None or not _watches.take(len(folders)):
            return
        try:
            inotify = Inotify(ANY_CHANGE)
        except CannotWatch:
            _watches.give_back(len(folders))
            return
        weakref.finalize(self, _end, inotify, len(folders))
        watched: dict[str, _Watched] = {}
        numbers: dict[int, str] = {}
        for folder in folders:
            place = f"{self._root}/{folder}"
            try:
                before = os.lstat(place).st_ino
                number = inotify.add(place)
                if os.lstat(place).st_ino == before and number not in numbers:
                    watched[folder], numbers[number] = _Watched(before), folder
            except OSError:
                continue  # it has gone: nobody takes it for still
            except CannotWatch:
                return
        with self._lock:
            self._inotify, self._folders, self._numbers = inotify, watched, numbers


class _Watches:
    """How many folders all films together may watch."""

    def __init__(self) -> None:
        self._taken = 0
        self._lock = threading.Lock()

    def take(self, count: int) -> bool:
        with self._lock:
            if self._taken + count > _allowed() // _SHARE:
                return False
            self._taken += count
            return True

    def give_back(self, count: int) -> None:
        with self._lock:
            self._taken -= count


_watches = _Watches()


def _end(inotify: Inotify, count: int) -> None:
    inotify.close()
    _watches.give_back(count)


def _allowed() -> int:
    """How many folders this user may watch."""
    try:
        return int(Path("/proc/sys/fs/inotify/max_user_watches").read_text())
    except (OSError, ValueError):
        return 0
