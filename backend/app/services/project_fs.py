"""`ProjectFS`: the only door to a project's files.

Every path is walked component by component from the project's own directory handle, following no link, so nothing
outside can be reached, whatever the folder holds. Only regular files and folders exist here; a FIFO, a device or a link
is as if it were not there when listing, and an error when named.
"""

from __future__ import annotations

import errno
import os
import stat as modes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.paths import ProjectPath
from app.errors import BadPath, FileMissing, TooLarge

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # non-blocking, so that a FIFO cannot hang us
GIT_FOLDER = ".git"


@dataclass(frozen=True, slots=True)
class FileStat:
    size: int
    mtime_ns: int
    inode: int
    is_dir: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a folder's listing."""

    name: str
    is_dir: bool
    size: int
    mtime_ns: int
    inode: int


class ProjectFS:
    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def folder(self, path: ProjectPath, *, create: bool = False) -> Iterator[int]:
        """A handle on a folder of the project. Raises `FileMissing`, or `BadPath` where a link or a file is in the way."""
        handle = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for part in path.parts:
                try:
                    deeper = os.open(part, _FOLDER, dir_fd=handle)
                except FileNotFoundError:
                    if not create:
                        raise
                    _make_folder(part, handle)
                    deeper = os.open(part, _FOLDER, dir_fd=handle)
                os.close(handle)
                handle = deeper
            yield handle
        except OSError as error:
            raise _told(error, path) from error
        finally:
            os.close(handle)

    def open(self, path: ProjectPath) -> BinaryIO:
        """A regular file, open for reading."""
        with self.folder(path.parent) as folder:
            return _open_regular(path, folder)

    def read_bytes(self, path: ProjectPath, limit: int | None = None) -> bytes:
        """The whole content. Raises `TooLarge` when it is longer than `limit` bytes."""
        with self.open(path) as source:
            if limit is None:
                return source.read()
            # `read` sets aside as much memory as it is asked for.
            content = source.read(min(limit, os.fstat(source.fileno()).st_size) + 1)
        if len(content) > limit:
            raise TooLarge(f"{path} is larger than {limit:,} bytes.")
        return content

    def stat(self, path: ProjectPath) -> FileStat | None:
        """None when it is not there, or is neither a regular file nor a folder."""
        if not path:
            return _as_stat(os.stat(self.root))
        try:
            with self.folder(path.parent) as folder:
                return _as_stat(os.stat(path.name, dir_fd=folder, follow_symlinks=False))
        except (FileMissing, BadPath):
            return None

    def list(self, path: ProjectPath) -> list[Entry]:
        """Files and folders by name, without Git's own folder, links and special files; nothing when it is not there."""
        entries = []
        try:
            with self.folder(path) as folder, os.scandir(folder) as found:
                for item in found:
                    if not path and item.name == GIT_FOLDER:
                        continue
                    try:
                        known = _as_stat(item.stat(follow_symlinks=False))
                    except FileNotFoundError:  # taken away just now
                        continue
                    if known is not None:
                        entries.append(Entry(item.name, known.is_dir, known.size, known.mtime_ns, known.inode))
        except FileMissing:
            return []
        return sorted(entries, key=lambda entry: entry.name)

    def walk(self, path: ProjectPath) -> Iterator[tuple[ProjectPath, FileStat]]:
        """Every regular file below a folder whose name the studio accepts."""
        for entry in self.list(path):
            try:
                below = ProjectPath(f"{path}/{entry.name}" if path else entry.name, studio=True)
            except BadPath:
                continue
            if entry.is_dir:
                yield from self.walk(below)
            else:
                yield below, FileStat(entry.size, entry.mtime_ns, entry.inode, False)

    # Used by edits only

    def put(self, staged: Path, path: ProjectPath) -> None:
        """Move a staged file into place; folders on the way are made. All these folders are still to be flushed."""
        with self.folder(path.parent, create=True) as folder:
            os.replace(staged, path.name, dst_dir_fd=folder)

    def move(self, source: ProjectPath, target: ProjectPath) -> None:
        """Rename a file; folders on the way are made. Nothing happens when it is gone, or when something lies at the
        target already."""
        try:
            with self.folder(source.parent) as old, self.folder(target.parent, create=True) as new:
                if modes.S_ISREG(os.stat(source.name, dir_fd=old, follow_symlinks=False).st_mode):
                    try:
                        os.stat(target.name, dir_fd=new, follow_symlinks=False)
                    except FileNotFoundError:
                        os.rename(source.name, target.name, src_dir_fd=old, dst_dir_fd=new)
        except FileMissing:
            return

    def drop(self, path: ProjectPath) -> None:
        """Remove one file."""
        try:
            with self.folder(path.parent) as folder:
                if not modes.S_ISDIR(os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mode):
                    os.unlink(path.name, dir_fd=folder)
        except FileMissing:
            return

    def prune(self, folders: Iterable[ProjectPath]) -> None:
        """Remove those folders that are empty, and the folders that this leaves empty."""
        for lowest in dict.fromkeys(folders):
            folder = lowest
            while "/" in folder:  # the folders at the top belong to every film
                try:
                    with self.folder(folder.parent) as above:
                        os.rmdir(folder.name, dir_fd=above)
                except FileMissing:
                    pass
                except (OSError, BadPath):
                    break
                folder = folder.parent


def open_regular(source: Path) -> BinaryIO:
    """Any regular file on this machine, never through a link at its end. Raises `BadPath` for anything else."""
    try:
        handle = os.open(source, _FILE)
    except OSError as error:
        raise BadPath(f"{source.name} cannot be read: {os.strerror(error.errno or 0)}.") from None
    if not modes.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BadPath(f"{source.name} is not a regular file.")
    return os.fdopen(handle, "rb")


def _open_regular(path: ProjectPath, folder: int) -> BinaryIO:
    handle = os.open(path.name, _FILE, dir_fd=folder)
    if not modes.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BadPath(f"{path} is not a regular file.")
    return os.fdopen(handle, "rb")


def _make_folder(name: str, parent: int) -> None:
    try:
        os.mkdir(name, dir_fd=parent)
    except FileExistsError:
        pass


def _as_stat(found: os.stat_result) -> FileStat | None:
    is_dir = modes.S_ISDIR(found.st_mode)
    if not is_dir and not modes.S_ISREG(found.st_mode):
        return None
    return FileStat(found.st_size, found.st_mtime_ns, found.st_ino, is_dir)


def _told(error: OSError, path: ProjectPath) -> Exception:
    if error.errno == errno.ENOENT:
        return FileMissing(f"{path or 'The project'} is not there.")
    if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
        return BadPath(f"{path} cannot be opened: a link or another kind of file is in the way.")
    if error.errno == errno.ENAMETOOLONG:
        return BadPath(f"{path} is too long.")
    return error
