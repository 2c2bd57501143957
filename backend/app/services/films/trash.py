"""Films in the trash: put there, listed, brought back, and deleted for good when somebody says so."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from app.config import Settings
from app.domain.events import Reset
from app.errors import ConfirmationNeeded, NotFound, ProjectNotFound, WrongState
from app.services.durable import sync_folder
from app.services.films.workspace import ProjectSummary, Publish, Workspace

_GOING = ".going-"


class FilmTrash:
    """`.auteur/trash/projects/<id>.<nanoseconds>.<folder>`; of several with one id the newest is the one that counts."""

    def __init__(self, settings: Settings, workspace: Workspace, publish: Publish) -> None:
        self._workspace, self._publish = workspace, publish
        self._films, self._folder = settings.projects_dir, settings.state_dir / "trash" / "projects"

    def list(self) -> list[ProjectSummary]:
        found = []
        for project_id, place in self._newest().items():
            _, at, folder = place.name.split(".", 2)
            told = {"id": project_id, "folder": folder, "deleted": datetime.fromtimestamp(int(at) / 1e9, UTC)}
            summary = self._workspace.summarise(place)
            if summary.name == place.name:  # nothing could be read of it
                told["name"] = folder
            found.append(summary.model_copy(update={**told, "cover": None, "remedy": None}))
        return found

    def names(self) -> tuple[str, ...]:
        """What lies there, in a form that can be compared."""
        return tuple(place.name for place in self._newest().values())

    def put(self, project_id: str, *, confirm: bool) -> None:
        """Move a film here, and let its windows know. It needs `confirm`."""
        root = self._films / self._workspace.listed(project_id).folder
        if not confirm:
            raise ConfirmationNeeded("This moves the whole film to the trash; send confirm=true to go on.")
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._workspace.exclusive():
            self._move(root, self._folder / f"{project_id}.{time.time_ns()}.{root.name}"[:250])
        self._publish(project_id, [Reset(epoch="", reason="The film is in the trash.")])

    def restore(self, project_id: str) -> None:
        """Bring the film back that was deleted last under this id. Raises `ProjectNotFound`, `NameTaken`."""
        place = self._newest().get(project_id)
        if place is None:
            raise ProjectNotFound("There is no such film in the trash.")
        folder = place.name.split(".", 2)[2]
        with self._workspace.exclusive():
            self._workspace.refuse_taken(folder)
            self._move(place, self._films / folder)
        self._publish(project_id, [Reset(epoch="", reason="The film has been brought back from the trash.")])

    def remove(self, project_id: str, *, confirm: bool) -> None:
        """Delete a film for good. Only what is in the trash can be.

        Raises:
            WrongState: it is not in the trash. ProjectNotFound. ConfirmationNeeded.
        """
        place = self._newest().get(project_id)
        if place is None:
            try:
                self._workspace.listed(project_id)
            except ProjectNotFound:
                raise ProjectNotFound("There is no such film in the trash.") from None
            raise WrongState("Only a film in the trash can be deleted for good.")
        if not confirm:
            raise ConfirmationNeeded("This deletes the film for good; send confirm=true to go on.")
        with self._workspace.exclusive():
            self._move(place, self._folder / f"{_GOING}{place.name}"[:250])
        finish_deletions(self._folder, self._workspace)

    def _move(self, source: Path, target: Path) -> None:
        try:
            os.rename(source, target)
        except FileNotFoundError:
            raise NotFound("Somebody else has just moved, restored or deleted it.") from None
        for folder in {source.parent, target.parent}:
            sync_folder(folder)

    def _newest(self) -> dict[str, Path]:
        try:
            names = sorted(name for name in os.listdir(self._folder) if name[0] != "." and name.count(".") >= 2)
        except FileNotFoundError:
            return {}
        return {name.split(".", 1)[0]: self._folder / name for name in names if name.split(".", 2)[1].isdigit()}


def finish_deletions(trash: Path, workspace: Workspace) -> None:
    """Remove films that were deleted for good, with the files that were in their own trash; also what a crash left of one."""
    for going in trash.glob(f"{_GOING}*"):
        project_id = going.name.removeprefix(_GOING).split(".", 1)[0]
        try:
            workspace.listed(project_id)
        except ProjectNotFound:
            shutil.rmtree(trash.parent / "files" / project_id, ignore_errors=True)
        shutil.rmtree(going, ignore_errors=True)
