"""Signs of life of running attempts: `.auteur/leases/<taskId>.<attempt>`.

The worker that holds an attempt rewrites its lease with a counter and how far along it is. Nothing here is durable or
needs to be: a lease that does not change for long enough, by the observer's own clock, means that the worker is lost.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

REMEMBERED_STEPS = 40


@dataclass(frozen=True)
class Lease:
    beat: int = 0
    progress: float = 0
    step: str = ""
    preview: str | None = None
    """An unfinished picture, relative to the attempt's output folder."""
    steps: tuple[tuple[str, float], ...] = ()
    """Named steps with their seconds; the last one goes on."""


@dataclass(frozen=True)
class _Held:
    """A lease in the hands of its holder, who times the steps by the monotonic clock."""

    lease: Lease
    step_began: float

    def timed(self) -> Lease:
        """With the seconds of the step that goes on."""
        steps = self.lease.steps
        if not steps:
            return self.lease
        return replace(self.lease, steps=(*steps[:-1], (steps[-1][0], round(time.monotonic() - self.step_began, 3))))

    def entering(self, step: str) -> _Held:
        """In another step; one without a name, or too many of them, are counted to the one before."""
        lease = replace(self.timed(), step=step)
        if not step or len(lease.steps) >= REMEMBERED_STEPS:
            return replace(self, lease=lease)
        return _Held(replace(lease, steps=(*lease.steps, (step, 0.0))), time.monotonic())


class Leases:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[tuple[str, int], _Held] = {}
        self._lock = threading.Lock()

    def _path(self, task_id: str, attempt: int) -> Path:
        return self._folder / f"{task_id}.{attempt}"

    def open(self, task_id: str, attempt: int) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._lock:
            self._held[task_id, attempt] = _Held(Lease(), time.monotonic())
            self._write(task_id, attempt)

    def beat(self, task_id: str, attempt: int) -> None:
        with self._lock:
            if (task_id, attempt) in self._held:
                self._write(task_id, attempt)

    def note(
        self,
        task_id: str,
        attempt: int,
        *,
        progress: float | None = None,
        step: str | None = None,
        preview: str | None = None,
    ) -> Lease | None:
        """Write down how far along the attempt is; None when this process does not hold it (any more)."""
        with self._lock:
            held = self._held.get((task_id, attempt))
            if held is None:
                return None
            if step is not None and step != held.lease.step:
                held = held.entering(step)
            lease = replace(
                held.lease,
                progress=held.lease.progress if progress is None else progress,
                preview=held.lease.preview if preview is None else preview,
            )
            self._held[task_id, attempt] = replace(held, lease=lease)
            return self._write(task_id, attempt)

    @contextmanager
    def beating(self, task_id: str, attempt: int, every: float) -> Iterator[None]:
        """Give signs of life from a thread of its own, for work that may take long and says nothing."""
        done = threading.Event()

        def beat() -> None:
            while not done.wait(every):
                self.beat(task_id, attempt)

        thread = threading.Thread(target=beat, name=f"beat {task_id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def read(self, task_id: str, attempt: int) -> Lease | None:
        try:
            known = json.loads(self._path(task_id, attempt).read_bytes())
            return Lease(**{**known, "steps": tuple((str(name), float(spent)) for name, spent in known["steps"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def close(self, task_id: str, attempt: int) -> None:
        with self._lock:
            self._held.pop((task_id, attempt), None)
            self._path(task_id, attempt).unlink(missing_ok=True)

    def on_disk(self) -> set[tuple[str, int]]:
        """Every (task id, attempt) that has a lease, whoever opened it."""
        names = [path.name for path in self._folder.iterdir()] if self._folder.is_dir() else []
        pairs = [(task_id, attempt) for task_id, _, attempt in (name.partition(".") for name in names)]
        return {(task_id, int(attempt)) for task_id, attempt in pairs if attempt.isdigit()}

    def _write(self, task_id: str, attempt: int) -> Lease:
        held = self._held[task_id, attempt]
        lease = replace(held.timed(), beat=held.lease.beat + 1)
        self._held[task_id, attempt] = replace(held, lease=lease)
        path = self._path(task_id, attempt)
        beside = path.with_name(f".{path.name}.tmp")
        beside.write_text(json.dumps(asdict(lease)))
        os.replace(beside, path)
        return lease


class Vigil:
    """Watches leases by its own monotonic clock, so that no clock jump on any machine matters."""

    def __init__(self, leases: Leases, lease_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._leases, self._lease_seconds, self._clock = leases, lease_seconds, clock
        self._seen: dict[tuple[str, int], tuple[int | None, float]] = {}

    def lost(self, running: list[tuple[str, int]]) -> list[tuple[str, int]]:
        """Those of the running (task id, attempt) whose lease has not changed for `lease_seconds`."""
        now = self._clock()
        seen: dict[tuple[str, int], tuple[int | None, float]] = {}
        for held in running:
            lease = self._leases.read(*held)
            beat = lease.beat if lease else None
            before = self._seen.get(held)
            seen[held] = before if before is not None and before[0] == beat else (beat, now)
        self._seen = seen
        return [held for held, (_, since) in seen.items() if now - since > self._lease_seconds]
