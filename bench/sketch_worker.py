"""A second worker for the running studio, which has nothing but the sketch runner."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from app.config import Settings
from app.container import build_services
from app.worker.main import run_worker
from app.worker.runner.registry import RunnerRegistry

if __name__ == "__main__":
    settings = Settings(_env_file=None, workspace_root=Path(sys.argv[1]), worker_name="sketch", worker_slots=2)
    run_worker(settings, replace(build_services(settings), runners=RunnerRegistry(Path(__file__).parent / "runners")))
