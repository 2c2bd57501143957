"""Looking at a film's files: a folder's entries, or everything below it, and the bytes of one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import quote

from app.domain.file_rules import Keepers, why_locked
from app.domain.film_file import FileView, viewer_of
from app.domain.paths import ProjectPath
from app.domain.project import RENDERS, Project
from app.errors import BadPath, FileMissing
from app.services.films.workspace import Workspace
from app.services.git.known import Known
from app.services.project_fs import Entry, FileStat, ProjectFS

_HIDDEN = (".git", ".auteur")
_ODD_NAME = "Some systems do not allow this name. Rename it outside the studio to use it here."


class FileListing:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list(
        self, project_id: str, path: str = "", *, recursive: bool = False
    ) -> tuple[Sequence[tuple[str, Entry]], Callable[[tuple[str, Entry]], FileView]]:
        """A folder's entries, folders first, each by name; `recursive`: all files below it, by path. And what shows one.

        Raises `FileMissing`, `BadPath` for what is no folder.
        """
        film = self._workspace.film(project_id)
        folder = ProjectPath(path)
        stat = film.fs.stat(folder)
        if stat is None:
            raise FileMissing(f"There is no folder {folder} in this film.")
        if not stat.is_dir:
            raise BadPath(f"{folder} is a file, not a folder.")
        if recursive:
            found = sorted(_below(film.fs, folder), key=lambda one: one[0])
        else:
            found = [(_joined(folder, entry.name), entry) for entry in film.fs.list(folder) if _is_shown(entry.name)]
            found.sort(key=lambda one: (not one[1].is_dir, one[1].name.casefold(), one[1].name))
        return found, self._teller(project_id, film.project, film.fs, folder)

    def get(self, project_id: str, path: ProjectPath) -> FileView:
        """One file or folder. Raises `FileMissing`."""
        film = self._workspace.film(project_id)
        stat = film.fs.stat(path)
        if stat is None:
            raise FileMissing(f"{path} is not there.")
        entry = Entry(path.name, stat.is_dir, stat.size, stat.mtime_ns, stat.inode)
        return self._teller(project_id, film.project, film.fs, path)((path, entry))

    def open(self, project_id: str, path: str) -> tuple[BinaryIO, str, str]:
        """A file, a name for what it holds now, and its own name. Raises `FileMissing`, `BadPath`."""
        where = ProjectPath(path)
        fs = self._workspace.film(project_id).fs
        stat = fs.stat(where)
        if stat is None:
            raise FileMissing(f"{where} is not there.")
        return fs.open(where), version_of(stat), where.name

    def _teller(
        self, project_id: str, project: Project, fs: ProjectFS, folder: str
    ) -> Callable[[tuple[str, Entry]], FileView]:
        known = Known(fs.root)
        keepers = Keepers.of(project, with_shots=folder == RENDERS or folder.startswith(f"{RENDERS}/"))

        def tell(one: tuple[str, Entry]) -> FileView:
            path, entry = one
            in_history, in_lfs = known.tell(path)
            try:
                locked = why_locked(ProjectPath(path), keepers)
                opens = not entry.is_dir
            except BadPath:
                locked, opens = _ODD_NAME, False
            return FileView(
                path=_printable(path),
                name=_printable(entry.name),
                kind="folder" if entry.is_dir else "file",
                bytes=0 if entry.is_dir else entry.size,
                modified=_when(entry.mtime_ns),
                in_history=in_history,
                in_lfs=in_lfs,
                viewer="none" if entry.is_dir else viewer_of(entry.name),
                locked=locked,
                keeper=keepers.of_path(path),
                url=f"/api/projects/{project_id}/files/{quote(path)}" if opens else None,
            )

        return tell


def version_of(stat: FileStat) -> str:
    """Another one after every change of the file, and none that a person could guess wrong: its time, size and place."""
    return f"{stat.mtime_ns:x}-{stat.size:x}-{stat.inode:x}"


def _below(fs: ProjectFS, folder: str) -> Iterator[tuple[str, Entry]]:
    for entry in fs.list(str.__new__(ProjectPath, folder)):
        path = _joined(folder, entry.name)
        if not _is_shown(entry.name):
            continue
        if entry.is_dir:
            yield from _below(fs, path)
        else:
            yield path, entry


def _is_shown(name: str) -> bool:
    return not name.startswith(_HIDDEN)


def _when(mtime_ns: int) -> datetime:
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9, UTC)
    except (ValueError, OverflowError, OSError):  # a file that some program dated to nowhere
        return datetime.fromtimestamp(0, UTC)


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _printable(text: str) -> str:
    """A name as it can be sent: what is no Unicode in it becomes question marks."""
    return text.encode("utf-8", "replace").decode()
