"""Taking files out of their place: all that is there first, and afterwards what the edit left lying."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress

from app.domain.paths import ProjectPath
from app.errors import BadPath, FileMissing, Invalid
from app.services.project_fs import FileStat, ProjectFS

MOST_FILES = 20_000
"""So many files may be moved or deleted at once."""


def files_at(fs: ProjectFS, path: ProjectPath) -> dict[ProjectPath, FileStat]:
    """The file, or every file of the folder, as it is now.

    Raises `FileMissing`, `BadPath` for a name in it that the studio does not give, `Invalid` for far too many files.
    """
    stat = fs.stat(path)
    if stat is None:
        raise FileMissing(f"{path} is not there.")
    if not stat.is_dir:
        return {path: stat}
    found: dict[ProjectPath, FileStat] = {}
    left = [path]
    while left:
        folder = left.pop()
        for entry in fs.list(folder):
            try:
                below = folder / entry.name
            except BadPath as error:
                raise BadPath(f"In {folder} lies something that the studio cannot take along: {error.detail}") from None
            if entry.is_dir:
                left.append(below)
            else:
                found[below] = FileStat(entry.size, entry.mtime_ns, entry.inode, False)
        refuse_too_many(len(found))
    return found


def refuse_too_many(count: int) -> None:
    if count > MOST_FILES:
        raise Invalid(f"So many files cannot be taken at once; {MOST_FILES:,} are allowed.", errors=[])


def empty_folders(fs: ProjectFS, path: ProjectPath) -> list[ProjectPath]:
    """The folders at or below a path in which nothing is; Git knows nothing of them."""
    stat = fs.stat(path)
    if stat is None or not stat.is_dir:
        return []
    empty: list[ProjectPath] = []
    left = [path]
    while left:
        folder = left.pop()
        entries = fs.list(folder)
        left += [str.__new__(ProjectPath, f"{folder}/{entry.name}") for entry in entries if entry.is_dir]
        if not entries:
            empty.append(folder)
    return empty


def make_folders(fs: ProjectFS, folders: Iterable[ProjectPath]) -> None:
    """Empty folders, where they are not there already."""
    for folder in folders:
        with suppress(OSError, FileMissing, BadPath), fs.folder(folder, create=True):
            pass


def clear(fs: ProjectFS, path: ProjectPath, files: dict[ProjectPath, FileStat]) -> None:
    """Take away what the edit left there because no commit held it as it is: it lies safely elsewhere now.

    What somebody has changed since stays.
    """
    for file, before in files.items():
        if fs.stat(file) == before:
            fs.drop(file)
    _drop_empty(fs, path)


def _drop_empty(fs: ProjectFS, path: ProjectPath) -> None:
    """Remove a folder and the folders in it where nothing is left."""
    stat = fs.stat(path)
    if not path or stat is None or not stat.is_dir:
        return
    for entry in fs.list(path):
        if entry.is_dir:
            _drop_empty(fs, str.__new__(ProjectPath, f"{path}/{entry.name}"))
    with suppress(OSError, FileMissing, BadPath), fs.folder(path.parent) as above:
        os.rmdir(path.name, dir_fd=above)
