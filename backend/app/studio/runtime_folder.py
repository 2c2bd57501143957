"""The private folder for sockets and pid files, and the log files beside the workspace."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import IO

from app.errors import PartDown

LARGEST_LOG_BYTES = 5 * 2**20


class UnsafeFolder(PartDown):
    """The runtime folder is not safe to use."""

    code = "unsafe_runtime_folder"


def prepare_runtime_folder(folder: Path) -> Path:
    """Make `folder` (and its parent in /tmp) for this user alone.

    Raises:
        UnsafeFolder: somebody else could have made it, or could look into it.
    """
    for part in (folder.parent, folder):
        part.mkdir(mode=0o700, exist_ok=True)
        if part == folder or part.name.startswith("auteur-"):
            _refuse_unless_private(part)
    return folder


def _refuse_unless_private(folder: Path) -> None:
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise UnsafeFolder(f"{folder} is not a folder (perhaps a link); remove it and start again.")
    if found.st_uid != os.getuid():
        raise UnsafeFolder(f"{folder} belongs to another user; remove it, or set XDG_RUNTIME_DIR to a folder of yours.")
    if found.st_mode & 0o077:
        folder.chmod(0o700)


def open_log(path: Path) -> IO[bytes]:
    """Open a log for appending; one that has grown large becomes `<name>.1` first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_name(path.name + ".1"))
    return path.open("ab")
