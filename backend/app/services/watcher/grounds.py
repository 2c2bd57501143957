"""The folders of the films that are looked at, each with the kernel's number for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.services.watcher import inotify
from app.services.watcher.inotify import Inotify, Notice

NOT_WATCHED = frozenset((".git", ".auteur", "05_Cache"))
"""At the top of a film."""
HISTORY = ".git/logs"
"""Here Git, and the studio, write a line whenever a film's history gets on."""

What = Literal["new", "written", "gone", "folder_gone", "history", "lost", "unwatched"]


@dataclass(frozen=True, slots=True)
class Seen:
    """`new`: a file came into being, it may still be written. `lost`: more happened than could be kept.

    `unwatched`: there is no room for more folders, so nothing more will be heard of this film.
    """

    film: str
    what: What
    path: str = ""


class Grounds:
    def __init__(self, heard: Inotify) -> None:
        self._inotify = heard
        self._roots: dict[str, Path] = {}
        self._places: dict[int, tuple[str, str]] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def watch(self, film: str, root: Path) -> None:
        """All folders of a film. Raises `CannotWatch`; then none is watched."""
        self._roots[film] = root
        try:
            self._enter(film, "")
            self._add(film, HISTORY)
        except inotify.CannotWatch:
            self.leave(film)
            raise

    def leave(self, film: str) -> None:
        self._roots.pop(film, None)
        for place in [place for place in self._numbers if place[0] == film]:
            self._drop(place)

    def read(self) -> Iterator[Seen]:
        """What has happened since."""
        for notice in self._inotify.read():
            if notice.mask & inotify.OVERFLOW:
                for film in list(self._roots):
                    yield from self._begin_again(film)
            elif notice.mask & inotify.IGNORED:
                place = self._places.pop(notice.number, None)
                if place is not None and self._numbers.get(place) == notice.number:
                    del self._numbers[place]
            elif notice.number in self._places:
                film, folder = self._places[notice.number]
                try:
                    yield from self._heard(notice, film, folder)
                except inotify.CannotWatch:
                    self.leave(film)
                    yield Seen(film, "unwatched")

    def _begin_again(self, film: str) -> Iterator[Seen]:
        root = self._roots[film]
        self.leave(film)
        try:
            self.watch(film, root)
        except inotify.CannotWatch:
            yield Seen(film, "unwatched")
        yield Seen(film, "lost")

    def _heard(self, notice: Notice, film: str, folder: str) -> Iterator[Seen]:
        if folder == HISTORY:
            if notice.name == "HEAD":
                yield Seen(film, "history")
            return
        path = f"{folder}/{notice.name}" if folder else notice.name
        if path in NOT_WATCHED:
            return
        if not notice.mask & inotify.IS_DIR:
            if notice.mask & (inotify.DELETE | inotify.MOVED_FROM):
                yield Seen(film, "gone", path)
            else:
                yield Seen(film, "written" if notice.mask & inotify.CLOSE_WRITE else "new", path)
        elif notice.mask & (inotify.DELETE | inotify.MOVED_FROM):
            below = [place for place in self._numbers if place[0] == film and _is_at(place[1], path)]
            for place in below:
                self._drop(place)
            # Of a folder that is deleted each file was told; of one that is moved away only this.
            if notice.mask & inotify.MOVED_FROM:
                yield Seen(film, "folder_gone", path)
        else:
            files: list[str] = []
            self._enter(film, path, files)
            for file in files:
                yield Seen(film, "new", file)

    def _enter(self, film: str, folder: str, files: list[str] | None = None) -> None:
        """Watch a folder and all below it; `files` takes up those that are there already."""
        root, waiting = os.fspath(self._roots[film]), [folder]
        while waiting:
            here = waiting.pop()
            if not self._add(film, here):
                continue
            above = f"{here}/" if here else ""
            try:
                with os.scandir(f"{root}/{here}") as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            if above or entry.name not in NOT_WATCHED:
                                waiting.append(above + entry.name)
                        elif files is not None:
                            files.append(above + entry.name)
            except OSError:
                continue  # it went, or nobody may read it

    def _add(self, film: str, folder: str) -> bool:
        try:
            number = self._inotify.add(f"{self._roots[film]}/{folder}")
        except OSError:
            return False
        old = self._places.get(number)
        if old is not None:
            self._numbers.pop(old, None)
        self._places[number] = (film, folder)
        self._numbers[film, folder] = number
        return True

    def _drop(self, place: tuple[str, str]) -> None:
        number = self._numbers.pop(place)
        if self._places.pop(number, None) is not None:
            self._inotify.remove(number)


def _is_at(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
