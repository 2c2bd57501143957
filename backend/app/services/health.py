"""How the studio is: what is on, what is off, why, and what to do about it. A missing part is a sentence, not a crash."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from app import __version__
from app.config import Settings
from app.domain.records import Record

CheckStatus = Literal["ok", "off", "error"]
PROBE_SECONDS = 4.0
REMEMBER_SECONDS = 30.0
LOW_DISK_BYTES = 2 * 2**30
GIT_FLOOR = (2, 30)
LFS_FLOOR = (3, 7, 1)


class Check(Record):
    """One part: `off` is a missing option, `error` is something that must be mended."""

    status: CheckStatus
    detail: str
    fix: str | None = None


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
    def __init__(
        self, settings: Settings, workers: Callable[[], Sequence[WorkerLine]], queue_alive: Callable[[], bool]
    ) -> None:
        self._settings, self._workers, self._queue_alive = settings, workers, queue_alive
        self._known: dict[str, tuple[float, Check]] = {}
        self._lock = threading.Lock()

    def report(self) -> HealthReport:
        """Quick checks are made now, slow ones at most every half minute."""
        checks = {
            "queue": self._queue(),
            "workers": self._worker_check(),
            "git": self._remembered("git", _git),
            "gitLfs": self._remembered("gitLfs", _git_lfs),
            "docker": self._remembered("docker", _docker),
            "gpu": self._gpu(),
            "ffmpeg": self._remembered("ffmpeg", _ffmpeg),
            "disk": self._disk(),
        }
        vital = [checks[name].status for name in ("queue", "git", "disk")]
        status: CheckStatus = "error" if "error" in vital else "ok"
        return HealthReport(status=status, version=__version__, checks=checks)

    def _remembered(self, name: str, probe: Callable[[], Check]) -> Check:
        with self._lock:
            known = self._known.get(name)
            if known is None or time.monotonic() - known[0] > REMEMBER_SECONDS:
                known = (time.monotonic(), probe())
                self._known[name] = known
            return known[1]

    def _queue(self) -> Check:
        kind = "external queue" if self._settings.broker_url else "embedded Valkey"
        if self._queue_alive():
            return Check(status="ok", detail=f"The {kind} answers.")
        return Check(
            status="error",
            detail=f"The {kind} does not answer; new tasks wait on disk.",
            fix="Start the studio with `make run`, or check CELERY_BROKER_URL.",
        )

    def _worker_check(self) -> Check:
        workers = self._workers()
        if not workers:
            return Check(
                status="error",
                detail="No worker is online; tasks wait.",
                fix="`make run` starts one; `auteur worker` adds another.",
            )
        slots = sum(worker.slots for worker in workers)
        names = ", ".join(worker.name for worker in workers[:4])
        plural = "s" if len(workers) > 1 else ""
        return Check(status="ok", detail=f"{len(workers)} worker{plural} ({names}) with room for {slots} at once.")

    def _gpu(self) -> Check:
        gpus = [f"{w.gpu} ({w.vram_gb:g} GB) on {w.name}" for w in self._workers() if w.gpu]
        if gpus:
            return Check(status="ok", detail="; ".join(gpus))
        return Check(
            status="off",
            detail="No worker has a GPU, so the storyboard renderer stands in for FLUX.",
            fix="Start a worker on a machine with a GPU and the FLUX weights.",
        )

    def _disk(self) -> Check:
        try:
            free = shutil.disk_usage(self._settings.workspace_root).free
        except OSError:
            return Check(status="error", detail="The workspace folder cannot be read.", fix="Check WORKSPACE_ROOT.")
        told = f"{free / 2**30:,.1f} GB free."
        if not os.access(self._settings.workspace_root, os.W_OK):
            return Check(status="error", detail="The workspace folder cannot be written.", fix="Check its owner.")
        if free < LOW_DISK_BYTES:
            return Check(status="error", detail=f"The disk is nearly full: {told}", fix="Make room on the disk.")
        return Check(status="ok", detail=told)


def _run(*words: str) -> str | None:
    """The first line that a program prints; None when it is missing, fails or takes too long."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=PROBE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout.strip() else None


def _version(text: str) -> tuple[int, ...]:
    match = re.search(r"(\d+(?:\.\d+)+)", text)
    return tuple(int(part) for part in match.group(1).split(".")) if match else ()


def _git() -> Check:
    line = _run("git", "--version")
    if line is None:
        return Check(status="error", detail="Git is not installed.", fix="Install it: `apt-get install git`.")
    if _version(line) < GIT_FLOOR:
        return Check(status="error", detail=f"{line} is too old.", fix="Install Git 2.30 or newer.")
    return Check(status="ok", detail=f"{line}.")


def _git_lfs() -> Check:
    line = _run("git", "lfs", "version")
    if line is None:
        return Check(
            status="off",
            detail="git-lfs is not installed. Takes are kept as LFS objects all the same; cloning by hand needs it.",
            fix="Install it: `apt-get install git-lfs`.",
        )
    name = line.split(" ")[0]
    if _version(line) < LFS_FLOOR:
        return Check(
            status="ok",
            detail=f"{name}. It is older than 3.7.1, which mends CVE-2025-26625: do not check out films you do not trust.",
            fix="Install git-lfs 3.7.1 or newer.",
        )
    return Check(status="ok", detail=f"{name}.")


def _docker() -> Check:
    line = _run("docker", "version", "--format", "{{.Server.Version}}")
    if line is None:
        return Check(
            status="off",
            detail="No Docker engine answers; runners run as processes.",
            fix="Nothing needs it yet. Install Docker to run runners in containers later.",
        )
    return Check(status="ok", detail=f"Docker engine {line}.")


def _ffmpeg() -> Check:
    line = _run("ffmpeg", "-version")
    if line is None:
        return Check(
            status="off",
            detail="ffmpeg is not installed; pictures need none.",
            fix="Install it for video: `apt-get install ffmpeg`.",
        )
    return Check(status="ok", detail=" ".join(line.split(" ")[:3]) + ".")
