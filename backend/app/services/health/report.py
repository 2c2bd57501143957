"""How the studio is: what is on, what is off, why, and what to do about it. A missing part is a sentence, not a crash."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from app import __version__
from app.config import Settings
from app.domain.records import Record
from app.services.events.broker import connect, server_name
from app.services.health.integrity import Finding
from app.services.health.probes import PROBES, Check, CheckStatus
from app.services.watcher.disks import Blind, why_blind

REMEMBER_SECONDS = 30.0
LOW_DISK_BYTES = 2 * 2**30


class HealthReport(Record):
    status: CheckStatus
    version: str
    checks: dict[str, Check]


class WorkerLine(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def slots(self) -> int: ...
    @property
    def gpu(self) -> str | None: ...
    @property
    def vram_gb(self) -> float: ...


class Health:
    """Looks at every part of the studio; `workers` gives those that are online, `damage` (film, what is damaged),
    `blind` why changes of files are not seen at once."""

    def __init__(
        self,
        settings: Settings,
        workers: Callable[[], Sequence[WorkerLine]],
        damage: Callable[[], Sequence[tuple[str, Finding]]] = lambda: (),
        blind: Callable[[], Blind | None] = lambda: None,
    ) -> None:
        self._settings, self._workers, self._damage, self._blind = settings, workers, damage, blind
        self._redis = connect(settings.redis_url)
        self._programs: dict[str, Check] = {}
        self._looked_at = 0.0
        self._lock = threading.Lock()

    def report(self) -> HealthReport:
        """Quick checks are made now; programs are asked at most every half minute, side by side."""
        workers = self._workers()
        programs = self._ask_programs()
        checks = {
            "queue": self._queue(),
            "workers": _workers(workers),
            "git": programs["git"],
            "gitLfs": programs["gitLfs"],
            "docker": programs["docker"],
            "gpu": _gpu(workers),
            "ffmpeg": programs["ffmpeg"],
            "disk": self._disk(),
            "storage": self._storage(),
            "watching": self._watching(),
        }
        vital = [checks[name].status for name in ("queue", "git", "disk")]
        status: CheckStatus = "error" if "error" in vital else "ok"
        return HealthReport(status=status, version=__version__, checks=checks)

    def _ask_programs(self) -> dict[str, Check]:
        """One caller asks again when the answers are old; the others meanwhile get the old ones."""
        stale = not self._programs or time.monotonic() - self._looked_at > REMEMBER_SECONDS
        if stale and self._lock.acquire(blocking=not self._programs):
            try:
                if time.monotonic() - self._looked_at > REMEMBER_SECONDS or not self._programs:
                    with ThreadPoolExecutor(len(PROBES), "probe") as pool:
                        self._programs = dict(
                            zip(PROBES, pool.map(lambda probe: probe(), PROBES.values()), strict=True)
                        )
                    self._looked_at = time.monotonic()
            finally:
                self._lock.release()
        return self._programs

    def _queue(self) -> Check:
        server = server_name(self._redis)
        external = self._settings.broker_url is not None
        if server is None:
            return Check(
                status="error",
                detail=f"The {'external' if external else 'embedded'} queue does not answer; new tasks wait on disk.",
                fix="Check CELERY_BROKER_URL." if external else "Start the studio with `make run`.",
            )
        return Check(status="ok", detail=f"{'External' if external else 'Embedded'} {server}.")

    def _storage(self) -> Check:
        damage = self._damage()
        if not damage:
            return Check(status="ok", detail="No stored file is known to be damaged.")
        film, first = damage[0]
        others = f" and {len(damage) - 1} more" if len(damage) > 1 else ""
        return Check(
            status="error",
            detail=f"Damaged: {first.hits} of “{film}”{others}.",
            fix="Bring the file back from a copy of the film's folder; `auteur verify` names them all.",
        )

    def _watching(self) -> Check:
        blind = self._blind() or why_blind(self._settings.workspace_root)
        if blind is None:
            return Check(status="ok", detail="What other programs change in a film's folder is seen at once.")
        return Check(
            status="off",
            detail=f"{blind.reason} Open films are looked at every second or so instead, large ones less often.",
            fix=blind.fix,
        )

    def _disk(self) -> Check:
        folder = self._settings.workspace_root
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        try:
            free = shutil.disk_usage(folder).free
        except OSError:
            return Check(status="error", detail="The workspace folder cannot be read.", fix="Check WORKSPACE_ROOT.")
        told = f"{free / 2**30:,.1f} GB free."
        if not os.access(folder, os.W_OK):
            return Check(status="error", detail="The workspace folder cannot be written.", fix="Check its owner.")
        if free < LOW_DISK_BYTES:
            return Check(status="error", detail=f"The disk is nearly full: {told}", fix="Make room on the disk.")
        return Check(status="ok", detail=told)


def _workers(online: Sequence[WorkerLine]) -> Check:
    if not online:
        return Check(
            status="error",
            detail="No worker is online; tasks wait.",
            fix="`make run` starts one; `auteur worker` adds another.",
        )
    slots = sum(worker.slots for worker in online)
    names = ", ".join(worker.name for worker in online[:4])
    plural = "s" if len(online) > 1 else ""
    return Check(status="ok", detail=f"{len(online)} worker{plural} ({names}) with room for {slots} at once.")


def _gpu(online: Sequence[WorkerLine]) -> Check:
    gpus = [f"{worker.gpu} ({worker.vram_gb:g} GB) on {worker.name}" for worker in online if worker.gpu]
    if gpus:
        return Check(status="ok", detail="; ".join(gpus))
    return Check(
        status="off",
        detail="No worker has a GPU, so the storyboard renderer stands in for FLUX.",
        fix="Start a worker on a machine with a GPU and the FLUX weights.",
    )
