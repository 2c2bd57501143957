"""What a film's tree shows of its shots: a memory of their folders, kept as long as the files' times say that it holds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.domain.paths import ProjectPath
from app.domain.project import ShotPlace
from app.errors import BadPath, FileMissing
from app.services.films.film import Film
from app.services.films.glance import NOTHING, Glance, Kept, look
from app.services.films.glance_index import GlanceIndex
from app.services.films.stillness import Stillness
from app.services.index import Recent
from app.services.project_fs import ProjectFS

FILMS = 8
"""So many films are remembered at a time."""
_WORTH_KEEPING = 100
"""After so many new looks a film's glances are written down: what a look costs is what the next start would wait for."""


_WORTH_WATCHING = 300
"""A film with so many shots is watched: to ask the kernel takes less than to look at all of them."""
_LOOK_ANYWAY = 50
"""One in so many of the shots in which nothing happened is looked at all the same, each time another one."""


@dataclass(slots=True)
class _Memory:
    """By the path of the shot's folder."""

    kept: dict[str, Kept]
    stillness: Stillness
    fresh: int = 0
    """Looks since it was written down."""
    turn: int = 0


class Glances:
    """Memories of the films that were looked at last. Threads may share them; they may be thrown away at any time."""

    def __init__(self, index: GlanceIndex) -> None:
        self._films: Recent[_Memory] = Recent(FILMS)
        self._index = index

    def of_film(self, film: Film) -> Iterator[tuple[ShotPlace, Glance]]:
        """Every shot in the order of the film."""
        memory = self._memory(film.fs)
        look = _Look(memory)
        for scene in film.places.scenes:
            yield from zip(scene.shots, look.at_scene(film.fs, scene.folder, scene.names), strict=True)
        memory.stillness.looked_at(look.settled, look.begun)
        folders = [f"{scene.folder}/{name}" for scene in film.places.scenes for name in scene.names]
        if len(folders) >= _WORTH_WATCHING:
            memory.stillness.listen_soon(folders)
        if memory.fresh >= _WORTH_KEEPING:
            memory.fresh = 0
            there = set(folders)
            memory.kept = {key: kept for key, kept in list(memory.kept.items()) if key in there}
            self._index.keep_soon(film.fs.root, dict(memory.kept))

    def settle(self) -> None:
        """Wait until what is to be written down is written, and what is to be watched is watched."""
        self._index.settle()
        for memory in self._films.values():
            memory.stillness.settle()

    def _memory(self, fs: ProjectFS) -> _Memory:
        known = self._films.get(fs.root)
        return self._films.put(fs.root, known or _Memory(self._index.of(fs.root), Stillness(fs.root)))


class _Look:
    """One look at a film, shot by shot."""

    def __init__(self, memory: _Memory) -> None:
        self._memory = memory
        self.begun = memory.stillness.now()
        self.settled: list[tuple[str, int, int]] = []
        """Shots in which nothing had changed for a while: path of the folder, its inode, that of the scene's folder."""
        memory.turn = self._countdown = (memory.turn + 1) % _LOOK_ANYWAY

    def at_scene(self, fs: ProjectFS, scene: ProjectPath, shots: Sequence[str]) -> list[Glance]:
        """A glance for each of the folders `shots` in the scene's folder."""
        with _opened(fs, scene) as handle:
            if handle is None:
                return [NOTHING] * len(shots)
            inode = os.fstat(handle).st_ino
            return [self._at_shot(handle, inode, f"{scene}/{shot}", shot) for shot in shots]

    def _at_shot(self, scene: int, inode: int, key: str, shot: str) -> Glance:
        memory = self._memory
        known = memory.kept.get(key)
        is_still = known is not None and self.begun.still.get(key) == inode
        if known is not None:
            if is_still and not self._is_due():
                return known.glance
            if known.holds(scene, shot):
                self.settled.append((key, known.inode, inode))
                return known.glance
        if is_still:
            memory.stillness.is_other(key)
        memory.fresh += 1
        made = look(scene, shot)
        if isinstance(made, Kept):
            memory.kept[key] = made
            self.settled.append((key, made.inode, inode))
            return made.glance
        memory.kept.pop(key, None)
        return made

    def _is_due(self) -> bool:
        self._countdown = (self._countdown or _LOOK_ANYWAY) - 1
        return self._countdown == 0


@contextmanager
def _opened(fs: ProjectFS, path: ProjectPath) -> Iterator[int | None]:
    try:
        with fs.folder(path) as handle:
            yield handle
    except (FileMissing, BadPath):
        yield None
