"""How a film's trash lies on the disk.

`.auteur/trash/files/<film>/<place>/` holds what was deleted at once: `items.json`, and below `content/` the files under
the paths that they had. The files are linked there before the edit takes them out of the film, so that a crash loses
none: a place begins under a name with a dot, which the next look makes a place or, when its files are all still in the
film, removes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from app.domain.film_file import TrashItem
from app.domain.ids import new_id
from app.domain.paths import ProjectPath
from app.domain.records import Record, canonical_json
from app.errors import FileMissing, NameTaken
from app.services.durable import flush, replace_file, sync_folder
from app.services.project_fs import FileStat, ProjectFS

_UNFINISHED = ".new-"
_GOING = ".going-"
_RECORD = "items.json"
CONTENT = "content"


class _Record(Record):
    items: list[TrashItem]


class Keeping:
    """Files on their way into the trash: linked there already, while they are still in the film."""

    def __init__(self, place: Path, fs: ProjectFS) -> None:
        self.place, self._fs = place, fs
        self._content = place / CONTENT
        self._linked: dict[ProjectPath, FileStat] = {}
        self._content.mkdir(parents=True)

    def hold(self, files: Mapping[ProjectPath, FileStat], empty: Iterable[ProjectPath]) -> None:
        """Let the trash hold these as they are now; asked again, only what has changed since is linked anew."""
        fresh = {path: stat for path, stat in files.items() if self._linked.get(path) != stat}
        for path in self._linked.keys() - files.keys() | (self._linked.keys() & fresh.keys()):
            (self._content / path).unlink()
            self._linked.pop(path)
        made = {self._content, self.place, self.place.parent}
        for folder in {path.parent for path in fresh} | set(empty):
            place = self._content / folder
            place.mkdir(parents=True, exist_ok=True)
            while place not in made:
                made.add(place)
                place = place.parent
        for path, stat in fresh.items():
            link(self._fs, path, self._content / path)
            self._linked[path] = stat
        flush(made)

    def note(self, items: list[TrashItem]) -> None:
        (self.place / _RECORD).write_bytes(canonical_json(_Record(items=items)))
        flush([self.place / _RECORD])


class TrashPlaces:
    """The trash of one film."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self, fs: ProjectFS) -> dict[Path, list[TrashItem]]:
        """Every place with its items."""
        self.tidy(fs)
        return {place: items for name in _names(self.folder) if (items := read(place := self.folder / name))}

    def find(self, fs: ProjectFS, ids: Iterable[str]) -> dict[Path, list[TrashItem]]:
        """Those of the items that are there, with their places."""
        wanted = set(ids)
        found = {place: [item for item in items if item.id in wanted] for place, items in self.all(fs).items()}
        return {place: items for place, items in found.items() if items}

    def take_out(self, place: Path, gone: Iterable[TrashItem]) -> None:
        """Forget items, and what the trash holds of them."""
        ids = {item.id for item in gone}
        stay = [item for item in read(place) if item.id not in ids]
        if not stay:
            return self._discard(place)
        going = [item for item in read(place) if item.id in ids]
        replace_file(place / _RECORD, canonical_json(_Record(items=stay)))
        for item in going:
            content = place / CONTENT / item.path
            if item.kind == "folder":
                shutil.rmtree(content, ignore_errors=True)
            else:
                content.unlink(missing_ok=True)

    @contextmanager
    def keeping(self, fs: ProjectFS, *, replaced: bool = False) -> Iterator[Keeping]:
        """A new place. Leaving the block makes it one, unless all that it holds is still in the film."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{_UNFINISHED}{new_id('trash')}"
        with self._lock() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            try:
                yield Keeping(unfinished, fs)
            finally:
                self._finish(fs, unfinished, replaced=replaced)

    def _finish(self, fs: ProjectFS, unfinished: Path, *, replaced: bool = False) -> None:
        """Keep those items of which something is gone from the film; forget all when there are none."""
        items, content = read(unfinished), ProjectFS(unfinished / CONTENT)
        gone = items if replaced else [item for item in items if _is_gone(fs, content, item)]
        if not gone:
            shutil.rmtree(unfinished, ignore_errors=True)
            return
        if len(gone) < len(items):
            replace_file(unfinished / _RECORD, canonical_json(_Record(items=gone)))
        os.rename(unfinished, unfinished.with_name(unfinished.name.removeprefix(_UNFINISHED)))
        sync_folder(unfinished.parent)

    def left(self) -> list[str]:
        """What is just being put here or taken away, or was when a crash came."""
        return [name for name in _names(self.folder) if name.startswith((_UNFINISHED, _GOING))]

    def tidy(self, fs: ProjectFS) -> None:
        """Make good what a crash left. Whoever is just putting something here keeps others from that."""
        left = self.left()
        if not left:
            return
        with self._lock() as lock, suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for name in left:
                if name.startswith(_GOING):
                    shutil.rmtree(self.folder / name, ignore_errors=True)
                else:
                    self._finish(fs, self.folder / name)

    def _discard(self, place: Path) -> None:
        going = place.with_name(f"{_GOING}{place.name}")
        try:
            os.rename(place, going)
        except FileNotFoundError:  # somebody else was quicker
            return
        shutil.rmtree(going, ignore_errors=True)

    def _lock(self) -> IO[bytes]:
        return (self.folder / ".lock").open("ab")


def read(place: Path) -> list[TrashItem]:
    try:
        return _Record.model_validate_json((place / _RECORD).read_bytes()).items
    except (OSError, ValidationError):
        return []


def link(fs: ProjectFS, path: ProjectPath, target: Path) -> None:
    """The same file under another name; a copy where the file system knows no second names."""
    with fs.folder(path.parent) as folder:
        try:
            os.link(path.name, target, src_dir_fd=folder, follow_symlinks=False)
            return
        except FileExistsError:
            raise NameTaken(f"There is something called {target.name} already.") from None
        except FileNotFoundError:
            raise FileMissing(f"{path} is not there.") from None
        except OSError:
            pass
    with fs.open(path) as source, target.open("xb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
    flush([target])


def _is_gone(fs: ProjectFS, content: ProjectFS, item: TrashItem) -> bool:
    if not item.files or item.kind == "file":
        return fs.stat(item.path) is None
    return any(fs.stat(path) is None for path, _ in content.walk(item.path))


def _names(folder: Path) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name != ".lock"]
    except FileNotFoundError:
        return []
