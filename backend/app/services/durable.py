"""Writing that survives a power cut: beside the target, flushed, renamed, and the folder flushed too."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def sync_folder(path: Path) -> None:
    """Flush a folder's entries, so that a rename in it is not lost."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, wholly or not at all. The folder must exist."""
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        with beside.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
