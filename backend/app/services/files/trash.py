"""The trash of a film: files and folders that were deleted, as they were, until they come back or go for good."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from app.config import Settings
from app.domain.events import FileChanged
from app.domain.file_rules import Keepers, KeptByFilm, is_made_by_the_studio, refuse_coming, refuse_going
from app.domain.film_file import TrashItem
from app.domain.ids import new_id
from app.domain.many_files import Obstacles, outermost, titled
from app.domain.paths import ProjectPath
from app.domain.records import now
from app.errors import BadPath, ConfirmationNeeded, FileMissing, Invalid, NameTaken, NotFound
from app.services.edits import StoredFile
from app.services.files.events import tell_of_many
from app.services.files.taking import clear, empty_folders, files_at, make_folders, refuse_too_many
from app.services.files.trash_places import CONTENT, TrashPlaces, link
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.project_fs import FileStat, ProjectFS

REFUSALS = (BadPath, FileMissing, KeptByFilm, NameTaken, Invalid)


class NotInTrash(NotFound):
    """There is no such thing in this film's trash."""

    code = "not_in_trash"


class FileTrash:
    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        self._folder = settings.state_dir / "trash" / "files"
        self._workspace = workspace

    def put(self, project_id: str, path: str) -> TrashItem:
        """Take a file or a folder out of the film. Raises `FileMissing`, `KeptByFilm`, `BadPath`."""
        where = ProjectPath(path)
        film = self._workspace.film(project_id)
        refuse_going(where, Keepers.of(film.project))
        files_at(film.fs, where)
        [item] = self.put_all(project_id, [where])
        return item

    def put_all(self, project_id: str, paths: Sequence[str]) -> list[TrashItem]:
        """Take several out of the film, all of them or none. Raises `InTheWay` with everything that stands in the way."""
        wanted = outermost(paths)
        fs = self._workspace.film(project_id).fs
        with self._places(project_id).keeping(fs) as keeping:
            # Most of the work is done before others have to wait; what changed meanwhile is looked at again.
            taken, empty = _taken(fs, wanted, Keepers.of(self._workspace.film(project_id).project))
            keeping.hold(_flat(taken), empty)
            with self._workspace.edit(project_id, f"Delete {titled(wanted)}") as edit:
                taken, empty = _taken(fs, wanted, Keepers.of(edit.project))
                files = _flat(taken)
                keeping.hold(files, empty)
                together = now()
                items = [_item(path, taken[path], together) for path in wanted]
                keeping.note(items)
                edit.files.safe.update(files)
                for path in wanted:
                    edit.files.remove(path)
                    if not taken[path]:
                        clear(fs, path, {})
                tell_of_many(edit, wanted, "deleted", {path: stat.size for path, stat in files.items()})
            for path in wanted:
                clear(fs, path, taken[path])
        return items

    def keep_copy(self, edit: FilmEdit, project_id: str, path: ProjectPath) -> None:
        """Keep a file that is about to be replaced although no commit holds it."""
        fs = edit.files.fs
        files = files_at(fs, path)
        with self._places(project_id).keeping(fs, replaced=True) as keeping:
            keeping.hold(files, ())
            keeping.note([_item(path, files, now())])

    def restore(self, project_id: str, item_id: str, to: str | None = None) -> ProjectPath:
        """Bring it back to where it was, or to another place. Raises `NotInTrash`, `NameTaken`, `KeptByFilm`."""
        found = self._find(project_id, [item_id])
        [(place, [item])] = found.items()
        target = ProjectPath(to) if to is not None else item.path
        with ExitStack() as stack:
            known = _hashed(place, item)
            edit = stack.enter_context(self._workspace.edit(project_id, f"Restore {target} from the trash"))
            _refuse(edit, Keepers.of(edit.project), item, target)
            _bring(edit, place, item, target, known)
        self._places(project_id).take_out(place, [item])
        return target

    def restore_all(self, project_id: str, ids: Sequence[str]) -> list[ProjectPath]:
        """Bring several back to where they were, all of them or none. Raises `NotInTrash`, `InTheWay`."""
        found = self._find(project_id, ids)
        items = [(place, item) for place, some in found.items() for item in some]
        known = {item.id: _hashed(place, item) for place, item in items}
        paths = [item.path for _, item in items]
        with self._workspace.edit(project_id, f"Restore {titled(paths)} from the trash") as edit:
            keepers, obstacles = Keepers.of(edit.project), Obstacles()
            for _, item in items:
                try:
                    _refuse(edit, keepers, item, item.path)
                except REFUSALS as error:
                    obstacles.add(item.path, error.detail)
            if len(set(paths)) < len(paths):
                for path in {path for path in paths if paths.count(path) > 1}:
                    obstacles.add(path, "It is in the trash more than once; restore one of them.")
            obstacles.refuse()
            for place, item in items:
                _bring(edit, place, item, item.path, known[item.id])
        for place, some in found.items():
            self._places(project_id).take_out(place, some)
        return paths

    def remove(self, project_id: str, item_id: str, *, confirm: bool) -> None:
        """Delete one thing for good."""
        [(place, [item])] = self._find(project_id, [item_id]).items()
        if not confirm:
            raise ConfirmationNeeded(f"This deletes {item.path.name} for good; send confirm=true to go on.")
        self._places(project_id).take_out(place, [item])

    def empty(self, project_id: str, *, confirm: bool) -> None:
        """Delete everything in the trash for good."""
        places = self._places(project_id).all(self._workspace.film(project_id).fs)
        if not confirm:
            count = sum(len(items) for items in places.values())
            raise ConfirmationNeeded(f"This deletes {count} things for good; send confirm=true to go on.")
        for place, items in places.items():
            self._places(project_id).take_out(place, items)

    def _places(self, project_id: str) -> TrashPlaces:
        return TrashPlaces(self._folder / project_id)

    def _find(self, project_id: str, ids: Sequence[str]) -> dict[Path, list[TrashItem]]:
        """Raises `NotInTrash` unless all of them are there."""
        found = self._places(project_id).find(self._workspace.film(project_id).fs, ids)
        if {item.id for items in found.values() for item in items} != set(ids):
            raise NotInTrash()
        return found

    def list(self, project_id: str) -> list[TrashItem]:
        """Newest first."""
        places = self._places(project_id).all(self._workspace.film(project_id).fs)
        items = [item for some in places.values() for item in some]
        items.sort(key=lambda item: item.path)
        return sorted(items, key=lambda item: item.deleted, reverse=True)


