"""What a film's tree shows of its shots: a memory of their folders, kept as long as the files' times say that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.domain.paths import ProjectPath
from app.domain.project import ShotPlace
from app.errors import BadPath, FileMissing
from app.services.films.film import Film
from app.services.films.glance import NOTHING, Glance, Kept, look
from app.services.films.glance_index import GlanceIndex
from app.services.index import Recent
from app.services.project_fs import ProjectFS

FILMS = 8
"""So many films are remembered at a time."""
_WORTH_KEEPING = 100
"""After so many new looks a film's glances are written down: what a look costs is what the next start would wait for."""


@dataclass(slots=True)
class _Memory:
    """By the path of the shot's folder."""

    kept: dict[str, Kept]
    fresh: int = 0
    """Looks since it was written down."""


class Glances:
    """Memories of the films that were looked at last. Threads may share them; they may be thrown away at any time."""

    def __init__(self, index: GlanceIndex) -> None:
        self._films: Recent[_Memory] = Recent(FILMS)
        self._index = index

    def of_film(self, film: Film) -> Iterator[tuple[ShotPlace, Glance]]:
        """Every shot in the order of the film."""
        for scene in film.places.scenes:
            yield from zip(scene.shots, self.of_scene(film.fs, scene.folder, scene.names), strict=True)
        memory = self._memory(film.fs)
        if memory.fresh >= _WORTH_KEEPING:
            memory.fresh = 0
            there = {f"{scene.folder}/{name}" for scene in film.places.scenes for name in scene.names}
            memory.kept = {key: kept for key, kept in list(memory.kept.items()) if key in there}
            self._index.keep_soon(film.fs.root, dict(memory.kept))

    def of_scene(self, fs: ProjectFS, scene: ProjectPath, shots: Sequence[str]) -> list[Glance]:
        """A glance for each of the folders `shots` in the scene's folder."""
        memory = self._memory(fs)
        with _opened(fs, scene) as handle:
            if handle is None:
                return [NOTHING] * len(shots)
            return [_glance(memory, handle, scene, shot) for shot in shots]

    def settle(self) -> None:
        """Wait until what is to be written down is written."""
        self._index.settle()

    def _memory(self, fs: ProjectFS) -> _Memory:
        known = self._films.get(fs.root)
        return self._films.put(fs.root, _Memory(self._index.of(fs.root)) if known is None else known)


def _glance(memory: _Memory, scene: int, path: ProjectPath, shot: str) -> Glance:
    key = f"{path}/{shot}"
    known = memory.kept.get(key)
    if known is not None and known.holds(scene, shot):
        return known.glance
    memory.fresh += 1
    made = look(scene, shot)
    if isinstance(made, Kept):
        memory.kept[key] = made
        return made.glance
    memory.kept.pop(key, None)
    return made


@contextmanager
def _opened(fs: ProjectFS, path: ProjectPath) -> Iterator[int | None]:
    try:
        with fs.folder(path) as handle:
            yield handle
    except (FileMissing, BadPath):
        yield None
