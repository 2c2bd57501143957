"""A second film that begins as the first one is now."""

from __future__ import annotations

from app.domain.ids import new_project_id
from app.domain.project import Project
from app.services.films.workspace import Workspace
from app.services.git.requests import Request
from app.services.travel.arrivals import Arrivals, Copy
from app.services.travel.snapshot import FilmSnapshot


class Duplicator:
    """The copy has the whole history: what explains a take (who asked, when, from what) is in it, and “restore” in the
    copy reaches as far back as in the film. Everything is copied, LFS objects too, and hashed on the way, so that
    damage to one film's files can never be damage to the other's."""

    def __init__(self, workspace: Workspace, arrivals: Arrivals) -> None:
        self._workspace, self._arrivals = workspace, arrivals

    def duplicate(self, project_id: str, name: str | None = None, key: str | None = None) -> Project:
        """A film with an id and a repository of its own, called `name` or “… copy”; the same one again for the same `key`.

        Raises `NameTaken`, `DiskFull`, `IdempotencyMismatch`.
        """
        root = self._workspace.root(project_id)
        request = None if key is None else Request.of(key, "copy", project_id, name or "")
        if known := self._arrivals.arrived(request):
            return known
        project = self._workspace.film(project_id).project
        name = name or self._arrivals.free_name(f"{project.name[:190]} copy")
        self._arrivals.refuse_taken(name)
        with self._arrivals.room() as room:
            snapshot = FilmSnapshot(root, room, history=True)
            return self._arrivals.bring_in(snapshot, room, copy=Copy(new_project_id(), name), request=request)
