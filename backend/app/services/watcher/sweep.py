"""A look at every file of a film, for systems and disks that tell nothing by themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from app.services.index import Stamp
from app.services.watcher.grounds import NOT_WATCHED, Seen


class Sweep:
    def __init__(self, film: str, root: Path) -> None:
        self._film, self._root = film, root
        self._known = dict(self._files())

    def look(self) -> list[Seen]:
        """What is other than at the last look."""
        before, self._known = self._known, dict(self._files())
        seen = [Seen(self._film, "gone", path) for path in before if path not in self._known]
        for path, stamp in self._known.items():
            if path not in before:
                seen.append(Seen(self._film, "new", path))
            elif before[path] != stamp:
                seen.append(Seen(self._film, "written", path))
        return seen

    def _files(self) -> Iterator[tuple[str, Stamp]]:
        waiting = [""]
        while waiting:
            here = waiting.pop()
            try:
                with os.scandir(self._root / here) as entries:
                    for entry in entries:
                        path = f"{here}/{entry.name}" if here else entry.name
                        if path in NOT_WATCHED:
                            continue
                        if entry.is_dir(follow_symlinks=False):
                            waiting.append(path)
                        else:
                            stat = entry.stat(follow_symlinks=False)
                            yield path, (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            except OSError:
                continue  # it went while we looked, or nobody may read it
