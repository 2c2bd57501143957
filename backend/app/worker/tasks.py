"""What Celery may call."""

from __future__ import annotations

from collections.abc import Callable

from celery import Celery

from app.services.queue.post import RUN_TASK


def register(app: Celery, run: Callable[[str], None]) -> None:
    """Give the worker's Celery app its one entry point."""

    @app.task(name=RUN_TASK)
    def run_task(task_id: str) -> None:
        run(task_id)
