"""The kernel's own word about what happens in folders (Linux). One instance serves all films: a user may have few."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.services.watcher.disks import Blind

CLOSE_WRITE, MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x8, 0x40, 0x80, 0x100, 0x200
OVERFLOW, IGNORED, IS_DIR = 0x4000, 0x8000, 0x40000000
_ONLY_DIR, _DONT_FOLLOW, _EXCL_UNLINK = 0x01000000, 0x02000000, 0x04000000
WHOLE_FILES = CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE | _EXCL_UNLINK
"""Not what is still being written."""
_MODIFY, _ATTRIB, _DELETE_SELF, _MOVE_SELF, _UNMOUNT = 0x2, 0x4, 0x400, 0x800, 0x2000
ANY_CHANGE = CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE | _MODIFY | _ATTRIB | _DELETE_SELF | _MOVE_SELF
GONE = _DELETE_SELF | _MOVE_SELF | _UNMOUNT | IGNORED
"""The folder itself is no longer where it was."""
_HEAD = struct.Struct("iIII")
_BUFFER = 256 * 1024


_NO_ROOM = (errno.ENOSPC, errno.ENOMEM)


class CannotWatch(Exception):
    """This system has no inotify, or no more of it."""

    def __init__(self, why: Blind) -> None:
        super().__init__(why.reason)
        self.why = why


NO_NOTICES = Blind("This system does not tell about changes of files.", None)
NO_MORE_WATCHERS = Blind(
    "Other programs of this user watch so many files that the studio may watch none.",
    "Allow more, for example with `sudo sysctl fs.inotify.max_user_instances=1024`.",
)
NO_MORE_FOLDERS = Blind(
    "This system lets nobody watch more folders.",
    "Allow more, for example with `sudo sysctl fs.inotify.max_user_watches=1048576`.",
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something happened to `name` in the folder with this number; without a number, notices were lost."""

    number: int
    mask: int
    name: str


class Inotify:
    def __init__(self, wanted: int = WHOLE_FILES) -> None:
        """Raises `CannotWatch`."""
        self._wanted = wanted | _ONLY_DIR | _DONT_FOLLOW
        try:
            libc: Any = ctypes.CDLL(None, use_errno=True)
            self._add: Callable[[int, bytes, int], int] = libc.inotify_add_watch
            self._remove: Callable[[int, int], int] = libc.inotify_rm_watch
            self.handle: int = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, AttributeError):
            raise CannotWatch(NO_NOTICES) from None
        if self.handle < 0:
            raise CannotWatch(NO_NOTICES if ctypes.get_errno() == errno.ENOSYS else NO_MORE_WATCHERS)

    def add(self, folder: str) -> int:
        """Returns the folder's number. Raises `CannotWatch` when there is no room for more, `OSError` otherwise."""
        number = self._add(self.handle, os.fsencode(folder), self._wanted)
        if number < 0:
            code = ctypes.get_errno()
            if code in _NO_ROOM:
                raise CannotWatch(NO_MORE_FOLDERS)
            raise OSError(code, os.strerror(code), folder)
        return number

    def remove(self, number: int) -> None:
        self._remove(self.handle, number)

    def read(self) -> list[Notice]:
        """What has happened since; nothing when nothing did."""
        try:
            content = os.read(self.handle, _BUFFER)
        except BlockingIOError:
            return []
        notices, at = [], 0
        while at < len(content):
            number, mask, _, length = _HEAD.unpack_from(content, at)
            at += _HEAD.size
            notices.append(Notice(number, mask, os.fsdecode(content[at : at + length].rstrip(b"\0"))))
            at += length
        return notices

    def close(self) -> None:
        os.close(self.handle)
