"""What of a film's folder travels when it is copied, archived or brought in: its files, and of `.git` the history alone.

Nothing in `.git` that could run a program or lead out of the film is ever taken over: no settings, hooks, attributes or
alternates. Names follow the rules of the strictest system, so that what arrives can be kept anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from app.domain.file_rules import FOLDERS
from app.domain.paths import MAX_PATH_BYTES, check_name, name_key
from app.errors import BadArchive, BadPath

GIT = ".git/"
CACHE = "05_Cache/"
LISTING = "auteur-archive.json"
"""In an archive: the hash of everything else in it."""
MAX_FILES = 500_000

_LFS_OBJECT = re.compile(r"\.git/lfs/objects/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")
_GIT_OBJECT = re.compile(r"\.git/objects/([0-9a-f]{2}/[0-9a-f]{38}|pack/pack-[0-9a-f]{40}\.(pack|idx))")
_GIT_PLACE = re.compile(r"\.git/(HEAD|packed-refs|refs/(heads|tags)/.+)")
_DUST = re.compile(r"(.*/)?(\.DS_Store|Thumbs\.db|desktop\.ini)")

_OF_EVERY_FILM = {folder.split("/")[0] for folder in FOLDERS} | set(FOLDERS)


@dataclass(frozen=True)
class Item:
    """One file of a film: where it belongs, how many bytes it has."""

    path: str
    size: int

    @property
    def is_git(self) -> bool:
        return self.path.startswith(GIT)

    @property
    def lfs_oid(self) -> str | None:
        """The hash that an LFS object's name says it has."""
        match = _LFS_OBJECT.fullmatch(self.path)
        return match.group(3) if match else None

    @property
    def is_stored_object(self) -> bool:
        """Whether nobody ever changes it again."""
        return self.lfs_oid is not None or _GIT_OBJECT.fullmatch(self.path) is not None


class FilmSource(Protocol):
    """Where a film comes from. `items` have been through `checked`; `hashes` says what some of them must hash to."""

    hashes: dict[str, str]

    def items(self) -> list[Item]: ...

    def open(self, item: Item) -> BinaryIO: ...


def is_history(path: str) -> bool:
    """Whether a file in `.git` belongs to the history: objects, branches, tags, LFS objects."""
    return any(kind.fullmatch(path) for kind in (_LFS_OBJECT, _GIT_OBJECT, _GIT_PLACE))


def travels(path: str, *, history: bool) -> bool:
    """Whether a file of a film's folder goes with the film. What can be made again at any time does not."""
    if path.startswith(GIT):
        return history and is_history(path)
    return path != LISTING and not path.startswith(CACHE) and not _DUST.fullmatch(path)


def checked(found: Iterable[tuple[str, int]], *, history: bool = True) -> list[Item]:
    """The files that travel, each under a name that is allowed everywhere.

    Raises:
        BadArchive: a name that leads elsewhere or is no name, two that some system takes for one, a file that is a
            folder too, or far too many files.
    """
    items: list[Item] = []
    kept: dict[str, str] = {}
    folders = {name_key(folder): folder for folder in _OF_EVERY_FILM}
    for name, size in found:
        path = _refused_as_archive(checked_path, name)
        if not travels(path, history=history):
            continue
        if len(items) >= MAX_FILES:
            raise BadArchive(f"A film may have {MAX_FILES:,} files.")
        key = name_key(path)
        if key in kept:
            raise BadArchive(f"“{path}” and “{kept[key]}” would be one file on some systems.")
        kept[key] = path
        folder = path.rpartition("/")[0]
        while folder and folders.setdefault(name_key(folder), folder) == folder:
            folder = folder.rpartition("/")[0]
        if folder:
            raise BadArchive(f"“{folder}” and “{folders[name_key(folder)]}” would be one folder on some systems.")
        items.append(Item(path, size))
    for key in kept.keys() & folders.keys():
        raise BadArchive(f"“{kept[key]}” is a file and a folder at once.")
    return items


def checked_path(name: str) -> str:
    """The name as it will be kept. Raises `BadPath`."""
    parts = name.split("/")
    if name.startswith(GIT):
        parts = [".git", *(check_name(part) for part in parts[1:])]
        if any(part.endswith(".lock") or ".." in part for part in parts[1:]):
            return f"{GIT}left-out"
    else:
        parts = [check_name(part, studio=True) for part in parts]
    path = "/".join(parts)
    if len(path.encode()) > MAX_PATH_BYTES:
        raise BadPath(f"A path may have at most {MAX_PATH_BYTES} bytes.")
    return path


def _refused_as_archive(check: Callable[[str], str], name: str) -> str:
    try:
        return check(name)
    except BadPath as error:
        shown = name.encode(errors="replace").decode()[:200]
        raise BadArchive(f"“{shown}” cannot be brought in: {error.detail}") from None
