"""The glances at large films on disk, so that a studio that has just started need not read every record again.

One file a film under `.auteur/cache/glances`. Nothing in it is believed without the times of the files it speaks of; it may
be deleted or damaged at any time, and then is as if it had never been there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

import orjson

from app import __version__
from app.services.films.glance import Glance, Kept

_FORMAT = 1
"""To be raised whenever the same files would give another glance."""
_FIELDS = tuple(field.name for field in fields(Glance))
_HEAD = f"glances {_FORMAT} {__version__} {' '.join(_FIELDS)} ".encode()
_LARGEST = 256 * 2**20


class GlanceIndex:
    """Of the films that lie in `projects`, in the folder `cache`."""

    def __init__(self, projects: Path, cache: Path) -> None:
        self._projects, self._folder = projects, cache / "glances"
        self._writer = ThreadPoolExecutor(1, "glances")
        self._last: Future[None] | None = None

    def of(self, root: Path) -> dict[str, Kept]:
        """Path of a shot's folder → what was seen there; nothing when nothing is known."""
        try:
            with self._file(root).open("rb") as file:
                content = file.read(_LARGEST)
        except OSError:
            return {}
        head, _, body = content.partition(b"\n")
        if head != _HEAD + hashlib.sha256(body).hexdigest().encode():
            return {}
        try:
            found = orjson.loads(body).items()
            return {shot: Kept(when, inode, files, Glance(*told)) for shot, (when, inode, files, told) in found}
        except (ValueError, TypeError, AttributeError):
            return {}

    def keep_soon(self, root: Path, kept: Mapping[str, Kept]) -> None:
        """Write it down on a thread of its own; a film elsewhere is not worth it."""
        if root.parent == self._projects:
            self._last = self._writer.submit(self._keep, root, kept)

    def settle(self) -> None:
        """Wait until all is written."""
        if self._last is not None:
            self._last.result()

    def _file(self, root: Path) -> Path:
        return self._folder / f"{hashlib.sha256(os.fsencode(root.name)).hexdigest()[:32]}.json"

    def _keep(self, root: Path, kept: Mapping[str, Kept]) -> None:
        body = orjson.dumps({shot: _told(one) for shot, one in kept.items()})
        file = self._file(root)
        beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(_HEAD + hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
            os.replace(beside, file)
            self._sweep()
        except OSError:  # no room, or somebody clears the cache: the next start reads the records
            with contextlib.suppress(OSError):
                beside.unlink()

    def _sweep(self) -> None:
        """Remove what is kept of films that are gone, and what a crash left half written."""
        wanted = {self._file(root).name for root in self._projects.iterdir()}
        for file in self._folder.iterdir():
            if file.name not in wanted:
                with contextlib.suppress(OSError):
                    file.unlink()


def _told(kept: Kept) -> list[Any]:
    glance = kept.glance
    return [kept.changed, kept.inode, kept.files, [getattr(glance, name) for name in _FIELDS]]
