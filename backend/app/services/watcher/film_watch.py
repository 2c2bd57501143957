"""Watches the films that windows are open on, and tells each window within a moment what other programs did there."""

from __future__ import annotations

import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import structlog

from app.errors import AuteurError
from app.services.films.workspace import Publish, Workspace
from app.services.watcher.disks import Blind, why_blind
from app.services.watcher.grounds import Grounds
from app.services.watcher.inotify import NO_MORE_FOLDERS, CannotWatch, Inotify
from app.services.watcher.watched_film import WatchedFilm

log = structlog.get_logger()

LINGER_SECONDS = 20.0
"""A film stays watched for a while after its last window is gone: most often the next page of it opens at once."""
READY_SECONDS = 3.0


class FilmWatch:
    """One thread and one inotify for all films. `come` and `leave` may be called from anywhere."""

    def __init__(self, workspace: Workspace, publish: Publish) -> None:
        self._workspace, self._publish = workspace, publish
        self._windows: dict[str, int] = {}
        self._watched: dict[str, WatchedFilm] = {}
        self._leaving: dict[str, float] = {}
        self._inotify: Inotify | None = None
        self._grounds: Grounds | None = None
        self._blind: Blind | None = None
        """Why no film can be watched."""
        self._commands: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._wake: tuple[int, int] | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False

    def start(self) -> None:
        try:
            self._inotify = Inotify()
            self._grounds = Grounds(self._inotify)
        except CannotWatch as error:
            self._blind = error.why
        self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="film-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        if self._thread is not None:
            self._nudge()
            self._thread.join(timeout=5)

    def trouble(self) -> Blind | None:
        """Why films are not watched but only looked at now and then."""
        with self._lock:
            swept = next((film.blind for film in self._watched.values() if film.blind is not None), None)
        return swept or self._blind

    def come(self, project_id: str) -> None:
        """A window opens on a film. Returns when what happens there from now on will be told."""
        with self._lock:
            self._windows[project_id] = self._windows.get(project_id, 0) + 1
            if self._thread is None or (project_id in self._watched and project_id not in self._leaving):
                return
        ready = threading.Event()
        self._do(lambda: self._begin(project_id, ready))
        ready.wait(READY_SECONDS)

    def leave(self, project_id: str) -> None:
        with self._lock:
            left = self._windows.get(project_id, 1) - 1
            if left > 0:
                self._windows[project_id] = left
                return
            self._windows.pop(project_id, None)
        if self._thread is not None:
            self._do(lambda: self._leaving.setdefault(project_id, time.monotonic() + LINGER_SECONDS))

    def _do(self, command: Callable[[], object]) -> None:
        self._commands.append(lambda: (command(), None)[1])
        self._nudge()

    def _nudge(self) -> None:
        if self._wake is not None:
            try:
                os.write(self._wake[1], b"x")
            except BlockingIOError:
                pass

    # In the thread

    def _begin(self, project_id: str, ready: threading.Event) -> None:
        self._leaving.pop(project_id, None)
        try:
            root = self._workspace.root(project_id)
            known = self._watched.get(project_id)
            if known is None or known.root != root:
                self._forget(project_id)
                self._watch(project_id, root)
        except AuteurError:
            pass  # it went meanwhile
        finally:
            ready.set()

    def _watch(self, project_id: str, root: Path) -> None:
        film = WatchedFilm(project_id, root, self._publish)
        try:
            if (why := self._blind or why_blind(root)) is not None:
                raise CannotWatch(why)
            assert self._grounds is not None
            self._grounds.watch(project_id, root)
        except CannotWatch as error:
            self._look_at(film, error.why)
        with self._lock:
            self._watched[project_id] = film

    def _look_at(self, film: WatchedFilm, why: Blind) -> None:
        log.warning("a film cannot be watched; it is looked at now and then", action="watch", reason=why.reason)
        film.begin_sweeps(why)

    def _run(self) -> None:
        assert self._wake is not None
        poll = select.poll()
        poll.register(self._wake[0], select.POLLIN)
        if self._inotify is not None:
            poll.register(self._inotify.handle, select.POLLIN)
        while not self._stopping:
            poll.poll(self._patience())
            try:
                os.read(self._wake[0], 4096)
            except BlockingIOError:
                pass
            try:
                self._turn()
            except Exception:
                log.exception("what happened in the films' folders could not be told", action="watch")
                time.sleep(0.1)
        for handle in (*self._wake, *([self._inotify.handle] if self._inotify else [])):
            os.close(handle)

    def _patience(self) -> float | None:
        """Milliseconds until something is due; None while nothing is."""
        times = [due for film in self._watched.values() if (due := film.due()) is not None]
        times += self._leaving.values()
        return max(0.0, (min(times) - time.monotonic()) * 1000 + 1) if times else None

    def _turn(self) -> None:
        while self._commands:
            self._commands.popleft()()
        self._hear()
        now = time.monotonic()
        for film in self._watched.values():
            film.turn(now)
        for project_id in [p for p, until in self._leaving.items() if until <= now]:
            del self._leaving[project_id]
            with self._lock:
                if project_id not in self._windows:
                    self._watched.pop(project_id, None)
                    self._forget(project_id)

    def _hear(self) -> None:
        for seen in self._grounds.read() if self._grounds is not None else ():
            film = self._watched.get(seen.film)
            if film is None:
                continue
            if seen.what == "unwatched":
                self._look_at(film, NO_MORE_FOLDERS)
            else:
                film.note(seen, time.monotonic())

    def _forget(self, project_id: str) -> None:
        if self._grounds is not None:
            self._grounds.leave(project_id)
