"""What a shot's folder says of the shot at a glance, and the times of its files by which to tell whether that still holds."""

from __future__ import annotations

import os
import stat as modes
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.domain.records import Record
from app.domain.shot import Shot
from app.domain.take import SIDECAR, Take
from app.errors import AuteurError
from app.services.films.film import MAX_RECORD_BYTES, SHOT_FILE, parse_record

_SHOWN_CHARACTERS = 300
_UNSETTLED_NS = 100_000_000
"""A file that changed so shortly before it was looked at may change once more without its time telling."""

R = TypeVar("R", bound=Record)
FileStamp = tuple[str, int, int, int]
"""A file in a shot's folder: its path below the scene's, when it was changed (ctime, which no program can set), size, inode."""


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
class Kept:
    """A glance that may be given out again as long as its stamps hold."""

    changed: int
    inode: int
    """Of the folder: they change when a file comes, goes or is replaced."""
    files: Sequence[FileStamp]
    """What was read; a program that writes into a file in place changes nothing of the folder."""
    glance: Glance

    def holds(self, scene: int, shot: str) -> bool:
        """Whether everything in the folder `shot` is as it was, going by the times; `scene` is a handle on the folder above."""
        stat = os.stat
        try:
            found = stat(shot, dir_fd=scene, follow_symlinks=False)
            if found.st_ctime_ns != self.changed or found.st_ino != self.inode:
                return False
            for name, changed, size, inode in self.files:
                found = stat(name, dir_fd=scene, follow_symlinks=False)
                if found.st_ctime_ns != changed or found.st_size != size or found.st_ino != inode:
                    return False
        except FileNotFoundError:
            return False
        return True


NOTHING = Glance()


def look(scene: int, shot: str) -> Kept | Glance:
    """What is in a shot's folder now; without a way to tell whether it still holds, when it has only just changed."""
    at = time.time_ns()
    try:
        folder = os.open(shot, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=scene)
    except OSError:
        return NOTHING
    try:
        above = os.fstat(folder)
        files: list[FileStamp] = []
        contents: list[tuple[str, bytes]] = []
        changed = [above.st_ctime_ns]
        for name in sorted(os.listdir(folder)):
            if name != SHOT_FILE and SIDECAR.fullmatch(name) is None:
                continue
            stamp, content = _read(folder, name)
            if stamp is not None:
                files.append((f"{shot}/{name}", *stamp))
                changed.append(stamp[0])
            if content is not None:
                contents.append((name, content))
    finally:
        os.close(folder)
    glance = _told(contents)
    if any(abs(at - moment) < _UNSETTLED_NS for moment in changed):
        return glance
    return Kept(above.st_ctime_ns, above.st_ino, files, glance)


def _read(folder: int, name: str) -> tuple[tuple[int, int, int] | None, bytes | None]:
    """A file's stamp, and what it says unless that is too much. Nothing of what is no plain file."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return None, None
    try:
        found = os.fstat(handle)
        if not modes.S_ISREG(found.st_mode):
            return None, None
        stamp = found.st_ctime_ns, found.st_size, found.st_ino
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
