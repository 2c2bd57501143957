"""LFS objects that nothing in a film's history needs: what a change that came to nothing has left in the store."""

from __future__ import annotations

import contextlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from app.errors import Busy
from app.services.edits.lock import film_locked
from app.services.git.locks import git_locked
from app.services.git.reach import reached_media, standing
from app.services.git.safety import check_config

YOUNG_SECONDS = 3600.0
"""An object that came less than an hour ago may belong to a change that is still being made."""
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Spare:
    path: Path
    bytes: int
    since: float


def spare_media(root: Path) -> list[Spare]:
    """The objects that could go. Raises `BrokenProject` when history cannot be read whole, so that nothing may."""
    check_config(root)
    old = _old_objects(root)
    needed = reached_media(root) if old else set()
    return [spare for spare in old if spare.path.name not in needed]


def drop_spare_media(root: Path, wait: float = 10.0) -> list[Spare]:
    """Remove them for good, with the film and its index held; looks again when anything moved since it looked."""
    while True:
        before = standing(root)
        found = spare_media(root)
        if not found:
            return []
        with film_locked(root, wait), git_locked(root / ".git" / "index.lock", wait):
            if any((root / ".git" / "auteur" / "edits").glob("*")):
                raise Busy("A change of the film is not finished yet; try again in a minute.")
            if standing(root) == before:
                for spare in found:
                    with contextlib.suppress(FileNotFoundError):
                        spare.path.unlink()
                return found


def _old_objects(root: Path) -> list[Spare]:
    objects = root / ".git" / "lfs" / "objects"
    found = []
    for path in objects.glob("??/??/*"):
        with contextlib.suppress(FileNotFoundError):
            stat = os.lstat(path)
            if _NAME.fullmatch(path.name) and time.time() - stat.st_mtime > YOUNG_SECONDS:
                found.append(Spare(path, stat.st_size, stat.st_mtime))
    return found
