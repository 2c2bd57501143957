"""A worker process as `auteur worker` starts it, with the test's runners instead of the installation's."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from app.config import Settings
from app.container import build_services
from app.worker.main import run_worker
from app.worker.runner.registry import RunnerRegistry

if __name__ == "__main__":
    settings = Settings(_env_file=None, **json.loads(sys.argv[1]))
    run_worker(settings, replace(build_services(settings), runners=RunnerRegistry(Path(__file__).parent / "runners")))
