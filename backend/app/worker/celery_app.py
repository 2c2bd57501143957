"""Celery carries work between the server and the workers; it never owns it.

A message only says "this task may be worth a look": the record on disk decides, so results are ignored, losing a
message costs a moment, and a message that comes twice is harmless.
"""

from __future__ import annotations

from celery import Celery
from kombu.transport.redis import Channel

from app.config import Settings


def make_celery(settings: Settings) -> Celery:
    """Both ends use this: the server sends by name, the worker adds its entry point (`worker.tasks`)."""
    # Otherwise the transport puts back what it has read when it closes, which ends the worker when the queue is away.
    Channel.do_restore = False
    app = Celery("auteur", set_as_current=False)
    app.conf.update(
        # Celery itself prefers CELERY_BROKER_URL to `broker_url`, also where it is spelt as redis-py wants it.
        broker_read_url=settings.celery_broker_url,
        broker_write_url=settings.celery_broker_url,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "ack_emulation": False,
            "socket_connect_timeout": 1.0,
            "max_retries": 1,
        },
    )
    return app
