"""Writing that survives a power cut: beside the target, flushed, renamed, and the folder flushed too."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from io import FileIO
from pathlib import Path
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Args = TypeVarTuple("Args")

_FLUSHERS = 12
"""As many small files as one change writes: they go to the disk's journal together."""
_flushers = ThreadPoolExecutor(_FLUSHERS, "flush")


def _after_fork() -> None:
    """A forked child has none of its parent's threads, so it needs a pool of its own."""
    global _flushers  # noqa: PLW0603
    _flushers = ThreadPoolExecutor(_FLUSHERS, "flush")


os.register_at_fork(after_in_child=_after_fork)


def sync_folder(path: Path | str) -> None:
    """Flush a folder's entries, so that a rename in it is not lost."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush(paths: Iterable[Path]) -> None:
    """Flush many files and folders at once: the disk's journal takes them together. What is not there is passed over."""
    todo = deque(dict.fromkeys(paths))
    helpers = [_flushers.submit(_flush_all, todo) for _ in range(min(_FLUSHERS, len(todo) - 1))]
    _flush_all(todo)
    for helper in helpers:
        helper.result()


def meanwhile(work: Callable[[*Args], T], *args: *Args) -> Future[T]:
    """Do something that is heavy but leaves Python's lock, as hashing does, while other work goes on."""
    return _flushers.submit(work, *args)


def flush_soon(path: Path) -> Future[None]:
    """Begin to flush a large file. It is flushed once the result is there."""
    return meanwhile(_flush, path)


def _flush_all(todo: deque[Path]) -> None:
    while True:
        try:
            path = todo.popleft()
        except IndexError:
            return
        _flush(path)


def _flush(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems cannot flush a folder
            raise
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, wholly or not at all. The folder must exist."""
    _put(path, content, flushed_first=True)


def create_file(path: Path, content: bytes) -> None:
    """The same for a name that is new, in about half the time: content and name go to the disk's journal together.

    A power cut before this returns may leave the name without its content, so readers must bear with that.
    """
    _put(path, content, flushed_first=False)


def write_all(out: FileIO, content: bytes | memoryview) -> None:
    """All of it: a plain `write` may take less."""
    left = memoryview(content)
    while left:
        left = left[out.write(left) :]


def _put(path: Path, content: bytes, *, flushed_first: bool) -> None:
    folder, name = os.path.split(path)
    beside = os.path.join(folder, f".{name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        with open(beside, "xb", buffering=0) as out:
            write_all(out, content)
            if flushed_first:
                os.fsync(out.fileno())
            os.replace(beside, path)
            if not flushed_first:
                os.fsync(out.fileno())
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(beside)
        raise
    sync_folder(folder)
