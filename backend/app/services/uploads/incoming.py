"""Files that come in: written beside the film's history and hashed in the same pass, never held in memory.

What is cut off leaves nothing: the file goes with whoever writes it, and after a crash the next upload removes it. One that
may go on later (`partial_uploads.py`) has a name that begins with `KEPT`, and stays for a day.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import time
from pathlib import Path

from app.domain.media_types import HEAD_BYTES
from app.errors import Busy, DiskFull, Invalid, TooLarge
from app.services.edits import PointerText, StoredFile
from app.services.git import lfs
from app.services.git import repository as git
from app.services.uploads.twin import Twin

MAX_UPLOAD_BYTES = 64 * 2**30
MAX_PLAIN_BYTES = 8 * 2**20
"""What LFS does not keep is kept by Git itself, which is not made for large files."""
_SPARE_BYTES = 64 * 2**20
KEPT = "kept-"
STEP_BYTES = 8 * 2**20
"""So much is flushed at a time: nobody else's small change waits on the disk behind a gigabyte."""
_GRACE_SECONDS = 60.0
_KEPT_SECONDS = 24 * 3600.0


class Upload:
    """One file on its way into the film at `root`, to be called `path` there. Whoever begins one closes it.

    `announced`: how many bytes the sender says will come. Raises `DiskFull` when there is no room for them twice, for the
    film and for its history; `TooLarge`.
    """

    def __init__(self, root: Path, path: str, announced: int | None, kept: str | None = None) -> None:
        self.head = b""
        self.size = 0
        self._digest = hashlib.sha256()
        self._root = root
        self._limit = _limit_at(root, path)
        folder = uploads_folder(root)
        folder.mkdir(parents=True, exist_ok=True)
        sweep(root)
        self._check_size(announced or 0)
        if announced and shutil.disk_usage(folder).free < 2 * announced + _SPARE_BYTES:
            raise DiskFull("There is no room on the disk for that file; nothing was changed.")
        self.file = folder / (f"{KEPT}{kept}" if kept else secrets.token_hex(8))
        self._out = self.file.open("ab" if kept else "xb", buffering=0)
        try:
            fcntl.flock(self._out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._out.close()
            raise Busy("Another program is writing that upload; try again in a moment.") from None

        self._twin: Twin | None = None

    def give_up(self) -> None:
        """Nothing of it will be wanted: it was refused."""

    def close(self) -> None:
        """Remove what is left of it."""
        self._close()
        with contextlib.suppress(FileNotFoundError):
            self.file.unlink()

    def _close(self) -> None:
        if self._twin is not None:
            self._twin.close()
        self._out.close()

    def write(self, chunk: bytes | bytearray) -> None:
        """Raises `TooLarge`, `PointerText`."""
        if not chunk:
            return
        self._check_size(self.size + len(chunk))
        self._count(chunk)
        left = memoryview(chunk)
        while left:
            left = left[self._out.write(left) :]
        if self._limit != MAX_PLAIN_BYTES and self.size - (self._twin.size if self._twin else 0) >= STEP_BYTES:
            self._twin = self._twin or Twin(self.file)
            self._twin.follow(self.size)

    def _count(self, chunk: bytes | bytearray) -> None:
        if len(self.head) < HEAD_BYTES:
            self.head = bytes(self.head + chunk[:HEAD_BYTES])[:HEAD_BYTES]
            if lfs.looks_like_pointer(self.head):
                raise PointerText()
        self._digest.update(chunk)
        self.size += len(chunk)

    def stored(self) -> StoredFile:
        """What came in. Raises `Invalid` when that is nothing."""
        if self.size == 0:
            raise Invalid("The file is empty.", errors=[])
        twin = self._twin.finished(self.size) if self._twin else None
        return StoredFile(self._digest.hexdigest(), self.size, twin)

    def goes_to(self, path: str) -> None:
        """Say where it is to be called after all. Raises `TooLarge` when so much cannot be kept there."""
        self._limit = _limit_at(self._root, path)
        self._check_size(self.size)

    def _check_size(self, size: int) -> None:
        if size > self._limit:
            if self._limit == MAX_PLAIN_BYTES:
                raise TooLarge(f"A file of this kind may have at most {MAX_PLAIN_BYTES // 2**20} MiB.")
            raise TooLarge(f"A file may have at most {MAX_UPLOAD_BYTES // 2**30} GiB.")


def _limit_at(root: Path, path: str) -> int:
    return MAX_UPLOAD_BYTES if lfs.is_tracked(git.open_repository(root), path) else MAX_PLAIN_BYTES


def uploads_folder(root: Path) -> Path:
    return root / ".git" / "auteur" / "uploads"


def sweep(root: Path) -> None:
    """Remove what nobody writes any more and nobody went on with."""
    folder = uploads_folder(root)
    for left in folder.iterdir() if folder.exists() else ():
        patience = _KEPT_SECONDS if left.name.startswith(KEPT) else _GRACE_SECONDS
        with contextlib.suppress(OSError), left.open("rb") as handle:
            if time.time() - left.stat().st_mtime > patience:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(left)
