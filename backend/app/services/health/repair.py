"""Ways out for a film that cannot be opened. What was there is kept beside what is put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.config import Settings
from app.domain.events import Event, Reset
from app.domain.ids import new_project_id
from app.domain.paths import ProjectPath
from app.domain.project import Project
from app.domain.records import now
from app.errors import BrokenProject, FileMissing, TooLarge, WrongState
from app.services.edits import open_edit
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, FilmEdit, parse_record
from app.services.films.good_manifest import last_good_manifest
from app.services.films.workspace import Publish, Workspace
from app.services.git import repository as git


class Repairs:
    def __init__(self, settings: Settings, workspace: Workspace, publish: Publish) -> None:
        self._workspace, self._publish = workspace, publish
        self._projects = settings.projects_dir
        self._author = git.Author(settings.git_author_name, settings.git_author_email)

    def repair(self, project_id: str) -> Project:
        """Do what the film's `remedy` names, as a new commit.

        Raises:
            WrongState: the film is not broken, or has recovered meanwhile. BrokenProject: there is no remedy; the reason
                says what to do by hand.
        """
        film = self._workspace.listed(project_id)
        root = self._projects / film.folder
        if film.broken is None:
            raise WrongState("This film can be opened; there is nothing to repair.")
        if film.remedy == "manifest":
            return self._put_back_manifest(root)
        if film.remedy == "id":
            return self._give_own_id(root)
        raise BrokenProject(f"The studio cannot repair this by itself. {film.broken}")

    def _put_back_manifest(self, root: Path) -> Project:
        good = last_good_manifest(root)
        if good is None:
            raise BrokenProject("The film's history holds no manifest that can be read.")
        message = f"Put the film’s manifest back as it was in {good.commit[:8]}"
        with open_edit(root, good.project.id, message, author=self._author, publish=self._publish) as files:
            try:
                spoilt = files.fs.read_bytes(MANIFEST, MAX_MANIFEST_BYTES)
            except (FileMissing, TooLarge):
                spoilt = b""
            if spoilt:
                files.write(ProjectPath(f"04_Project_Files/project_broken_{now():%Y%m%d_%H%M%S}.txt"), spoilt)
            files.write(MANIFEST, good.content)
            files.emit(Reset(epoch="", reason="The film's manifest was put back."))
        return parse_record(Project, good.content, MANIFEST)

    def _give_own_id(self, root: Path) -> Project:
        with open_edit(root, "", "Make the copy a film of its own", author=self._author, publish=_nobody) as files:
            edit = FilmEdit(files)
            edit.project.id = new_project_id()
            edit.save_project()
        return edit.project


def _nobody(project_id: str, events: Sequence[Event]) -> None:
    """Nobody can have opened a film that had no id of its own."""
