"""Files that come into a film. Each change is one edit, one commit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace as replaced
from pathlib import Path

from app.domain.file_rules import Keepers, refuse_coming
from app.domain.paths import ProjectPath
from app.errors import NameTaken
from app.services.files.events import tell_of
from app.services.files.listing import version_of
from app.services.files.trash import FileTrash
from app.services.films.film import require_version
from app.services.films.workspace import Workspace
from app.services.git import repository as git
from app.services.git.history import Version, head_of, is_unsaved
from app.services.project_fs import FileStat
from app.services.uploads.incoming import MAX_PLAIN_BYTES, Upload
from app.services.uploads.partial import PartialState, PartialUploads, Resume

_TARGET = "files/"
"""What the notes of partial uploads into folders begin with."""


class FileChanges:
    def __init__(self, workspace: Workspace, trash: FileTrash, partials: PartialUploads) -> None:
        self._workspace, self._trash, self._partials = workspace, trash, partials

    def expect(
        self,
        project_id: str,
        path: str,
        announced: int | None,
        *,
        replace: bool,
        if_match: str | None = None,
        resume: Resume | None = None,
    ) -> Upload:
        """Get ready for a file, or for the rest of one. Refuses before a byte is read what would be refused in the end."""
        film = self._workspace.film(project_id)
        where = ProjectPath(path)
        refuse_coming(where, Keepers.of(film.project))
        _refuse_taken(film.fs.stat(where), where, replace, if_match)
        if resume is not None:
            return self._partials.begin(film.fs.root, where, f"{_TARGET}{where}", resume)
        return Upload(film.fs.root, where, announced)

    def partial(self, project_id: str, upload_id: str) -> PartialState:
        """How far an upload has come. Raises `UploadNotFound`."""
        root = self._workspace.root(project_id)
        state = self._partials.state(root, upload_id, _TARGET)
        if state.sha256 is None or _committed(root, state.name) != state.sha256:
            return state
        return replaced(state, kept=True, received=state.length)

    def drop_partial(self, project_id: str, upload_id: str) -> None:
        """Remove what came of an upload that nobody will go on with. Raises `UploadNotFound`, `UploadBusy`."""
        self._partials.drop(self._workspace.root(project_id), upload_id, _TARGET)

    def expect_some(self, project_id: str, name: str) -> Upload:
        """Get ready for a file whose folder is not known yet."""
        return Upload(self._workspace.root(project_id), ProjectPath(name).name, None)

    def receive(
        self,
        project_id: str,
        come: Sequence[tuple[str, Upload]],
        *,
        replace: bool,
        if_match: str | None = None,
    ) -> list[ProjectPath]:
        """Make what came in files of the film, all of them or none.

        Raises `NameTaken`, `KeptByFilm`, `StaleVersion`, `TooLarge`.
        """
        places = [(ProjectPath(path), upload, upload.stored()) for path, upload in come]
        with self._workspace.edit(project_id) as edit:
            keepers = Keepers.of(edit.project)
            for path, upload, stored in places:
                refuse_coming(path, keepers)
                upload.goes_to(path)
                known = edit.files.fs.stat(path)
                _refuse_taken(known, path, replace, if_match)
                if known is not None:
                    if is_unsaved(git.open_repository(edit.files.fs.root), path):
                        self._trash.keep_copy(edit, project_id, path)
                    edit.files.remove(path)
                edit.files.take_over(path, upload.file, stored)
                tell_of(edit, path, "created" if known is None else "modified", {path: stored.bytes})
            edit.say(_received_sentence([path for path, _, _ in places], replace))
        return [path for path, _, _ in places]


def _refuse_taken(known: FileStat | None, path: ProjectPath, replace: bool, if_match: str | None) -> None:
    if if_match is not None and if_match.strip() != "*":
        require_version(if_match, f'"{version_of(known)}"' if known is not None else None)
    elif known is not None and known.is_dir:
        raise NameTaken(f"There is a folder {path} already.")
    elif known is not None and not replace and if_match is None:
        raise NameTaken(f"There is a file {path} already; send replace=true to replace it.")


def _committed(root: Path, path: str) -> str | None:
    """The hash of what the last commit holds there."""
    repo = git.open_repository(root)
    version = Version(repo, head_of(repo))
    if (pointer := version.pointer(path)) is not None:
        return pointer[0]
    content = version.read(path, MAX_PLAIN_BYTES)
    return hashlib.sha256(content).hexdigest() if content is not None else None


def _received_sentence(paths: list[ProjectPath], replace: bool) -> str:
    verb = "Put" if replace else "Add"
    if len(paths) == 1:
        return f"{verb} {paths[0]}"
    return f"{verb} {len(paths)} files in {paths[0].parent or 'the film'}"
