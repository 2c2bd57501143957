"""What crashes leave behind is tidied at the start and every half minute, never from under a living writer."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from pathlib import Path

import structlog

from app.config import Settings
from app.errors import AuteurError
from app.services.edits import film_locked
from app.services.files.trash_places import TrashPlaces
from app.services.films.trash import finish_deletions
from app.services.films.workspace import Workspace
from app.services.git.locks import clear_stale_locks
from app.services.git.safety import check_config
from app.services.travel.rooms import Rooms
from app.services.uploads.incoming import sweep

log = structlog.get_logger()

EVERY_SECONDS = 30.0
OLD_SECONDS = 60.0
_BESIDE = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")
"""What `durable.replace_file` writes before it renames."""


class Caretaker:
    def __init__(self, settings: Settings, workspace: Workspace) -> None:
        self._settings, self._workspace = settings, workspace
        self._rooms = Rooms(settings.state_dir, workspace.exclusive)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="caretaker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def tend(self) -> None:
        """Once through everything."""
        for root in self._workspace.roots():
            try:
                self._tend_film(root)
            except AuteurError as error:
                log.debug("left for the next round", action="tend", film=root.name, reason=error.code)
            except OSError as error:
                log.warning("a film could not be tended", action="tend", film=root.name, reason=error.strerror)
        self._workspace.forget_unfinished_films()
        self._rooms.sweep()
        self._tend_trash(self._settings.state_dir / "trash")
        for pattern in ("*.tmp", "*/*.tmp", "*/*/*.tmp"):
            for path in self._settings.state_dir.glob(pattern):
                _drop_if_old(path)

    def _tend_trash(self, trash: Path) -> None:
        finish_deletions(trash / "projects", self._workspace)
        for folder in (trash / "files").glob("*"):
            with contextlib.suppress(AuteurError, OSError):  # the trash of a film that is in the trash itself waits
                if (places := TrashPlaces(folder)).left():
                    places.tidy(self._workspace.film(folder.name).fs)

    def _tend_film(self, root: Path) -> None:
        """Costs three listings where nothing is wrong. Raises `Busy` when somebody is at work in the film."""
        git = root / ".git"
        sweep(root)
        left = any((git / "auteur" / "edits").glob("*"))
        if not left and not any(git.glob("*.lock")) and not any((git / "refs" / "heads").rglob("*.lock")):
            return
        check_config(root)
        self._workspace.mend(root, wait=0)
        with film_locked(root, wait=0):
            clear_stale_locks(root)

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_SECONDS):
            try:
                self.tend()
            except Exception:
                log.exception("the caretaker stumbled; it goes on", action="tend")


def _drop_if_old(path: Path) -> None:
    with contextlib.suppress(OSError):
        if _BESIDE.fullmatch(path.name) and time.time() - path.stat().st_mtime > OLD_SECONDS:
            path.unlink()
