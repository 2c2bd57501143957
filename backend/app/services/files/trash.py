"""The trash of a film: files and folders that were deleted, as they were, until they come back or go for good.

`.auteur/trash/files/<film>/<item>/` holds `item.json` and below `content/` the files under the paths that they had. The
files are linked there before the edit takes them out of the film, so that a crash loses none: an item begins under a
name with a dot, which the next look turns into an item or, when its files are still in the film, removes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from app.config import Settings
from app.domain.events import FileChanged
from app.domain.file_rules import Keepers, is_made_by_the_studio, refuse_coming, refuse_going
from app.domain.film_file import TrashItem
from app.domain.ids import new_id
from app.domain.paths import ProjectPath
from app.domain.records import canonical_json, now
from app.errors import ConfirmationNeeded, NameTaken, NotFound
from app.services.durable import flush, sync_folder
from app.services.files.events import tell_of
from app.services.files.taking import clear, files_at
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.project_fs import FileStat, ProjectFS

_UNFINISHED = ".new-"
_GOING = ".going-"
_RECORD = "item.json"
_CONTENT = "content"


class NotInTrash(NotFound):
    """There is no such thing in this film's trash."""

    code = "not_in_trash"


class FileTrash:
    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        self._folder = settings.state_dir / "trash" / "files"
        self._workspace = workspace

    def list(self, project_id: str) -> list[TrashItem]:
        """Newest first."""
        fs = self._workspace.film(project_id).fs
        folder = self._folder / project_id
        self._tidy(fs, folder)
        items = [item for name in _names(folder) if (item := _read(folder / name)) is not None and item.id == name]
        return sorted(items, key=lambda item: (item.deleted, item.id), reverse=True)

    def put(self, project_id: str, path: str) -> TrashItem:
        """Take a file or a folder out of the film. Raises `FileMissing`, `KeptByFilm`."""
        where = ProjectPath(path)
        with ExitStack() as kept:
            with self._workspace.edit(project_id, f"Delete {where}") as edit:
                refuse_going(where, Keepers.of(edit.project))
                fs = edit.files.fs
                files = files_at(fs, where)
                item = kept.enter_context(self._keeping(project_id, fs, where, files))
                edit.files.safe.update(files)
                edit.files.remove(where)
                tell_of(edit, where, "deleted", {path: stat.size for path, stat in files.items()})
            clear(fs, where, files)
        return item

    def keep_copy(self, edit: FilmEdit, project_id: str, path: ProjectPath) -> None:
        """Keep a file that is about to be replaced although no commit holds it."""
        fs = edit.files.fs
        files = files_at(fs, path)
        with self._keeping(project_id, fs, path, files, replaced=True):
            pass

    def restore(self, project_id: str, item_id: str, to: str | None = None) -> ProjectPath:
        """Bring it back to where it was, or to another place. Raises `NotInTrash`, `NameTaken`, `KeptByFilm`."""
        place, item = self._find(project_id, item_id)
        target = ProjectPath(to) if to is not None else item.path
        content = ProjectFS(place / _CONTENT)
        files = files_at(content, item.path) if content.stat(item.path) is not None else {}
        with self._workspace.edit(project_id, f"Restore {target} from the trash") as edit:
            fs = edit.files.fs
            if fs.stat(target) is not None:
                raise NameTaken(f"There is something called {target} already; rename it, or restore to another place.")
            moves = {path: ProjectPath(f"{target}{path[len(item.path) :]}") for path in files}
            if is_made_by_the_studio(target) and target == item.path:
                for path in files:
                    with fs.folder(path.parent, create=True):
                        _link(content, path, fs.root / path)
                edit.emit(FileChanged(path=target, change="created"))
            else:
                refuse_coming(target, Keepers.of(edit.project))
                for old, new in moves.items():
                    edit.files.adopt(new, content.root / old)
                tell_of(edit, target, "created", {new: files[old].size for old, new in moves.items()})
        self._discard(place)
        return target

    def remove(self, project_id: str, item_id: str, *, confirm: bool) -> None:
        """Delete one thing for good."""
        place, item = self._find(project_id, item_id)
        if not confirm:
            raise ConfirmationNeeded(f"This deletes {item.path.name} for good; send confirm=true to go on.")
        self._discard(place)

    def empty(self, project_id: str, *, confirm: bool) -> None:
        """Delete everything in the trash for good."""
        items = self.list(project_id)
        if not confirm:
            raise ConfirmationNeeded(f"This deletes {len(items)} things for good; send confirm=true to go on.")
        for item in items:
            self._discard(self._folder / project_id / item.id)

    @contextmanager
    def _keeping(
        self,
        project_id: str,
        fs: ProjectFS,
        path: ProjectPath,
        files: dict[ProjectPath, FileStat],
        *,
        replaced: bool = False,
    ) -> Iterator[TrashItem]:
        """Hold the files in the trash too; leaving the block makes that an item, unless they are all still in the film."""
        stat = fs.stat(path)
        item = TrashItem(
            id=new_id("trash"),
            path=path,
            kind="folder" if stat is not None and stat.is_dir else "file",
            files=len(files),
            bytes=sum(file.size for file in files.values()),
            deleted=now(),
        )
        folder = self._folder / project_id
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = folder / f"{_UNFINISHED}{item.id}"
        with _lock(folder) as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            try:
                _fill(unfinished, fs, item, files)
                yield item
            finally:
                self._finish(fs, unfinished, replaced=replaced)

    def _finish(self, fs: ProjectFS, unfinished: Path, *, replaced: bool = False) -> None:
        """Make it an item when something of it is gone from the film, else forget it."""
        item, content = _read(unfinished), ProjectFS(unfinished / _CONTENT)
        if item is not None and (replaced or any(fs.stat(path) is None for path, _ in content.walk(ProjectPath("")))):
            os.rename(unfinished, unfinished.with_name(item.id))
            sync_folder(unfinished.parent)
        else:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _tidy(self, fs: ProjectFS, folder: Path) -> None:
        """Make good what a crash left. Whoever is just putting something here keeps others from that."""
        left = [name for name in _names(folder) if name.startswith((_UNFINISHED, _GOING))]
        if not left:
            return
        with _lock(folder) as lock, suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for name in left:
                if name.startswith(_GOING):
                    shutil.rmtree(folder / name, ignore_errors=True)
                else:
                    self._finish(fs, folder / name)

    def _find(self, project_id: str, item_id: str) -> tuple[Path, TrashItem]:
        self._workspace.root(project_id)
        place = self._folder / project_id / item_id
        item = _read(place)
        if item is None:
            raise NotInTrash()
        return place, item

    def _discard(self, place: Path) -> None:
        going = place.with_name(f"{_GOING}{place.name}")
        try:
            os.rename(place, going)
        except FileNotFoundError:  # somebody else was quicker
            return
        shutil.rmtree(going, ignore_errors=True)


