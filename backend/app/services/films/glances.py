"""What a film's tree shows of a shot: a memory of its folder, kept as long as the files' times say that it holds."""

from __future__ import annotations

import os
import stat as modes
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from app.domain.paths import ProjectPath
from app.domain.project import ShotPlace
from app.domain.records import Record
from app.domain.shot import Shot
from app.domain.take import SIDECAR, Take
from app.errors import AuteurError, BadPath, FileMissing
from app.services.films.film import MAX_RECORD_BYTES, SHOT_FILE, Film, parse_record
from app.services.index import Recent
from app.services.project_fs import ProjectFS

_SHOWN_CHARACTERS = 300
_UNSETTLED_NS = 100_000_000
"""A file that changed so shortly before it was looked at may change once more without its time telling."""
FILMS = 8
"""So many films are remembered at a time."""

R = TypeVar("R", bound=Record)
_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Glance:
    """What the files in a shot's folder say about it. What is broken is left out, as if it were not there."""

    size: str | None = None
    description: str = ""
    duration_seconds: float | None = None
    active_take: int | None = None
    takes_issued: int = 0
    takes: int = 0
    """How many there are that nobody has deleted."""
    picture: str | None = None
    """Address below the film of the active take's thumbnail, else of the newest one's."""


@dataclass(frozen=True, slots=True)
class _Kept:
    folder: tuple[int, int]
    """Its time and inode: they change when a file comes, goes or is replaced."""
    files: tuple[tuple[str, _Stamp], ...]
    """What was read; a program that writes into a file in place changes nothing of the folder."""
    glance: Glance


_EMPTY = Glance()


class Glances:
    """Memories of the films that were looked at last. Threads may share them; they may be thrown away at any time."""

    def __init__(self) -> None:
        self._films: Recent[dict[str, _Kept]] = Recent(FILMS)

    def of_film(self, film: Film) -> Iterator[tuple[ShotPlace, Glance]]:
        """Every shot in the order of the film."""
        for scene in film.places.scenes:
            yield from zip(scene.shots, self.of_scene(film.fs, scene.folder, scene.names), strict=True)

    def of_scene(self, fs: ProjectFS, scene: ProjectPath, shots: Sequence[str]) -> list[Glance]:
        """A glance for each of the folders `shots` in the scene's folder."""
        known = self._films.get(fs.root)
        kept = self._films.put(fs.root, {} if known is None else known)
        with _opened(fs, scene) as handle:
            if handle is None:
                return [_EMPTY] * len(shots)
            return [self._glance(kept, handle, scene, shot) for shot in shots]

    def _glance(self, kept: dict[str, _Kept], scene: int, path: ProjectPath, shot: str) -> Glance:
        key = f"{path}/{shot}"
        known = kept.get(key)
        if known is not None and _holds(known, scene, shot):
            return known.glance
        made = _look(scene, shot)
        if isinstance(made, _Kept):
            kept[key] = made
            return made.glance
        kept.pop(key, None)
        return made


@contextmanager
def _opened(fs: ProjectFS, path: ProjectPath) -> Iterator[int | None]:
    try:
        with fs.folder(path) as handle:
            yield handle
    except (FileMissing, BadPath):
        yield None


def _holds(known: _Kept, scene: int, shot: str) -> bool:
    stat = os.stat
    try:
        found = stat(shot, dir_fd=scene, follow_symlinks=False)
        if (found.st_mtime_ns, found.st_ino) != known.folder:
            return False
        for name, stamp in known.files:
            found = stat(name, dir_fd=scene, follow_symlinks=False)
            if (found.st_mtime_ns, found.st_size, found.st_ino) != stamp:
                return False
    except FileNotFoundError:
        return False
    return True


def _look(scene: int, shot: str) -> _Kept | Glance:
    """What is in a shot's folder now; without a way to tell whether it still holds, when it has only just changed."""
    at = time.time_ns()
    try:
        folder = os.open(shot, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=scene)
    except OSError:
        return _EMPTY
    try:
        above = os.fstat(folder)
        files: list[tuple[str, _Stamp]] = []
        contents: list[tuple[str, bytes]] = []
        changed = [above.st_mtime_ns]
        for name in sorted(os.listdir(folder)):
            if name != SHOT_FILE and SIDECAR.fullmatch(name) is None:
                continue
            stamp, content = _read(folder, name)
            if stamp is not None:
                files.append((f"{shot}/{name}", stamp))
                changed.append(stamp[0])
            if content is not None:
                contents.append((name, content))
    finally:
        os.close(folder)
    glance = _told(contents)
    if any(abs(at - moment) < _UNSETTLED_NS for moment in changed):
        return glance
    return _Kept((above.st_mtime_ns, above.st_ino), tuple(files), glance)


def _read(folder: int, name: str) -> tuple[_Stamp | None, bytes | None]:
    """A file's stamp, and what it says unless that is too much. Nothing of what is no plain file."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return None, None
    try:
        found = os.fstat(handle)
        if not modes.S_ISREG(found.st_mode):
            return None, None
        stamp = found.st_mtime_ns, found.st_size, found.st_ino
        if found.st_size > MAX_RECORD_BYTES:
            return stamp, None
        return stamp, os.read(handle, found.st_size + 1)[: MAX_RECORD_BYTES + 1]
    except OSError:
        return None, None
    finally:
        os.close(handle)


def _told(contents: list[tuple[str, bytes]]) -> Glance:
    shot: Shot | None = None
    takes: list[Take] = []
    for name, content in contents:
        if name == SHOT_FILE:
            shot = _parsed(Shot, content, name)
        elif (take := _parsed(Take, content, name)) is not None and take.deleted is None:
            takes.append(take)
    active = shot.active_take if shot else None
    newest = max(takes, key=lambda take: take.take_number, default=None)
    shown = next((take for take in takes if take.take_number == active), newest)
    picture = None
    if shown is not None:
        address = f"shots/{shown.shot_id}/takes/{shown.take_number}/thumbnail"
        picture = f"{address}?size=320&v={shown.output.sha256[:12]}"
    if shot is None:
        return Glance(takes=len(takes), picture=picture)
    return Glance(
        shot.size,
        shot.description[:_SHOWN_CHARACTERS],
        shot.duration_seconds,
        active,
        shot.takes_issued,
        len(takes),
        picture,
    )


def _parsed(model: type[R], content: bytes, name: str) -> R | None:
    try:
        return parse_record(model, content, name)
    except AuteurError:
        return None
