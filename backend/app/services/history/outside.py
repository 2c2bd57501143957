"""What other programs did in a film's folder becomes part of its history when a person says so, not before.

A commit that nobody asked for would hold half of somebody's work, and there is no way to tell when an editor is done.
"""

from __future__ import annotations

import os
from pathlib import Path

from app.domain.paths import ProjectPath
from app.domain.project import Project
from app.errors import BadPath, Conflict
from app.services.assets.outside import renew_records
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, parse_record
from app.services.films.workspace import Workspace
from app.services.git.history import status


class NothingToKeep(Conflict):
    """Everything there is part of the film's history already."""

    code = "nothing_to_keep"


class OutsideChanges:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def keep(self, project_id: str, paths: list[ProjectPath] | None = None) -> str:
        """Commit what lies in the folder and is in no commit: these files and folders, or all. Returns the commit.
        The records of assets tell of their files as they are then.

        Raises `NothingToKeep`, `BrokenProject` when the film's own record was changed into something that is none.
        """
        with self._workspace.edit(project_id) as edit:
            files, fs = edit.files, edit.files.fs
            changed = sorted(self._changed(fs.root, paths))
            for path in changed:
                if path == MANIFEST:
                    parse_record(Project, fs.read_bytes(path, MAX_MANIFEST_BYTES), path)
                if fs.stat(path) is None:
                    if os.path.lexists(fs.root / path):
                        continue  # a link or something stranger is no part of a film
                    files.remove(path)
                else:
                    files.stage_again(path)
            if not files.staged and not files.removed:
                raise NothingToKeep()
            renew_records(edit, project_id)
            files.message = (
                f"Take in {changed[0]}"
                if len(changed) == 1
                else f"Take in {len(changed)} files changed by other programs"
            )
        if files.commit is None:
            raise NothingToKeep()
        return files.commit

    def _changed(self, root: Path, wanted: list[ProjectPath] | None) -> set[ProjectPath]:
        found = set()
        for line in status(root, each_file=True).changed:
            try:
                path = ProjectPath(line, studio=True)
            except BadPath:
                continue  # lists pass such names over too
            if wanted is None or any(path == one or path.startswith(f"{one}/") for one in wanted):
                found.add(path)
        return found
