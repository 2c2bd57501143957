"""Task records on disk, `.auteur/tasks/<yyyy-mm>/<taskId>.json`, with a lock per task across processes and an index.

The index is a cache: it can be thrown away at any moment, and it notices what other processes wrote by the times of
folders and files. A record that has ended never changes, so only the others are looked at again.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from pydantic import ValidationError

from app.domain.ids import is_id
from app.domain.records import canonical_json
from app.domain.task import Task
from app.errors import TaskBusy, TaskNotFound
from app.services.durable import create_file, replace_file, sync_folder
from app.services.flock import locked_within

log = structlog.get_logger()

CLOCK_TICK_NS = 100_000_000
"""A folder that changed less than this ago may change again within the same tick of the file system's clock."""

LOCK_SECONDS = 10.0
"""How long a task's lock is waited for. It is held for milliseconds, except while a take is adopted."""


@dataclass(frozen=True)
class _Known:
    task: Task
    signature: tuple[int, int, int]


class TaskStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._locks = folder / "locks"
        self._known: dict[Path, _Known] = {}
        self._open: set[Path] = set()
        """Those of the known that have not ended."""
        self._names: dict[Path, set[str]] = {}
        """Those of the known by their folders."""
        self._of_node: dict[tuple[str, str], set[Path]] = {}
        self._listed_at: dict[Path, int] = {}
        self._looked_at: dict[Path, int] = {}
        """What the time of a folder was when its names, or its open records, were last read."""
        self._mutex = threading.Lock()
        self._held = threading.local()

    @contextmanager
    def locked(self, task_id: str, wait: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the task's lock against every other thread and process; a thread may take it again inside.

        Raises `TaskBusy` when another holds it for longer than `wait` seconds.
        """
        held: set[str] = self._held.__dict__.setdefault("ids", set())
        if task_id in held:
            yield
            return
        handle = self._acquire(self._locks / task_id, wait)
        held.add(task_id)
        try:
            yield
        finally:
            held.remove(task_id)
            if self._has_ended(task_id):
                (self._locks / task_id).unlink(missing_ok=True)
            os.close(handle)

    def tidy_locks(self) -> None:
        """Remove the locks of ended tasks that a crash has left."""
        for name in os.listdir(self._locks) if self._locks.is_dir() else ():
            if self._has_ended(name):
                with contextlib.suppress(TaskBusy), self.locked(name, wait=0):
                    pass  # leaving it removes the lock of an ended task

    def _acquire(self, path: Path, wait: float) -> int:
        while True:
            try:
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                continue
            if not locked_within(handle, wait):
                os.close(handle)
                raise TaskBusy()
            try:
                if os.stat(path).st_ino == os.fstat(handle).st_ino:
                    return handle
            except FileNotFoundError:
                pass
            os.close(handle)  # its holder removed it at the end of the task, after we had opened it

    def _has_ended(self, task_id: str) -> bool:
        """An ended task changes no more, so nobody needs its lock."""
        path = self.find(task_id)
        known = self._known.get(path) if path is not None else None
        return known is not None and known.task.ended

    def read(self, task_id: str) -> Task:
        """The record as it is on disk now. Raises `TaskNotFound`."""
        return self.peek(task_id).model_copy(deep=True)

    def find(self, task_id: str) -> Path | None:
        if is_id(task_id):
            for month in self._month_folders():
                path = month / f"{task_id}.json"
                if path in self._known or path.is_file():
                    return path
        return None

    def write(self, task: Task) -> None:
        """Durable before it returns. Hold the task's lock. Raises `TaskNotFound` when it is on no record."""
        path = self.find(task.task_id)
        if path is None:
            raise TaskNotFound()
        replace_file(path, canonical_json(task))
        self._look(path)

    def create(self, task: Task) -> None:
        """Put a task on record that is on none yet; durable before it returns. Hold the task's lock."""
        path = self._folder / f"{task.created_at:%Y-%m}" / f"{task.task_id}.json"
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(self._folder)
        create_file(path, canonical_json(task))

    def all(self) -> list[Task]:
        """Every record, in no order. They are shared: do not change them."""
        with self._mutex:
            self._refresh()
            return [known.task for known in list(self._known.values())]

    def open(self) -> list[Task]:
        """Those that have not ended, in no order; what has ended costs nothing. Do not change them."""
        with self._mutex:
            self._refresh()
            return [known.task for path in list(self._open) if (known := self._known.get(path)) is not None]

    def of_node(self, project_id: str, node_id: str) -> Iterator[Task]:
        """The tasks of a node or a shot, those that have not ended first; each is brought up to date only when it is asked for."""
        with self._mutex:
            self._find_new()
            paths = self._of_node.get((project_id, node_id), set())
            open_first = [*(paths & self._open), *(paths - self._open)]
        for path in open_first:
            if (known := self._look(path)) is not None:
                yield known.task

    def _refresh(self) -> None:
        """Every change of a record makes another file of it, so a folder that did not change holds no news."""
        began = time.time_ns()
        folders = self._find_new()
        for path in list(self._open):
            if self._looked_at.get(path.parent) != folders.get(path.parent):
                self._look(path)
        self._looked_at.update(_settled(folders, began))

    def _find_new(self) -> dict[Path, int]:
        """Take in records that are not known yet. Returns when each folder had last changed."""
        began = time.time_ns()
        folders = {month: month.stat().st_mtime_ns for month in self._month_folders()}
        for month, changed in folders.items():
            if self._listed_at.get(month) != changed:
                known = self._names.setdefault(month, set())
                for name in set(os.listdir(month)) - known:
                    if name.startswith("task-") and name.endswith(".json"):
                        self._look(month / name)
        self._listed_at.update(_settled(folders, began))
        return folders

    def peek(self, task_id: str) -> Task:
        """Like `read`, without a copy: a file that did not change is not read again. Do not change what it returns."""
        path = self.find(task_id)
        known = self._look(path) if path is not None else None
        if known is None:
            raise TaskNotFound()
        return known.task

    def _month_folders(self) -> list[Path]:
        try:
            names = sorted((n for n in os.listdir(self._folder) if n[:1].isdigit()), reverse=True)
        except FileNotFoundError:
            return []
        return [self._folder / name for name in names]

    def _look(self, path: Path) -> _Known | None:
        """Bring one record of the index up to date."""
        known = self._known.get(path)
        if known is not None and known.task.ended:
            return known
        signature = _signature(path)
        if signature is None:
            self._forget(path)
            return None
        if known is not None and known.signature == signature:
            return known
        try:
            known = _Known(Task.model_validate_json(path.read_bytes()), signature)
        except (OSError, ValidationError) as error:
            log.warning("a task's record cannot be read", action="read_task", task=path.stem, reason=str(error)[:200])
            return None
        self._known[path] = known
        self._names.setdefault(path.parent, set()).add(path.name)
        for node in _nodes(known.task):
            self._of_node.setdefault(node, set()).add(path)
        if known.task.ended:
            self._open.discard(path)
        else:
            self._open.add(path)
        return known

    def _forget(self, path: Path) -> None:
        """Somebody took the record away."""
        known = self._known.pop(path, None)
        self._open.discard(path)
        self._names.get(path.parent, set()).discard(path.name)
        for node in _nodes(known.task) if known is not None else ():
            self._of_node.get(node, set()).discard(path)


def _nodes(task: Task) -> set[tuple[str, str]]:
    """The node that a task is for, and its shot where that is another one."""
    return {(task.project_id, node) for node in (task.node_id, task.shot_id) if node}


def _settled(folders: dict[Path, int], began: int) -> dict[Path, int]:
    """Those whose time will be another one after the next change, whatever the tick of the file system's clock."""
    return {folder: changed for folder, changed in folders.items() if began - changed > CLOCK_TICK_NS}


def _signature(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino, stat.st_size
