"""What other programs make of the files of assets is told with its picture and its facts, in every window on the film."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue

import structlog

from app.domain.asset import ROOT, Asset, AssetFile, Category, assets_in
from app.domain.events import AssetChanged, Event, FileChanged
from app.errors import AuteurError
from app.services.assets import looks
from app.services.assets.views import view
from app.services.films.workspace import Publish, Workspace
from app.services.watcher.settling import is_held_for_writing

log = structlog.get_logger()


class AssetWatch:
    """Looks when it is asked or when the film's watch tells of a file; what must be read for it is read by a thread."""

    def __init__(self, workspace: Workspace, publish: Publish) -> None:
        self._workspace, self._publish = workspace, publish
        self._waiting: SimpleQueue[tuple[str, AssetFile]] = SimpleQueue()
        self._asked: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def look(self, project_id: str, files: Sequence[AssetFile]) -> None:
        """Find out which files are as recorded; of those that must be read for that an event tells later."""
        with self._lock:
            waiting = self._asked.copy()
        unasked = [file for file in files if (project_id, file.path) not in waiting] if waiting else files
        for file in looks.look_at(project_id, self._workspace.root(project_id), unasked):
            self._read_soon(project_id, file)

    def pass_on(self, project_id: str, events: Sequence[Event]) -> None:
        """Publish what the film's watch saw, and what it means for assets."""
        self._publish(project_id, events)
        told = [event.path for event in events if isinstance(event, FileChanged) and event.path.startswith(f"{ROOT}/")]
        if told:
            try:
                self._heard(project_id, told)
            except AuteurError:
                pass  # the film went, or its record cannot be read: the windows are told of that otherwise

    def _heard(self, project_id: str, paths: Sequence[str]) -> None:
        for category, asset in assets_in(self._workspace.film(project_id).project.assets):
            files = [file for file in asset.files if any(_is_at(file.path, path) for path in paths)]
            if files:
                before = [looks.shown(project_id, file) for file in files]
                self.look(project_id, files)
                if before != [looks.shown(project_id, file) for file in files]:
                    self._tell(project_id, category, asset)

    def _tell(self, project_id: str, category: Category, asset: Asset) -> None:
        files = view(project_id, category, asset).to_json()["files"]
        self._publish(project_id, [AssetChanged(category=category, asset_id=asset.asset_id, changes={"files": files})])

    def _read_soon(self, project_id: str, file: AssetFile) -> None:
        with self._lock:
            if (project_id, file.path) in self._asked:
                return
            self._asked.add((project_id, file.path))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="asset-watch", daemon=True)
                self._thread.start()
        self._waiting.put((project_id, file))

    def _run(self) -> None:
        while True:
            project_id, file = self._waiting.get()
            with self._lock:
                self._asked.discard((project_id, file.path))
            try:
                self._read(project_id, file)
            except AuteurError:
                pass  # it went, or the film did
            except Exception:
                log.exception("a file of an asset could not be read", action="watch", path=file.path)

    def _read(self, project_id: str, file: AssetFile) -> None:
        film = self._workspace.film(project_id)
        before = looks.shown(project_id, file)
        if is_held_for_writing(film.fs.root / file.path):
            return  # whoever closes it makes news of it
        with film.fs.open(file.path) as content:
            looks.read(project_id, file, content)
        if looks.shown(project_id, file) == before:
            return
        for category, asset in assets_in(self._workspace.film(project_id).project.assets):
            if file in asset.files:
                self._tell(project_id, category, asset)


def _is_at(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")