def _fill(place: Path, fs: ProjectFS, item: TrashItem, files: dict[ProjectPath, FileStat]) -> None:
    content = place / _CONTENT
    content.mkdir(parents=True)
    folders = {content, place, place.parent}
    for file in files:
        target = content / file
        for above in target.relative_to(content).parents:
            folders.add(content / above)
        target.parent.mkdir(parents=True, exist_ok=True)
        _link(fs, file, target)
    (place / _RECORD).write_bytes(canonical_json(item))
    flush([place / _RECORD, *folders])


def _link(fs: ProjectFS, path: ProjectPath, target: Path) -> None:
    """The same file under another name; a copy where the file system knows no second names."""
    with fs.folder(path.parent) as folder:
        try:
            os.link(path.name, target, src_dir_fd=folder, follow_symlinks=False)
            return
        except FileExistsError:
            raise NameTaken(f"There is something called {target.name} already.") from None
        except FileNotFoundError:
            raise
        except OSError:
            pass
    with fs.open(path) as source, target.open("xb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
    flush([target])


def _read(place: Path) -> TrashItem | None:
    try:
        return TrashItem.model_validate_json((place / _RECORD).read_bytes())
    except (OSError, ValidationError):
        return None


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []


def _lock(folder: Path) -> IO[bytes]:
    return (folder / ".lock").open("ab")
