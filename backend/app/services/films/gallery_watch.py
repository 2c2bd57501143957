"""Whoever looks at the gallery sees what happens to the films' folder, whoever does it: the studio, a file manager, Git."""

from __future__ import annotations

import threading

import structlog

from app.domain.events import STUDIO, GalleryChanged
from app.services.films.trash import FilmTrash
from app.services.films.workspace import Publish, Workspace

log = structlog.get_logger()

EVERY_SECONDS = 1.0


class GalleryWatch:
    """Looks once a second, at the price of one listing and two stats a film, however large the films are.

    Nothing more exact is needed, and this works on every file system, also one that another machine changes.
    """

    def __init__(self, workspace: Workspace, trash: FilmTrash, publish: Publish) -> None:
        self._workspace, self._trash, self._publish = workspace, trash, publish
        self._seen: object = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="gallery", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def look(self) -> bool:
        """Whether anything is other than at the last look; the first one finds everything new."""
        now = (self._workspace.stamps(), self._trash.names())
        changed, self._seen = now != self._seen, now
        return changed

    def _run(self) -> None:
        while True:
            try:
                if self.look():
                    self._publish(STUDIO, [GalleryChanged()])
            except Exception:
                log.exception("the gallery could not be looked at", action="watch")
            if self._stopping.wait(EVERY_SECONDS):
                return
