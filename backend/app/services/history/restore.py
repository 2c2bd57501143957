"""Bringing back how something was: one element, one file or folder, or the whole film, always as a new commit.

Takes made since are never lost: their files and their numbers stay.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.asset import Asset, Category, assets_in, put_asset
from app.domain.events import AssetAdded, AssetChanged, AssetRemoved, Event, Reset
from app.domain.history import RESTORE_TRAILER, HistoryEntry, RestoreRequest
from app.domain.paths import ProjectPath
from app.domain.project import RENDERS, Project, Scene
from app.errors import CommitNotFound, FileMissing, Invalid, NotFound, WrongState
from app.services.assets.views import view
from app.services.films.film import MANIFEST, SHOT_FILE, FilmEdit
from app.services.films.workspace import Workspace
from app.services.git.history import Version, facts
from app.services.history.files import Putting
from app.services.history.film import restore_film
from app.services.history.index import Element
from app.services.history.service import HistoryService
from app.services.history.shots import ElementRestoring, film_in
from app.services.narrative.places import Standing, standing_of


class NotThereThen(NotFound):
    """At that time the film had nothing with that id."""

    code = "not_there_then"


class AsItWas(WrongState):
    """Nothing has changed since then."""

    code = "as_it_was"


class HistoryRestoring:
    def __init__(self, workspace: Workspace, history: HistoryService) -> None:
        self._workspace, self._history = workspace, history

    def restore(self, project_id: str, wanted: RestoreRequest) -> HistoryEntry:
        """Raises `CommitNotFound`, `NotThereThen`, `FileMissing`, `AsItWas`, `UnsavedByHand`, `MediaMissing`."""
        if wanted.path and wanted.element_id:
            raise Invalid("Say a path or an element, not both.")
        path = ProjectPath(wanted.path) if wanted.path else None
        with self._workspace.edit(project_id) as edit:
            root = edit.files.fs.root
            work = _Work(project_id, edit, self._history, root, wanted.commit)
            if wanted.element_id:
                work.element(wanted.element_id)
            elif path:
                work.path(path)
            else:
                work.film()
            edit.files.trailers[RESTORE_TRAILER] = wanted.commit
        if edit.files.commit is None and not work.brought:
            raise AsItWas()
        return self._history.entry(project_id, edit.files.commit or work.head)


class _Work:
    def __init__(self, project_id: str, edit: FilmEdit, history: HistoryService, root: Path, commit: str) -> None:
        self._project_id, self._edit, self._index, self._root = project_id, edit, history.index, root
        self._putting = putting = Putting(edit, commit)
        if not self._index.holds(root, putting.repo, commit):
            raise CommitNotFound()
        self._then = putting.then
        told = facts(putting.repo, commit)
        self._when = f"as it was after “{told.subject[:120]}”"

    @property
    def brought(self) -> bool:
        """Whether something came back, if only a file that every commit still holds."""
        return self._putting.brought > 0

    @property
    def head(self) -> str:
        return self._putting.head.commit or ""

    def element(self, element_id: str) -> None:
        before = film_in(self._then)
        standing = standing_of(before, element_id)
        if standing is not None:
            self._element(before, standing)
            return
        for deleted in (False, True):
            for category, asset in assets_in(before.assets, deleted=deleted):
                if asset.asset_id == element_id:
                    self._asset(category, asset)
                    return
        raise NotThereThen()

    def path(self, path: ProjectPath) -> None:
        if path == MANIFEST:
            raise Invalid("The film's own record comes back with the whole film: leave the path out.")
        if path == RENDERS or path.startswith(f"{RENDERS}/"):
            before = film_in(self._then)
            self._element(before, _standing_at(before, path))
            return
        if self._then.oid(path) is None:
            raise FileMissing(f"{path} was not there at that time.")
        self._putting.let_be(path)
        if self._putting.brought:
            self._edit.say(f"Restore {path} {self._when}")
            self._edit.emit(_whole())

    def film(self) -> None:
        before = film_in(self._then)
        if restore_film(self._putting, before, self._last_seen):
            self._edit.say(f"Restore the film {self._when}")
            self._edit.emit(_whole())

    def _element(self, before: Project, was: Standing) -> None:
        work = ElementRestoring(self._putting, before, self._last_seen)
        there = work.restore(was)
        if work.manifest_changed:
            self._putting.guard(MANIFEST)
            self._edit.save_project()
        if work.manifest_changed or self._putting.brought:
            self._edit.say(f"Restore {there.label(self._edit.project)} {self._when}")
            self._edit.emit(*([_whole()] if work.regrown else work.events))

    def _asset(self, category: Category, was: Asset) -> None:
        edit, events = self._edit, list[Event]()
        present = [*assets_in(edit.project.assets), *assets_in(edit.project.assets, deleted=True)]
        now = next((asset for _, asset in present if asset.asset_id == was.asset_id), None)
        kept = {file.path for file in was.files}
        for file in now.files if now else ():
            if file.path not in kept:
                self._putting.drop(file.path)
        for file in was.files:
            self._putting.put(file.path)
        if now is None or now.model_dump(exclude={"modified"}) != was.model_dump(exclude={"modified"}):
            self._putting.guard(MANIFEST)
            put_asset(edit.project.assets, category, was)
            edit.save_project()
        elif not self._putting.brought:
            return
        edit.say(f"Restore {was.asset_type or 'asset'} “{was.name}” {self._when}")
        shown, visible = view(self._project_id, category, was).to_json(), now is not None and now.deleted is None
        if was.deleted is None and not visible:
            events.append(AssetAdded(category=category, asset=shown))
        elif was.deleted is None and now is not None:
            old = view(self._project_id, category, now).to_json()
            changes = {key: value for key, value in shown.items() if old.get(key) != value}
            events.append(AssetChanged(category=category, asset_id=was.asset_id, changes=changes))
        elif visible:
            events.append(AssetRemoved(category=category, asset_id=was.asset_id))
        edit.emit(*events)

    def _last_seen(self, element_id: str) -> Version:
        """The newest version with the element: the one before its deletion."""
        newest = self._index.newest(self._root, self._putting.repo, Element(element_id))
        if newest is None:
            return self._then
        version = Version(self._putting.repo, newest)
        return version if standing_of(film_in(version), element_id) else version.parent()


def _standing_at(film: Project, path: ProjectPath) -> Standing:
    """The chapter, scene or shot whose folder that was."""
    folder = path.parent if path.name == SHOT_FILE else path
    for chapter in film.narrative.chapters:
        scenes = [Standing(scene, chapter) for scene in chapter.scenes]
        shots = [
            Standing(s, chapter, one.item) for one in scenes if isinstance(one.item, Scene) for s in one.item.shots
        ]
        for standing in (Standing(chapter), *scenes, *shots):
            if standing.folder == folder:
                return standing
    raise FileMissing("At that time no chapter, scene or shot had that folder. Takes come back with their shot.")


def _whole() -> Reset:
    return Reset(epoch="", reason="Something was brought back from the film's history.")
