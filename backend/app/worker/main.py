"""A worker process: Celery on threads, an announcement every few seconds, runner processes kept warm."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import threading
import time
import warnings
from typing import Any

import structlog
from celery.exceptions import SecurityWarning
from celery.signals import worker_ready, worker_shutting_down

from app.config import Settings
from app.container import Services, build_services
from app.domain.records import now
from app.errors import WrongState
from app.observability import configure_logging
from app.services.queue.post import queue_name
from app.services.queue.worker_locks import WorkerLocks, plain_name
from app.services.queue.workers import WorkerInfo
from app.worker.announcer import Announcer, Hearing
from app.worker.celery_app import make_celery
from app.worker.hardware import find_gpu
from app.worker.run import TaskRun
from app.worker.runner.home import sweep_homes
from app.worker.runner.pool import RunnerPool
from app.worker.tasks import register

log = structlog.get_logger()

FINISH_SECONDS = 3.0
"""How long running tasks may go on after the worker was asked to stop; then they are handed back."""

BEGIN_AGAIN_SECONDS = 1.0
LOOK_SECONDS = 0.1


def run_worker(settings: Settings, services: Services | None = None) -> None:
    """Work until SIGTERM or SIGINT: tasks that do not finish soon go back into line, and nothing is left running.

    When Celery gives up by itself, or hears nothing any more, the worker begins again as the same process.
    """
    configure_logging(settings)
    services = services or build_services(settings)
    sweep_homes()
    info = _introduce(settings, services)
    pool = RunnerPool(services.runners, settings)
    run = TaskRun(
        ledger=services.ledger,
        takes=services.takes,
        pipelines=services.pipelines,
        pool=pool,
        book=services.queue_book,
        worker=info.name,
        lease_seconds=settings.lease_seconds,
        on_end=lambda: announcer.room(),
    )
    asked_to_end = threading.Event()

    def leave() -> None:
        pool.close()
        services.worker_locks.leave(info.name)

    def begin_again() -> None:
        while run.busy and not asked_to_end.is_set():
            time.sleep(LOOK_SECONDS)
        if asked_to_end.is_set():
            return
        leave()
        log.warning("the worker begins again", action="begin_again", worker=info.name)
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])

    announcer = Announcer(services.workers, info, Hearing(info.slots), on_deaf=begin_again)
    celery = make_celery(settings)
    register(celery, run)

    def finish() -> None:
        asked_to_end.set()
        announcer.stop()
        time.sleep(FINISH_SECONDS)
        run.stop()

    def finish_soon(**_: Any) -> None:
        threading.Thread(target=finish, name="finish", daemon=True).start()

    def introduce(**_: Any) -> None:
        announcer.start(queue_name(info.name), lambda: run.busy)

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
                f"--queues={queue_name(info.name)}",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
                "--loglevel=WARNING",
            ]
        )
    finally:
        announcer.stop()
        leave()
    if not asked_to_end.is_set():
        time.sleep(BEGIN_AGAIN_SECONDS)
        begin_again()


def _introduce(settings: Settings, services: Services) -> WorkerInfo:
    gpu = find_gpu()
    host = socket.gethostname()
    return WorkerInfo(
        name=_enter(services.worker_locks, settings.worker_name, host),
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


def _enter(locks: WorkerLocks, wanted: str | None, host: str) -> str:
    """The worker's name, which no other living one has; the program ends with a sentence when the wanted one is taken."""
    if wanted is None:
        return locks.enter_as_one_of(plain_name(host.split(".", maxsplit=1)[0]))
    name = plain_name(wanted)
    try:
        locks.enter(name)
    except WrongState as error:
        raise SystemExit(error.detail) from None
    return name
