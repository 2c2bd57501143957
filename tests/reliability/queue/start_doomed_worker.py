"""A worker that dies at one point of its work, as if it were killed just then, or is frozen there."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.config import Settings
from app.container import build_services
from app.services.edits import ProjectEdit
from app.services.takes import TakeService
from app.services.tasks.leases import Leases
from app.services.tasks.ledger import TaskLedger
from app.worker.main import run_worker
from app.worker.runner.pool import RunnerPool
from app.worker.runner.registry import RunnerRegistry

POINTS: dict[str, tuple[type, str, str]] = {
    "before it claims": (TaskLedger, "claim", "before"),
    "when it has claimed": (TaskLedger, "claim", "after"),
    "before the runner starts": (RunnerPool, "run", "before"),
    "when the runner is done": (RunnerPool, "run", "after"),
    "before the take is adopted": (TakeService, "adopt", "before"),
    "when the take is committed": (TakeService, "adopt", "after"),
    "when the end is on record": (TaskLedger, "_move", "after"),
    "when the end is told": (TaskLedger, "complete", "after"),
}

WITH_A_LOCK: dict[str, tuple[type, str, str]] = {
    "while it claims": (Leases, "open", "after"),
    "while it publishes": (TakeService, "adopt", "before"),
    "while it commits": (ProjectEdit, "write", "after"),
}
"""Points at which it holds the lock of its task, or of the film too."""


def doom(point: str) -> None:
    """Killed at one of `POINTS`; frozen at those where it holds a lock."""
    owner, name, when = (POINTS | WITH_A_LOCK)[point]
    original: Callable[..., Any] = getattr(owner, name)

    def die() -> None:
        os.kill(os.getpid(), signal.SIGSTOP if point in WITH_A_LOCK else signal.SIGKILL)

    def doomed(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            die()
        result = original(*args, **kwargs)
        if name != "_move" or args[2] == "completed":
            die()
        return result

    setattr(owner, name, doomed)


if __name__ == "__main__":
    settings, point = Settings(_env_file=None, **json.loads(sys.argv[1])), sys.argv[2]
    doom(point)
    runners = RunnerRegistry(Path(__file__).parents[2] / "worker" / "runners")
    run_worker(settings, replace(build_services(settings), runners=runners))
