"""Which workers are online and what they have. Each announces itself; one that falls silent disappears."""

from __future__ import annotations

import time

import structlog
from pydantic import ValidationError

from app.domain.records import Record, Timestamp
from app.services.events.broker import BrokerDown, connect

log = structlog.get_logger()

ANNOUNCE_EVERY_SECONDS = 3.0
SILENT_SECONDS = 10.0
KNOWN_SECONDS = 1.5
WAKE_CHANNEL = "auteur:wake-dispatcher"
_PREFIX = "auteur:worker:"


class WorkerInfo(Record):
    """What a worker says about itself."""

    name: str
    host: str
    pid: int
    slots: int
    busy: int
    functions: list[str]
    runners: list[str]
    gpu: str | None = None
    vram_gb: float = 0
    docker: bool = False
    lanes: list[str]
    started: Timestamp


class WorkerRegistry:
    """Redis keys with a time to live. While the broker is away nobody is online, and nothing fails."""

    def __init__(self, redis_url: str) -> None:
        self._redis = connect(redis_url)
        self._known: tuple[float, list[WorkerInfo]] = (float("-inf"), [])

    def announce(self, info: WorkerInfo, ttl: float = SILENT_SECONDS) -> bool:
        """Be online for `ttl` seconds more. Returns whether the broker heard it."""
        try:
            self._redis.set(_PREFIX + info.name, info.model_dump_json(by_alias=True), px=int(ttl * 1000))
        except BrokerDown:
            return False
        return True

    def leave(self, name: str) -> None:
        try:
            self._redis.delete(_PREFIX + name)
            self._redis.publish(WAKE_CHANNEL, name)
        except BrokerDown:
            return

    def wake_dispatcher(self, reason: str) -> None:
        """There is room for the next task, or a new worker."""
        try:
            self._redis.publish(WAKE_CHANNEL, reason)
        except BrokerDown:
            return

    def backlog(self, queue: str) -> int:
        """How many messages lie in a queue, taken by nobody; 0 while the broker is away."""
        try:
            return int(str(self._redis.llen(queue)))
        except BrokerDown:
            return 0

    def known(self) -> list[WorkerInfo]:
        """Who was online a moment ago; costs nothing where a dispatcher looks every second."""
        at, workers = self._known
        return workers if time.monotonic() - at < KNOWN_SECONDS else self.online()

    def online(self) -> list[WorkerInfo]:
        workers = self._ask()
        self._known = (time.monotonic(), workers)
        return workers

    def _ask(self) -> list[WorkerInfo]:
        try:
            keys = sorted(self._redis.scan_iter(match=_PREFIX + "*", count=1000))
            texts = self._redis.mget(keys) if keys else []
        except BrokerDown:
            return []
        workers = []
        for key, text in zip(keys, texts, strict=True):
            if text is not None:
                try:
                    workers.append(WorkerInfo.model_validate_json(text))
                except ValidationError:
                    log.warning("a worker announced itself in a way that is not understood", action="online", key=key)
        return workers