Files = dict[ProjectPath, FileStat]


def _taken(
    fs: ProjectFS, paths: Sequence[ProjectPath], keepers: Keepers
) -> tuple[dict[ProjectPath, Files], list[ProjectPath]]:
    """The files at and below each path, and the empty folders. Raises `InTheWay`."""
    taken: dict[ProjectPath, Files] = {}
    empty: list[ProjectPath] = []
    obstacles = Obstacles()
    for path in paths:
        try:
            refuse_going(path, keepers)
            taken[path] = files_at(fs, path)
            empty += empty_folders(fs, path)
        except REFUSALS as error:
            obstacles.add(path, error.detail)
    obstacles.refuse()
    refuse_too_many(sum(map(len, taken.values())))
    return taken, empty


def _flat(taken: Mapping[ProjectPath, Files]) -> Files:
    return {path: stat for files in taken.values() for path, stat in files.items()}


def _item(path: ProjectPath, files: Files, deleted: datetime) -> TrashItem:
    return TrashItem(
        id=new_id("trash"),
        path=path,
        kind="file" if path in files else "folder",
        files=len(files),
        bytes=sum(file.size for file in files.values()),
        deleted=deleted,
    )


def _refuse(edit: FilmEdit, keepers: Keepers, item: TrashItem, target: ProjectPath) -> None:
    """Raises `NameTaken`, `KeptByFilm` where it cannot come."""
    if edit.files.fs.stat(target) is not None:
        raise NameTaken(f"There is something called {target} already; rename it, or restore to another place.")
    if not (is_made_by_the_studio(target) and target == item.path):
        refuse_coming(target, keepers)


def _hashed(place: Path, item: TrashItem) -> dict[ProjectPath, StoredFile]:
    """What the trash holds of an item. It is read before the film is locked, however large it is."""
    content = ProjectFS(place / CONTENT)
    known = {}
    for path in files_at(content, item.path) if content.stat(item.path) is not None else ():
        with content.open(path) as data:
            digest = hashlib.sha256()
            while chunk := data.read(1 << 20):
                digest.update(chunk)
            known[path] = StoredFile(digest.hexdigest(), data.tell())
    return known


def _bring(
    edit: FilmEdit, place: Path, item: TrashItem, target: ProjectPath, known: Mapping[ProjectPath, StoredFile]
) -> None:
    fs, content = edit.files.fs, ProjectFS(place / CONTENT)

    def there(path: ProjectPath) -> ProjectPath:
        return ProjectPath(f"{target}{path[len(item.path) :]}")

    sizes = {there(path): stored.bytes for path, stored in known.items()}
    if is_made_by_the_studio(target):
        for path in known:
            with fs.folder(path.parent, create=True):
                link(content, path, fs.root / path)
        edit.emit(FileChanged(path=target, change="created"))
    else:
        for path, stored in known.items():
            edit.files.link_in(there(path), content.root / path, stored)
        tell_of_many(edit, [target], "created", sizes)
    make_folders(fs, [there(folder) for folder in empty_folders(content, item.path)])
