"""A worker whose Celery gives up the first time it is started, as it does on an error that it does not expect."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from celery import Celery

from app.config import Settings
from app.container import build_services
from app.worker.main import run_worker
from app.worker.runner.registry import RunnerRegistry

if __name__ == "__main__":
    settings, gave_up = Settings(_env_file=None, **json.loads(sys.argv[1])), Path(sys.argv[2])
    if not gave_up.exists():

        def give_up(*_: Any) -> None:
            gave_up.touch()

        Celery.worker_main = give_up
    runners = RunnerRegistry(Path(__file__).parents[2] / "worker" / "runners")
    run_worker(settings, replace(build_services(settings), runners=runners))
