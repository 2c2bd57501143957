"""The studio's own worker, as a process of its own that is kept running."""

from __future__ import annotations

import os
import sys

from app.config import Settings
from app.studio.kept import Child, KeptProcess, Say, tethered
from app.studio.runtime_folder import open_log

LOG_NAME = "worker.log"


def keep_worker(settings: Settings, say: Say) -> KeptProcess:
    """The same command that a person would use to add a worker; it logs into `.auteur/logs/worker.log`."""

    def begin() -> Child:
        environment = {**os.environ, "WORKSPACE_ROOT": str(settings.workspace_root)}
        with open_log(settings.state_dir / "logs" / LOG_NAME) as log:
            return tethered([sys.executable, "-m", "app.cli", "worker"], log=log, environment=environment)

    return KeptProcess("worker", begin, say)
