"""A look at every file of a film, for systems and disks that tell nothing by themselves."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from app.services.index import Stamp
from app.services.watcher.grounds import NOT_WATCHED, Seen


class Sweep:
    """Passes over all files, in pieces as long as whoever asks has time. The first pass only learns what is there."""

    def __init__(self, film: str, root: Path) -> None:
        self._film, self._root = film, root
        self._known: dict[str, Stamp] | None = None
        self._found: dict[str, Stamp] = {}
        self._under_way: Iterator[tuple[str, Stamp]] | None = None

    def look(self, seconds: float) -> list[Seen] | None:
        """Go on for so long, at least by one file. At the end of a pass what is other than at the last one; None before."""
        end = time.monotonic() + seconds
        if self._under_way is None:
            self._under_way, self._found = self._files(), {}
        for path, stamp in self._under_way:
            self._found[path] = stamp
            if time.monotonic() >= end:
                return None
        self._under_way = None
        before, self._known = self._known, self._found
        return [] if before is None else list(self._changes(before, self._known))

    def _changes(self, before: dict[str, Stamp], now: dict[str, Stamp]) -> Iterator[Seen]:
        for path in before:
            if path not in now:
                yield Seen(self._film, "gone", path)
        for path, stamp in now.items():
            if path not in before:
                yield Seen(self._film, "new", path)
            elif before[path] != stamp:
                yield Seen(self._film, "written", path)

    def _files(self) -> Iterator[tuple[str, Stamp]]:
        waiting = [""]
        while waiting:
            here = waiting.pop()
            try:
                with os.scandir(self._root / here) as entries:
                    listed = list(entries)
            except OSError:
                continue  # it went while we looked, or nobody may read it
            for entry in listed:
                path = f"{here}/{entry.name}" if here else entry.name
                if path in NOT_WATCHED:
                    continue
                try:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
                        continue
                    stat = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                yield path, (stat.st_mtime_ns, stat.st_size, stat.st_ino)
