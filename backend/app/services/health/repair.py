"""Ways out for a film that cannot be opened. What was there is kept beside what is put in its place."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from app.config import Settings
from app.domain.events import Event, Reset
from app.domain.ids import new_project_id
from app.domain.paths import ProjectPath
from app.domain.project import Project
from app.domain.records import now
from app.errors import BrokenProject, FileMissing, TooLarge, WrongState
from app.services.durable import sync_folder
from app.services.edits import film_locked, open_edit
from app.services.films.film import MANIFEST, MAX_MANIFEST_BYTES, FilmEdit, parse_record
from app.services.films.good_manifest import last_good_manifest
from app.services.films.workspace import Publish, Workspace
from app.services.git import repository as git
from app.services.git.arrival import begin_history
from app.services.git.soundness import make_index_anew
from app.services.project_fs import ProjectFS
from app.services.travel.folder_source import FolderSource


class Repairs:
    def __init__(self, settings: Settings, workspace: Workspace, publish: Publish) -> None:
        self._workspace, self._publish = workspace, publish
        self._projects = settings.projects_dir
        self._aside = settings.state_dir / "set_aside"
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
        if film.remedy == "index":
            with film_locked(root, wait=10.0):
                make_index_anew(root)
            return self._workspace.film(project_id).project
        if film.remedy == "config":
            return self._set_config_aside(root)
        if film.remedy == "history":
            return self._begin_anew(root, project_id)
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

    def _set_config_aside(self, root: Path) -> Project:
        folder = root / ".git"
        aside = folder / "auteur" / "stale" / f"config.{now():%Y%m%d-%H%M%S}"
        with self._workspace.exclusive(), film_locked(root, wait=10.0):
            aside.parent.mkdir(parents=True, exist_ok=True)
            os.replace(folder / "config", aside)
            git.new_repository(root)
        return parse_record(Project, ProjectFS(root).read_bytes(MANIFEST, MAX_MANIFEST_BYTES), MANIFEST)

    def _begin_anew(self, root: Path, project_id: str) -> Project:
        """The folder as it lies there becomes the first version of a new history; the old one is kept aside, whole."""
        own, aside = root / ".git", self._aside / f"{root.name}-{now():%Y%m%d-%H%M%S}"
        with self._workspace.exclusive(), film_locked(root, wait=10.0) if own.is_dir() else nullcontext():
            hashes = hashes_of(FolderSource(root))
            aside.mkdir(parents=True)
            if os.path.lexists(own):
                os.rename(own, aside / ".git")
            try:
                git.new_repository(root)
                begin_history(root, hashes, "Begin the film’s history anew", self._author)
            except BaseException:
                shutil.rmtree(own, ignore_errors=True)
                if os.path.lexists(aside / ".git"):
                    os.rename(aside / ".git", own)
                raise
            sync_folder(root)
        self._publish(project_id, [Reset(epoch="", reason="The film's history was begun anew.")])
        return self._workspace.film(project_id).project

    def _give_own_id(self, root: Path) -> Project:
        with open_edit(root, "", "Make the copy a film of its own", author=self._author, publish=_nobody) as files:
            edit = FilmEdit(files)
            edit.project.id = new_project_id()
            edit.save_project()
        return edit.project


def _nobody(project_id: str, events: Sequence[Event]) -> None:
    """Nobody can have opened a film that had no id of its own."""


def hashes_of(source: FolderSource) -> dict[str, str]:
    """SHA-256 of every file of a film, without its history."""
    hashes = {}
    for item in source.items():
        if not item.is_git:
            with source.open(item) as data:
                hashes[item.path] = hashlib.file_digest(data, "sha256").hexdigest()  # type: ignore[arg-type]
    return hashes
