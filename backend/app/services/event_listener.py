"""The async half of the event bus: one subscription a process, for every film.

After a lost connection what was missed is read from the films' logs; where that is impossible the caller is told that
there is a gap.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

import redis.asyncio
import structlog

from app.services.broker import BrokerDown, connect_async_listener, entries
from app.services.events import CHANNEL, EPOCH_KEY, GAP, stream_key, with_id

log = structlog.get_logger()

OnEvent = Callable[[str, str, str, str, str | None], None]
"""(project id, event id, JSON text, type, task id of a progress event)"""
OnGap = Callable[[str], None]
"""(why events may have been missed, as a sentence)"""

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0


class EventListener:
    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._on_event: OnEvent
        self._on_gap: OnGap
        self._epoch: str | None = None
        self._connected_at = "0-0"
        """The server's time when this listener was first connected, as an event id: what is older is no news."""
        self._seen: dict[str, str] = {}
        """The last event id of each film."""

    async def run(self, on_event: OnEvent, on_gap: OnGap) -> None:
        """Hand over every event as it is published, for ever."""
        self._on_event, self._on_gap = on_event, on_gap
        pause = FIRST_PAUSE_SECONDS
        while True:
            client = connect_async_listener(self._url)
            try:
                subscription = client.pubsub()
                await subscription.subscribe(CHANNEL)
                async for message in subscription.listen():
                    if message["type"] == "subscribe":
                        await self._catch_up(client)
                        pause = FIRST_PAUSE_SECONDS
                    elif message["type"] == "message":
                        project_id, event_id, kind, subject, text = message["data"].split("\n", 4)
                        self._hand_over(project_id, event_id, kind, subject, text)
            except (BrokerDown, OSError) as error:
                log.debug("listening again soon", action="listen", reason=type(error).__name__)
            finally:
                with contextlib.suppress(BrokerDown, OSError):
                    await client.aclose()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _catch_up(self, client: redis.asyncio.Redis) -> None:
        """Read what was published since the last event seen, once the new subscription stands."""
        seconds, micros = await client.time()
        now = f"{seconds * 1000 + micros // 1000}-0"
        await client.set(EPOCH_KEY, now.removesuffix("-0"), nx=True)
        epoch = str(await client.get(EPOCH_KEY))
        first, same_life, self._epoch = self._epoch is None, self._epoch == epoch, epoch
        if first or not same_life:
            self._connected_at = now
            self._seen.clear()
            if not first:
                self._on_gap("The queue lost its data; events may have been missed.")
            return
        async for key in client.scan_iter(match=stream_key("*"), count=1000):
            project_id = key.removeprefix(stream_key(""))
            since = self._seen.get(project_id)
            if since is not None and not await client.xrange(key, since, since):
                del self._seen[project_id]
                self._on_gap("The queue lost its newest events.")
                continue
            for event_id, fields in entries(await client.xrange(key, f"({since or self._connected_at}")):
                self._hand_over(project_id, event_id, fields["kind"], "", fields["event"])

    def _hand_over(self, project_id: str, event_id: str, kind: str, subject: str, text: str) -> None:
        seen = self._seen.get(project_id)
        if seen is not None and _number(event_id) <= _number(seen):
            return
        self._seen[project_id] = event_id
        if kind == GAP:
            self._on_gap("Some events were lost while the queue was away.")
        else:
            self._on_event(project_id, event_id, with_id(event_id, text), kind, subject or None)


def _number(event_id: str) -> tuple[int, int]:
    milliseconds, _, count = event_id.partition("-")
    return int(milliseconds), int(count)
