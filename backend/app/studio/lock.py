"""One studio per workspace."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.studio.address import StudioRefused


class StudioLock:
    """Held by the running studio; says where it is. The kernel gives it back however the studio ends."""

    def __init__(self, state_dir: Path) -> None:
        self._lock = state_dir / "studio.lock"
        self._holder = state_dir / "studio.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises `StudioRefused` when another studio, which it names, has this workspace open, or nothing can be kept there."""
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            lock = self._lock.open("a")
        except OSError as error:
            raise StudioRefused(f"Nothing can be kept in {self._lock.parents[1]}: {error.strerror}.") from None
        with lock as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StudioRefused(f"This workspace is open already, in {self._told_by_holder()}.") from None
            try:
                self.tell(None)
                yield
            finally:
                self._holder.unlink(missing_ok=True)

    def is_held(self) -> bool:
        """Whether a studio is running in this workspace."""
        try:
            with self._lock.open("r") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def tell(self, url: str | None) -> None:
        """Note who we are, for the sentence that a second studio gets."""
        self._holder.write_text(json.dumps({"pid": os.getpid(), "url": url}) + "\n")

    def url(self) -> str | None:
        """Where the running studio is; None when none runs or it has not said."""
        if not self.is_held():
            return None
        try:
            url: str | None = json.loads(self._holder.read_text())["url"]
        except (OSError, ValueError, KeyError):
            return None
        return url

    def _told_by_holder(self) -> str:
        try:
            told = json.loads(self._holder.read_text())
            where = f" at {told['url']}" if told["url"] else ""
            return f"process {told['pid']}{where}"
        except (OSError, ValueError, KeyError):
            return "another process"
