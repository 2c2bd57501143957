"""Warm runners: kept after a job, given to the next one, ended after a while of nothing to do."""

from __future__ import annotations

import threading
import time

from app.config import Settings
from app.worker.runner.base import Listener, Runner, RunnerError, RunnerJob, RunnerResult
from app.worker.runner.child import Folders
from app.worker.runner.limits import Limits
from app.worker.runner.process import ProcessRunner
from app.worker.runner.registry import RunnerRegistry

LOOK_EVERY_SECONDS = 5.0


class RunnerPool:
    """Any number of threads may run jobs; each gets a runner of its own."""

    def __init__(self, registry: RunnerRegistry, settings: Settings) -> None:
        self._registry, self._settings = registry, settings
        self._folders = Folders(
            workspace=settings.workspace_root,
            staging=settings.state_dir / "staging",
            cache=settings.cache_dir,
            models=settings.library_dir / "AI_Models",
        )
        self._idle: dict[str, list[Runner]] = {}
        self._busy: set[Runner] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        threading.Thread(target=self._end_the_idle, name="runner-pool", daemon=True).start()

    def has(self, runner_id: str) -> bool:
        return self._registry.get(runner_id) is not None

    def run(self, runner_id: str, job: RunnerJob, listener: Listener, cancelled: threading.Event) -> RunnerResult:
        """Do a job on a warm runner, or on a new one. Raises `RunnerError`, `Cancelled`."""
        runner = self._take(runner_id)
        try:
            return runner.run(job, listener, cancelled)
        finally:
            self._give_back(runner_id, runner)

    def close(self) -> None:
        """End every runner, also those at work."""
        self._closed.set()
        with self._lock:
            runners = [*self._busy, *(runner for idle in self._idle.values() for runner in idle)]
            self._idle.clear()
        for runner in runners:
            runner.close()

    def _take(self, runner_id: str) -> Runner:
        with self._lock:
            idle = self._idle.get(runner_id, [])
            runner = next((runner for runner in reversed(idle) if runner.usable), None)
            if runner is not None:
                idle.remove(runner)
                self._busy.add(runner)
                return runner
        runner = self._new(runner_id)
        with self._lock:
            self._busy.add(runner)
        return runner

    def _new(self, runner_id: str) -> Runner:
        manifest = self._registry.get(runner_id)
        if manifest is None:
            raise RunnerError("runner_unavailable", f"This worker has no runner {runner_id!r}.")
        if manifest.runtime.type != "process" or manifest.runtime.module is None:
            raise RunnerError("runner_unavailable", f"This worker cannot run {manifest.runtime.type} runners.")
        memory = max(self._settings.runner_memory_mb, manifest.needs.memory_mb)
        limits = Limits(memory_mb=memory, network=manifest.network)
        try:
            return ProcessRunner(manifest.runtime.module, limits, self._folders)
        except OSError as error:
            raise RunnerError("runner_unavailable", f"The runner could not be started: {error.strerror}.") from None

    def _give_back(self, runner_id: str, runner: Runner) -> None:
        with self._lock:
            self._busy.discard(runner)
            if runner.usable and not self._closed.is_set():
                self._idle.setdefault(runner_id, []).append(runner)
                return
        runner.close()

    def _end_the_idle(self) -> None:
        every = min(LOOK_EVERY_SECONDS, self._settings.runner_idle_seconds / 2)
        while not self._closed.wait(every):
            limit = time.monotonic() - self._settings.runner_idle_seconds
            with self._lock:
                tired = [r for idle in self._idle.values() for r in idle if r.last_used < limit or not r.usable]
                for idle in self._idle.values():
                    idle[:] = [runner for runner in idle if runner not in tired]
            for runner in tired:
                runner.close()
