"""The post: hands a task's id to a worker through Celery, which is the only thing that Celery is asked to do."""

from __future__ import annotations

import secrets

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from app.services.events.broker import BrokerDown

log = structlog.get_logger()

RUN_TASK = "auteur.run_task"


def queue_name(worker: str) -> str:
    """Every worker has a queue of its own, because the server decides who gets what."""
    return f"auteur.worker.{worker}"


class Post:
    def __init__(self, celery: Celery) -> None:
        self._celery = celery

    def send(self, task_id: str, worker: str) -> bool:
        """Whether the message is on its way. It is a hint: the record decides whether the task may run."""
        try:
            self._celery.send_task(
                RUN_TASK, [task_id], queue=queue_name(worker), task_id=f"{task_id}.{secrets.token_hex(4)}",
                ignore_result=True, retry=False,
            )  # fmt: skip
        except (OperationalError, BrokerDown, OSError) as error:
            log.info("the queue is away; tasks wait", action="send", reason=type(error).__name__)
            return False
        return True
