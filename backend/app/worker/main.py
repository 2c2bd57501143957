"""A worker process: Celery on threads, an announcement every few seconds, runner processes kept warm."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import structlog
from celery.platforms import SecurityWarning
from celery.signals import worker_ready, worker_shutting_down

from app.config import Settings
from app.container import Services, build_services
from app.domain.records import now
from app.observability import configure_logging
from app.services.dispatcher import queue_name
from app.services.workers import ANNOUNCE_EVERY_SECONDS, WorkerInfo, WorkerRegistry
from app.worker.celery_app import make_celery
from app.worker.hardware import find_gpu
from app.worker.run import TaskRun
from app.worker.runner.pool import RunnerPool
from app.worker.tasks import register

log = structlog.get_logger()

FINISH_SECONDS = 3.0
"""How long running tasks may go on after the worker was asked to stop; then they are handed back."""

TRY_AGAIN_SECONDS = 0.5


def run_worker(settings: Settings, services: Services | None = None) -> None:
    """Work until SIGTERM or SIGINT: tasks that do not finish soon go back into line, and nothing is left running."""
    configure_logging(settings.log_level)
    services = services or build_services(settings)
    info = _introduce(settings, services)
    announcer = _Announcer(services.workers, info)
    pool = RunnerPool(services.runners, settings)
    run = TaskRun(
        services.ledger, services.takes, services.pipelines, pool, info.name, settings.lease_seconds, announcer.room
    )
    celery = make_celery(settings)
    register(celery, run)

    def finish() -> None:
        announcer.stop()
        time.sleep(FINISH_SECONDS)
        run.stop()

    def finish_soon(**_: Any) -> None:
        threading.Thread(target=finish, name="finish", daemon=True).start()

    def introduce(**_: Any) -> None:
        announcer.start(lambda: run.busy)

    worker_ready.connect(introduce, weak=False)
    worker_shutting_down.connect(finish_soon, weak=False)
    # It warns of running as root because of pickled messages; here they are JSON, and a container may well be root.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    try:
        celery.worker_main(
            [
                "--quiet",
                "worker",
                "--pool=threads",
                f"--concurrency={settings.worker_slots}",
                f"--hostname={info.name}@%h",
                f"--queues={','.join(queue_name(lane) for lane in info.lanes)}",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
                "--loglevel=WARNING",
            ]
        )
    finally:
        announcer.stop()
        pool.close()


def _introduce(settings: Settings, services: Services) -> WorkerInfo:
    gpu = find_gpu()
    host = socket.gethostname()
    return WorkerInfo(
        name=settings.worker_name or f"{host.split('.')[0]}-{os.getpid()}",
        host=host,
        pid=os.getpid(),
        slots=settings.worker_slots,
        busy=0,
        functions=services.runners.functions(),
        runners=services.runners.ids(),
        gpu=gpu.name if gpu else None,
        vram_gb=gpu.memory_gb if gpu else 0,
        docker=shutil.which("docker") is not None,
        lanes=["cpu", "gpu"] if gpu else ["cpu"],
        started=now(),
    )


class _Announcer:
    """Says every few seconds that this worker is there, and after each task that it has room."""

    def __init__(self, workers: WorkerRegistry, info: WorkerInfo) -> None:
        self._workers, self._info = workers, info
        self._done = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, busy: Callable[[], int]) -> None:
        self._thread = threading.Thread(target=self._run, args=[busy], name="announcer", daemon=True)
        self._thread.start()

    def _run(self, busy: Callable[[], int]) -> None:
        heard = False
        while True:
            self._info.busy = busy()
            before, heard = heard, self._workers.announce(self._info)
            if heard and not before:
                self.room()
            if self._done.wait(ANNOUNCE_EVERY_SECONDS if heard else TRY_AGAIN_SECONDS):
                return

    def room(self) -> None:
        self._workers.wake_dispatcher(self._info.name)

    def stop(self) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join(2)
        self._workers.leave(self._info.name)
