"""What a film takes up on the disk, by kind, and what of it may be cleaned away."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from app.domain.project import RENDERS
from app.domain.records import Message, Record
from app.errors import ConfirmationNeeded
from app.services.edits import film_locked
from app.services.files.trash import FileTrash
from app.services.films.workspace import Workspace
from app.services.watcher.grounds import NOT_WATCHED

Cleanable = Literal["cache", "trash"]
Kind = Literal["takes", "assets", "documents", "projectFiles", "exports", "other", "lfs", "git", "cache", "trash"]

CACHE = "05_Cache"
_FOLDERS: dict[str, Kind] = {
    RENDERS: "takes",
    "01_Assets": "assets",
    "02_Source_Creative": "documents",
    "04_Project_Files": "projectFiles",
    "06_Exports": "exports",
    CACHE: "cache",
}


class StorageKind(Record):
    kind: Kind
    files: int
    bytes: int
    cleanable: bool
    """Whether it can be cleaned away: what can be made again, and what was deleted already."""


class StorageState(Record):
    kinds: list[StorageKind]
    bytes: int


class CleanUp(Message):
    kinds: list[Cleanable]


class Cleaned(Record):
    files: int
    bytes: int


class Storage:
    def __init__(self, workspace: Workspace, file_trash: FileTrash) -> None:
        self._workspace, self._file_trash = workspace, file_trash

    def state(self, project_id: str) -> StorageState:
        """Sizes as files are long; what the file system shares between copies is counted for each of them."""
        root = self._workspace.root(project_id)
        sizes: dict[Kind, tuple[int, int]] = {"other": _files_in(root)}
        with os.scandir(root) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and entry.name not in NOT_WATCHED - {CACHE}:
                    kind = _FOLDERS.get(entry.name, "other")
                    sizes[kind] = _sum((sizes.get(kind, (0, 0)), _size_of(Path(entry.path))))
        sizes["lfs"] = _size_of(root / ".git" / "lfs")
        sizes["git"] = _size_of(root / ".git", but="lfs")
        sizes["trash"] = self._size_of_trash(project_id)
        kinds = [
            StorageKind(kind=kind, files=files, bytes=size, cleanable=kind in ("cache", "trash"))
            for kind in (*_FOLDERS.values(), "other", "lfs", "git", "trash")
            for files, size in (sizes.get(kind, (0, 0)),)
        ]
        return StorageState(kinds=kinds, bytes=sum(kind.bytes for kind in kinds))

    def clean(self, project_id: str, wanted: CleanUp, *, confirm: bool) -> Cleaned:
        """Empty the film's cache, its trash, or both. Returns what is gone. Raises `ConfirmationNeeded`."""
        root = self._workspace.root(project_id)
        sizes = {"cache": _size_of(root / CACHE), "trash": self._size_of_trash(project_id)}
        before = _sum(sizes[kind] for kind in set(wanted.kinds))
        if not confirm:
            raise ConfirmationNeeded(
                f"This deletes {before[0]:,} files ({before[1]:,} bytes) for good; send confirm=true to go on."
            )
        if "cache" in wanted.kinds:
            with film_locked(root, wait=10.0):
                _empty(root / CACHE)
        if "trash" in wanted.kinds:
            self._file_trash.empty(project_id, confirm=True)
        left = {"cache": _size_of(root / CACHE), "trash": self._size_of_trash(project_id)}
        after = _sum(left[kind] for kind in set(wanted.kinds))
        return Cleaned(files=max(0, before[0] - after[0]), bytes=max(0, before[1] - after[1]))

    def _size_of_trash(self, project_id: str) -> tuple[int, int]:
        """What was deleted, without the notes about it."""
        items = self._file_trash.list(project_id)
        return sum(item.files for item in items), sum(item.bytes for item in items)


def _empty(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        return
    for entry in list(os.scandir(folder)):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            Path(entry.path).unlink(missing_ok=True)


def _files_in(folder: Path) -> tuple[int, int]:
    """Those that lie there themselves."""
    with os.scandir(folder) as entries:
        sizes = [entry.stat(follow_symlinks=False).st_size for entry in entries if entry.is_file(follow_symlinks=False)]
    return len(sizes), sum(sizes)


def _size_of(folder: Path, but: str = "") -> tuple[int, int]:
    """(files, bytes) below a folder, following no link; nothing where it is not there."""
    files = size = 0
    waiting = [] if folder.is_symlink() else [os.fspath(folder)]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        if entry.name != but or here != os.fspath(folder):
                            waiting.append(entry.path)
                    elif entry.is_file(follow_symlinks=False):
                        files, size = files + 1, size + entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue  # it went while we looked
    return files, size


def _sum(sizes: Iterable[tuple[int, int]]) -> tuple[int, int]:
    files = size = 0
    for some, length in sizes:
        files, size = files + some, size + length
    return files, size
