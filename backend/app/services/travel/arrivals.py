"""Films that come in: from a zip, a folder or another film. Everything is put together aside and checked; one rename
makes it a film of the studio. Whatever goes wrong before leaves nothing behind."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.config import Settings
from app.domain.events import Event
from app.domain.file_rules import FOLDERS
from app.domain.ids import new_project_id
from app.domain.paths import ProjectPath, folder_name
from app.domain.project import Project
from app.errors import (
    AuteurError,
    BadArchive,
    BadPath,
    DiskFull,
    IdempotencyMismatch,
    NameTaken,
    NotFound,
    ProjectNotFound,
    WrongState,
)
from app.services.durable import flush, sync_folder
from app.services.edits import open_edit
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, FilmEdit, parse_record
from app.services.films.workspace import Workspace
from app.services.git import repository as git
from app.services.git.arrival import begin_history, take_over_history
from app.services.git.requests import Request
from app.services.project_fs import ProjectFS
from app.services.travel.film_files import FilmSource, Item
from app.services.travel.folder_source import FolderSource
from app.services.travel.rooms import Rooms
from app.services.travel.zip_source import UNREADABLE, zip_source

CHUNK = 4 * 2**20
ARRIVED_UNDER = Path(".git", "auteur-arrived-under")
"""In a film: its `Idempotency-Key` and what was asked with it, hashed."""
SPARE_BYTES = 256 * 2**20
"""So much of the disk is left for the work on films that are there already."""


@dataclass(frozen=True)
class Copy:
    """What a film is to be that begins as another one."""

    project_id: str
    name: str


class Arrivals:
    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        self._workspace = workspace
        self._root, self._projects = settings.workspace_root, settings.projects_dir
        self._state = settings.state_dir
        self.room = Rooms(settings.state_dir, workspace.exclusive).room
        self._author = git.Author(settings.git_author_name, settings.git_author_email)

    def check_room(self, size: int) -> None:
        """Raise `DiskFull` when so many bytes more would not fit."""
        if shutil.disk_usage(self._state).free < size + SPARE_BYTES:
            raise DiskFull("There is not enough room on the disk for this film; nothing was changed.")

    def from_zip(self, file: Path, room: Path, key: str | None = None) -> Project:
        """The same film again for the same `key`. Raises `BadArchive`, `DiskFull`, `IdempotencyMismatch`."""
        request = None if key is None else Request.of(key, "zip", _digest(file))
        if known := self.arrived(request):
            return known
        with zip_source(file) as source:
            return self.bring_in(source, room, request=request)

    def from_folder(self, path: str, key: str | None = None) -> Project:
        """Copy a film in from a folder of the workspace, named from its root; the same film again for the same `key`.

        Raises `NotFound`, `WrongState`, `BadArchive`, `IdempotencyMismatch`.
        """
        request = None if key is None else Request.of(key, "folder", path)
        if known := self.arrived(request):
            return known
        checked = ProjectPath(path)
        if not checked or checked.parts[0].casefold() == ".auteur":
            raise BadPath("That folder belongs to the studio itself.")
        found = ProjectFS(self._root).stat(checked)
        if found is None or not found.is_dir:
            raise NotFound("The workspace has no such folder.")
        folder = self._root / checked
        if folder.parent == self._projects:
            raise WrongState("That folder is among the films already.")
        if folder == self._projects:
            raise BadPath("Name the folder of one film.")
        with ProjectFS(self._root).folder(checked), self.room() as room:
            return self.bring_in(FolderSource(folder), room, request=request)

    def bring_in(
        self, source: FilmSource, room: Path, *, copy: Copy | None = None, request: Request | None = None
    ) -> Project:
        """Make a film of a source.

        It keeps its id unless a film here has it. A `copy` of a film of this studio gets the id and the name it says, and
        its history needs no check.

        Raises:
            BadArchive: it is no film, or not what it says. DiskFull. NameTaken: the copy's name is in use.
        """
        root = room / "film"
        items = source.items()
        self.check_room(sum(item.size for item in items))
        with _told_in_words():
            git.new_repository(root)
            hashes = {item.path: _copy(source, item, root) for item in items}
            project = _manifest(root)
            with_history = any(item.path == ".git/HEAD" for item in items)
            if with_history:
                take_over_history(root, hashes, trusted=copy is not None)
            for name in FOLDERS:
                (root / name).mkdir(parents=True, exist_ok=True)
            if request is not None:
                (root / ARRIVED_UNDER).write_text(request.told)
            if not with_history:
                own = {path: oid for path, oid in hashes.items() if not path.startswith(".git/")}
                begin_history(root, own, f"Bring in the film “{project.name}”", self._author)
            flush(path for path in sorted(root.rglob("*"), reverse=True) if not path.is_symlink())
        with self._workspace.exclusive():
            if known := self.arrived(request):
                return known
            if copy is not None:
                folder = folder_name(copy.name)
                self._workspace.refuse_taken(folder)
                project = self._as_its_own(root, project, copy, f"Duplicate the film “{project.name}”")
            else:
                folder = self._free_folder(project.name)
                if self._is_known(project.id):
                    told = f"Bring in the film “{project.name}” as one of its own"
                    project = self._as_its_own(root, project, Copy(new_project_id(), project.name), told)
            os.rename(root, self._projects / folder)
            sync_folder(self._projects)
        return project

    def arrived(self, request: Request | None) -> Project | None:
        """The film that was brought in with a request, as long as it is here. Copies and archives of it do not have it.

        Raises `IdempotencyMismatch` when its key stood for another one.
        """
        for folder in sorted(self._projects.iterdir()) if request else ():
            try:
                told = (folder / ARRIVED_UNDER).read_text().split()
                if request is None or told[:1] != [request.key]:
                    continue
                known = _manifest(folder)
            except (OSError, ValueError):
                continue
            if told[1:] != [request.asked]:
                raise IdempotencyMismatch()
            return known
        return None

    def free_name(self, name: str) -> str:
        """The name, or `name 2`, `name 3` … when a film's folder is called that already."""
        for candidate in (name, *(f"{name[:180]} {n}" for n in range(2, 10_000))):
            try:
                self._workspace.refuse_taken(folder_name(candidate))
            except NameTaken:
                continue
            return candidate
        raise NameTaken()

    def refuse_taken(self, name: str) -> None:
        """Raise `NameTaken` when a film's folder is called that already."""
        self._workspace.refuse_taken(folder_name(name))

    def _free_folder(self, name: str) -> str:
        try:
            return folder_name(self.free_name(name))
        except BadPath:  # a name that this studio would not have given
            return folder_name(self.free_name("Film"))

    def _is_known(self, project_id: str) -> bool:
        """Whether a film here has the id, or one in the trash that may come back."""
        if any((self._state / "trash" / "projects").glob(f"{project_id}.*")):
            return True
        try:
            self._workspace.root(project_id)
        except ProjectNotFound:
            return False
        return True

    def _as_its_own(self, root: Path, project: Project, copy: Copy, message: str) -> Project:
        with open_edit(root, project.id, message, author=self._author, publish=_nobody_listens) as files:
            edit = FilmEdit(files)
            edit.project.id, edit.project.name = copy.project_id, copy.name
            edit.save_project()
        return edit.project


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _copy(source: FilmSource, item: Item, root: Path) -> str:
    """Returns the hash of what was copied. Raises `BadArchive` when it is not what it should be."""
    target = root / item.path
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with source.open(item) as data, _fresh(target) as out:
        while piece := data.read(CHUNK):
            size += len(piece)
            if size > item.size:
                raise BadArchive(f"{item.path} is longer than it says.")
            digest.update(piece)
            out.write(piece)
    found = digest.hexdigest()
    if size != item.size:
        raise BadArchive(f"{item.path} is shorter than it says.")
    if found != source.hashes.get(item.path, found) or found != (item.lfs_oid or found):
        raise BadArchive(f"{item.path} is damaged: its content does not have the hash that it should have.")
    return found


def _fresh(target: Path) -> BinaryIO:
    if target.parent.name == ".git" and target.name == "HEAD":
        target.unlink()
    return target.open("xb")


def _manifest(root: Path) -> Project:
    path = root / MANIFEST
    if not path.is_file():
        raise BadArchive("It has no project.json, so it is no film.")
    if path.stat().st_size > MAX_MANIFEST_BYTES:
        raise BadArchive("Its project.json is too large.")
    return parse_record(Project, path.read_bytes(), MANIFEST)


@contextmanager
def _told_in_words() -> Iterator[None]:
    try:
        yield
    except BadArchive:
        raise
    except UNREADABLE as error:
        raise BadArchive("The zip is damaged: some of it cannot be read.") from error
    except OSError as error:
        if git.says_full(error):
            raise DiskFull() from error
        raise
    except AuteurError as error:
        raise (error if error.status >= 500 else BadArchive(error.detail)) from error


def _nobody_listens(project_id: str, events: Sequence[Event]) -> None:
    """A film that is not there yet has no windows."""
