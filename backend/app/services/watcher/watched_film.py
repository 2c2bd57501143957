"""One film that is looked at: what is heard of its folder is gathered, judged and told."""

from __future__ import annotations

import time
from pathlib import Path

from app.domain.documents import DocumentChange
from app.domain.events import Event, FileChanged, HistoryChanged
from app.domain.passing import is_passing
from app.domain.paths import ProjectPath
from app.errors import BadPath
from app.services.films.workspace import Publish
from app.services.git.own_commits import OwnCommits
from app.services.project_fs import ProjectFS
from app.services.watcher.disks import Blind
from app.services.watcher.grounds import Seen
from app.services.watcher.settling import SETTLE_SECONDS, Settling
from app.services.watcher.sweep import Sweep
from app.services.watcher.telling import events_of, holds_records, is_a_record, reload_all

SWEEP_SECONDS = 1.0
LOOK_SECONDS = 0.1
"""A pass over a large film takes long: it is made in pieces, so that other films need not wait."""
SWEEP_REST = 4
"""After each piece there is a rest that is this many times as long."""
QUIET_SECONDS = 0.1
"""After many changes the windows load again once, when it has been quiet for this long, but at least every now and then."""
FLOOD_SECONDS = 1.5
TOLD_AT_MOST = 300
"""More files than this within a second are told as one `Reset`."""
MOST_KNOWN = 10_000


class WatchedFilm:
    def __init__(self, project_id: str, root: Path, publish: Publish) -> None:
        self._id, self.root, self._publish = project_id, root, publish
        self._settling = Settling(root)
        self._own = OwnCommits(root)
        self._known: set[str] = set()
        """Files that no commit holds and that were told already."""
        self._events: list[Event] = []
        self._history_due: float | None = None
        self._told_since, self._told = 0.0, 0
        self._load_due: float | None = None
        self._load_latest = 0.0
        self._sweep: Sweep | None = None
        self._sweep_due = 0.0
        self.blind: Blind | None = None
        """Why nobody tells, so that the files are looked at."""

    def begin_sweeps(self, why: Blind) -> None:
        """From now on nobody tells; look at the files."""
        self.blind, self._sweep = why, Sweep(self._id, self.root)
        done = self._sweep.look(SWEEP_SECONDS) is not None
        self._sweep_due = time.monotonic() + (SWEEP_SECONDS if done else 0.0)

    def note(self, seen: Seen, now: float) -> None:
        if seen.what == "history":
            self._history_due = self._history_due or now + SETTLE_SECONDS
        elif seen.what == "lost":
            self._load_soon(now)
        elif seen.what == "folder_gone":
            self._tell_of_folder(seen.path, now)
        elif not is_passing(seen.path.rpartition("/")[2]) and _is_path(seen.path):
            self._settling.note(seen.path, now, new=seen.what == "new")
            if self._settling.flooded:
                self._settling.flooded = False
                self._load_soon(now)

    def due(self) -> float | None:
        """When `turn` has something to do."""
        times = [self._settling.due(), self._history_due, self._load_due, self._sweep_due if self._sweep else None]
        return min((at for at in times if at is not None), default=None)

    def turn(self, now: float) -> None:
        """Tell what is ripe."""
        if self._sweep is not None and now >= self._sweep_due:
            self._look(self._sweep, now)
        ready = self._settling.ready(now)
        if ready or (self._history_due is not None and now >= self._history_due):
            self._history_due = None
            self._judge(ready, now)
        if self._load_due is not None and now >= min(self._load_due, self._load_latest):
            self._load_due = None
            self._events.append(reload_all())
        if self._events:
            told, self._events = self._events, []
            self._publish(self._id, told)

    def _look(self, sweep: Sweep, now: float) -> None:
        begun = time.monotonic()
        seen = sweep.look(LOOK_SECONDS)
        for one in seen or ():
            self.note(one, now)
        self._history_due = self._history_due or now
        done = time.monotonic()
        rest = SWEEP_REST * (done - begun)
        self._sweep_due = done + (rest if seen is None else max(SWEEP_SECONDS, rest))

    def _judge(self, ready: list[tuple[str, bool]], now: float) -> None:
        under_way = self._own.under_way()
        moved = self._own.catch_up()
        unknown = [(path, new) for path, new in ready if path in under_way or not self._own.explains(path)]
        # An edit that began while we looked has left its mark by now: its journal, or, when it is done, its line in the log.
        under_way |= self._own.under_way() if unknown else set()
        later = bool(unknown) and self._own.has_news()
        foreign = []
        for path, new in unknown:
            if later or path in under_way:
                self._settling.note(path, now, new=new)
            else:
                self._own.forget(path)
                foreign.append((ProjectPath(path, studio=True), new))
        committed = self._own.committed([path for path, _ in foreign])
        changes = [(path, self._change(path, new, path in committed)) for path, new in foreign]
        if now - self._told_since > 1.0:
            self._told_since, self._told = now, 0
        self._told += len(changes)
        if self._told > TOLD_AT_MOST or any(is_a_record(path) for path, change in changes if change):
            self._load_soon(now)
        if self._told <= TOLD_AT_MOST:
            fs = ProjectFS(self.root)
            self._events += [event for path, change in changes if change for event in events_of(fs, path, change)]
        if moved is not None:
            self._events.append(HistoryChanged(commit=moved.commit, message=moved.message))

    def _change(self, path: ProjectPath, new: bool, committed: bool) -> DocumentChange | None:
        stat = ProjectFS(self.root).stat(path)
        was_there = committed or path in self._known
        if stat is None or stat.is_dir:
            self._known.discard(path)
            return "deleted" if was_there or not new else None
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known.add(path)
        return "modified" if was_there or not new else "created"

    def _tell_of_folder(self, path: str, now: float) -> None:
        if _is_path(path):
            self._events.append(FileChanged(path=path, change="deleted"))
            if holds_records(path):
                self._load_soon(now)

    def _load_soon(self, now: float) -> None:
        if self._load_due is None:
            self._load_latest = now + FLOOD_SECONDS
        self._load_due = now + QUIET_SECONDS


def _is_path(path: str) -> bool:
    """Whether the studio would show it: names that no film may have are passed over, as in lists."""
    try:
        ProjectPath(path, studio=True)
    except BadPath:
        return False
    return True
