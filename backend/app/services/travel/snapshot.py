"""A film as it is at one moment, to be copied at leisure while people go on with it.

Under the film's lock only what is small is copied and the rest is noted. Large files are read later: a take that was
changed meanwhile is read from the store, where what was committed stays for ever.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.domain.paths import check_name
from app.errors import BadPath
from app.services.edits import film_locked, recover
from app.services.git import lfs
from app.services.git.repository import open_repository
from app.services.git.safety import check_config
from app.services.index import Stamp, stamp_of
from app.services.project_fs import ProjectFS
from app.services.travel.film_files import Item, checked, travels
from app.services.travel.folder_source import raw_path

SMALL = 256 * 1024


@dataclass(frozen=True)
class _Large:
    stamp: Stamp | None
    stored: Path | None


class FilmSnapshot:
    """A film's files and, where asked for, its history. `left_out` names what cannot travel: links, odd names."""

    def __init__(self, root: Path, room: Path, *, history: bool) -> None:
        """Raises `Busy`, `UnsafeRepository`, `BrokenProject`."""
        check_config(root)
        recover(root)
        self._root, self._kept = root, room / "snapshot"
        self._kept.mkdir()
        self._large: dict[str, _Large] = {}
        self.left_out: list[str] = []
        self.hashes: dict[str, str] = {}
        with film_locked(root, wait=10.0):
            stored = {path: lfs.object_path(root, oid) for path, oid, _ in lfs.pointers(open_repository(root))}
            self._items = checked(self._note("", stored, history), history=history)

    def items(self) -> list[Item]:
        return self._items

    def open(self, item: Item) -> BinaryIO:
        large = self._large.get(item.path)
        if large is None:
            return (self._kept / item.path).open("rb")
        if large.stored is not None and stamp_of(self._root / item.path) != large.stamp:
            return large.stored.open("rb")
        return ProjectFS(self._root).open(raw_path(item.path))

    def _note(self, below: str, stored: dict[str, Path], history: bool) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        with os.scandir(self._root / below) as entries:
            for entry in entries:
                path = f"{below}/{entry.name}" if below else entry.name
                folder = entry.is_dir(follow_symlinks=False)
                if not self._goes(path, folder, history):
                    continue
                if folder:
                    found += self._note(path, stored, history)
                elif entry.is_file(follow_symlinks=False) and _is_allowed(path):
                    found.append((path, self._take(path, entry.stat().st_size, stored.get(path))))
                else:
                    self.left_out.append(os.fsencode(path).decode(errors="replace"))
        return found

    def _goes(self, path: str, folder: bool, history: bool) -> bool:
        if path == ".git" and folder:
            return history
        return (path.startswith(".git/") and folder) or travels(f"{path}/" if folder else path, history=history)

    def _take(self, path: str, size: int, stored: Path | None) -> int:
        if size > SMALL or (path.startswith(".git/") and ("/objects/" in path)):
            self._large[path] = _Large(stamp_of(self._root / path), stored)
        else:
            target = self._kept / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with ProjectFS(self._root).open(raw_path(path)) as data, target.open("xb") as out:
                shutil.copyfileobj(data, out)
            size = target.stat().st_size
        return size


def _is_allowed(path: str) -> bool:
    if path.startswith(".git/"):
        return True
    try:
        for part in path.split("/"):
            check_name(part, studio=True)
    except BadPath:
        return False
    return True
