"""Files and folders that go elsewhere in a film, one or many: always one edit, one commit; and new, empty folders."""

from __future__ import annotations

import json
from collections.abc import Mapping

from app.domain.events import FileChanged
from app.domain.file_rules import Keepers, KeptByFilm, refuse_coming, refuse_going
from app.domain.film_file import FileMove
from app.domain.history import BROUGHT_TRAILER
from app.domain.many_files import FilesMove, Obstacles, outermost, titled
from app.domain.paths import ProjectPath, name_key
from app.errors import BadPath, FileMissing, Invalid, NameTaken
from app.services.documents.script_links import follow_scripts
from app.services.edits import ProjectEdit
from app.services.files.events import tell_of, tell_of_many
from app.services.files.taking import clear, empty_folders, files_at, make_folders, refuse_too_many
from app.services.films.film import FilmEdit
from app.services.films.workspace import Workspace
from app.services.git import repository as git
from app.services.project_fs import FileStat

Files = dict[ProjectPath, FileStat]
MOST_BROUGHT = 200
"""Of so many files that no commit held, the one that moves them says where they lay; an undo takes others away."""
REFUSALS = (BadPath, FileMissing, KeptByFilm, NameTaken, Invalid)


class FileMoving:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def move(self, project_id: str, move: FileMove) -> ProjectPath:
        """Give a file or a folder another place or another name.

        Raises `FileMissing`, `NameTaken`, `KeptByFilm`, `BadPath`.
        """
        source, target = ProjectPath(move.from_), ProjectPath(move.to)
        with self._workspace.edit(project_id) as edit:
            fs, keepers = edit.files.fs, Keepers.of(edit.project)
            refuse_going(source, keepers)
            _refuse(edit.files, keepers, source, target)
            files = files_at(fs, source)
            moved = _carry(edit, {source: target}, {source: files})
            tell_of(edit, source, "deleted", {path: stat.size for path, stat in files.items()})
            tell_of(edit, target, "created", moved)
            verb = "Rename" if source.parent == target.parent else "Move"
            edit.say(f"{verb} {source} to {target.name if verb == 'Rename' else target}")
        clear(fs, source, files)
        return target

    def move_into(self, project_id: str, wanted: FilesMove) -> list[ProjectPath]:
        """Move several into one folder, all of them or none. What lies there already stays as it is.

        Raises `InTheWay` with everything that stands in the way.
        """
        sources, folder = outermost(wanted.paths), ProjectPath(wanted.to)
        with self._workspace.edit(project_id) as edit:
            fs, keepers, obstacles = edit.files.fs, Keepers.of(edit.project), Obstacles()
            targets: dict[ProjectPath, ProjectPath] = {}
            taken: dict[ProjectPath, Files] = {}
            names: dict[str, ProjectPath] = {}
            for source in sources:
                if source.parent == folder:
                    continue
                try:
                    refuse_going(source, keepers)
                    target = folder / source.name
                    _refuse(edit.files, keepers, source, target)
                    if (twin := names.setdefault(name_key(source.name), source)) is not source:
                        raise NameTaken(f"{twin} would have the same name there.")
                    taken[source], targets[source] = files_at(fs, source), target
                except REFUSALS as error:
                    obstacles.add(source, error.detail)
            obstacles.refuse()
            files = {path: stat for some in taken.values() for path, stat in some.items()}
            refuse_too_many(len(files))
            moved = _carry(edit, targets, taken)
            tell_of_many(edit, list(targets), "deleted", {path: stat.size for path, stat in files.items()})
            tell_of_many(edit, list(targets.values()), "created", moved)
            edit.say(f"Move {titled(list(targets))} to {folder or 'the film'}")
        for source, some in taken.items():
            clear(fs, source, some)
        return [folder / source.name for source in sources]

    def make_folder(self, project_id: str, path: str) -> ProjectPath:
        """An empty folder. Git holds none, so it makes no commit: history knows of it with the first file in it.

        Raises `NameTaken`, `KeptByFilm`, `BadPath`.
        """
        folder = ProjectPath(path)
        with self._workspace.edit(project_id) as edit:
            refuse_coming(folder, Keepers.of(edit.project))
            if edit.files.exists(folder):
                raise NameTaken(f"There is something called {folder} already.")
            edit.files.require_free(folder)
            with edit.files.fs.folder(folder, create=True):
                edit.emit(FileChanged(path=folder, change="created"))
        return folder


def _refuse(files: ProjectEdit, keepers: Keepers, source: ProjectPath, target: ProjectPath) -> None:
    """Raises what speaks against that move, but for what the files in it say."""
    refuse_coming(target, keepers)
    if target == source or target.startswith(f"{source}/"):
        raise BadPath(f"{source} cannot be moved into itself.")
    if files.exists(target):
        raise NameTaken(f"There is something called {target} already.")
    files.require_free(target)


def _carry(
    edit: FilmEdit, targets: Mapping[ProjectPath, ProjectPath], taken: Mapping[ProjectPath, Files]
) -> dict[ProjectPath, int]:
    """Move what was taken. Returns the size of every file in its new place; raises `FileMissing` for what is gone."""
    fs = edit.files.fs
    moves: dict[ProjectPath, ProjectPath] = {}
    sizes: dict[ProjectPath, int] = {}
    empty: list[ProjectPath] = []
    for source, target in targets.items():
        for path, stat in taken[source].items():
            moves[path] = new = ProjectPath(f"{target}{path[len(source) :]}")
            sizes[new] = stat.size
        empty += [ProjectPath(f"{target}{folder[len(source) :]}") for folder in empty_folders(fs, source)]
    known = git.tracked(git.open_repository(fs.root), *moves)
    brought = {str(new): str(old) for old, new in moves.items() if old not in known}
    if 0 < len(brought) <= MOST_BROUGHT:
        edit.files.trailers[BROUGHT_TRAILER] = json.dumps(brought)
    for old, new in moves.items():
        edit.files.move(old, new)
    follow_scripts(edit, moves)
    make_folders(fs, empty)
    for source, files in taken.items():
        if not files:
            clear(fs, source, files)
    return sizes
