"""A film in a folder that lies somewhere in the workspace: read without following any link, and left as it is."""

from __future__ import annotations

import os
import stat as modes
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.domain.paths import ProjectPath
from app.errors import BadArchive
from app.services.project_fs import ProjectFS
from app.services.travel.film_files import Item, checked, travels


class FolderSource:
    def __init__(self, root: Path) -> None:
        self._fs = ProjectFS(root)
        self._items = checked(_found(root, ""))
        self.hashes: dict[str, str] = {}

    def items(self) -> list[Item]:
        return self._items

    def open(self, item: Item) -> BinaryIO:
        return self._fs.open(raw_path(item.path))


def raw_path(path: str) -> ProjectPath:
    """A path that has been checked by other rules: one in `.git`, say."""
    return str.__new__(ProjectPath, path)


def _found(root: Path, below: str) -> Iterator[tuple[str, int]]:
    with os.scandir(root / below) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            path = f"{below}/{entry.name}" if below else entry.name
            stat = entry.stat(follow_symlinks=False)
            if modes.S_ISDIR(stat.st_mode):
                yield from _found(root, path)
            elif not travels(path, history=True):
                continue
            elif not modes.S_ISREG(stat.st_mode):
                raise BadArchive(f"{path} is a link or another special file.")
            else:
                yield path, stat.st_size
