"""The async half of the event bus: one subscription a process, for every film.

What this process publishes itself is handed over directly, without the way through the queue; the wake-up channel brings
the same again and is what keeps the order: an event that does not follow the last one seen is left to the channel.
After a lost connection what was missed is read from the films' logs; where that is impossible the caller is told that
there is a gap.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import redis.asyncio
import structlog
from redis.asyncio.client import PubSub

from app.services.events.broker import BrokerDown, connect_async_listener, entries
from app.services.events.bus import CHANNEL, EPOCH_KEY, GAP, OnPublished, Published, event_number, stream_key, with_id

log = structlog.get_logger()

OnEvent = Callable[[str, str, str, str, str | None], None]
"""(project id, event id, JSON text, type, task id of a progress event)"""
OnGap = Callable[[str | None, str, str], None]
"""(project id, or None when it concerns all films; epoch; why events may have been missed, as a sentence)"""

BOOT_KEY = "auteur:boot"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""Names the time since the machine was started, where the system tells."""
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
LONGEST_READ_SECONDS = 30.0
QUIET_SECONDS = 5.0
"""A channel that has been quiet for this long is asked for a sign of life, and given up after as long again."""


class EventListener:
    """Lives on the event loop; call it from there only."""

    def __init__(self, redis_url: str, on_event: OnEvent, on_gap: OnGap) -> None:
        self._url, self._on_event, self._on_gap = redis_url, on_event, on_gap
        self._epoch: str | None = None
        self._connected_at = "0-0"
        """The server's time when this listener was first connected, as an event id: what is older is no news."""
        self._seen: dict[str, str] = {}
        """The last event id of each film."""
        self._tried = asyncio.Event()

    async def tried(self) -> None:
        """Return once the channel stands, or the first attempt has failed."""
        await self._tried.wait()

    def shortcut(self) -> OnPublished:
        """What the event bus of this process calls, from any thread."""
        loop = asyncio.get_running_loop()

        def tell(events: Sequence[Published]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._hear_own, events)

        return tell

    async def run(self) -> None:
        """Hand over every event as it is published, for ever."""
        pause = FIRST_PAUSE_SECONDS
        while True:
            client = connect_async_listener(self._url)
            try:
                subscription = client.pubsub()
                await subscription.subscribe(CHANNEL)
                while True:
                    message = await _next(subscription)
                    if message["type"] == "subscribe":
                        async with asyncio.timeout(LONGEST_READ_SECONDS):
                            await self._catch_up(client)
                        pause = FIRST_PAUSE_SECONDS
                        self._tried.set()
                    elif message["type"] == "message":
                        await self._hear(client, Published(*message["data"].split("\n", 6)))
            except (BrokerDown, OSError, TimeoutError) as error:
                log.debug("listening again soon", action="listen", reason=type(error).__name__)
            except Exception:
                log.exception("listening stumbled; it goes on", action="listen")
            finally:
                self._tried.set()
                with contextlib.suppress(BrokerDown, OSError):
                    await client.aclose()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _hear_own(self, events: Sequence[Published]) -> None:
        for event in events:
            if event.epoch == self._epoch and self._follows(event):
                self._hand_over(event)

    async def _hear(self, client: redis.asyncio.Redis, event: Published) -> None:
        if event.epoch != self._epoch:
            self._begin_anew(event.epoch, f"{event.epoch}-0")
        if not self._follows(event):
            async with asyncio.timeout(LONGEST_READ_SECONDS):
                await self._read_on(client, event.project_id)
        self._hand_over(event)

    def _follows(self, event: Published) -> bool:
        """Whether nothing is missing between the last event seen of this film and this one."""
        return not event.previous or event_number(event.previous) <= event_number(
            self._seen.get(event.project_id) or self._connected_at
        )

    async def _catch_up(self, client: redis.asyncio.Redis) -> None:
        """Read what was published since the last event seen, once the new subscription stands."""
        if self._epoch is None:
            await forget_before_reboot(client)
        seconds, micros = await client.time()
        now = f"{seconds * 1000 + micros // 1000}-0"
        await client.set(EPOCH_KEY, now.removesuffix("-0"), nx=True)
        epoch = str(await client.get(EPOCH_KEY))
        if self._epoch != epoch:
            self._begin_anew(epoch, now)
            return
        async for key in client.scan_iter(match=stream_key("*"), count=1000):
            project_id = key.removeprefix(stream_key(""))
            since = self._seen.get(project_id)
            if since is not None and not await client.xrange(key, since, since):
                del self._seen[project_id]
                self._on_gap(project_id, epoch, "The queue lost its newest events.")
            else:
                await self._read_on(client, project_id)

    def _begin_anew(self, epoch: str, now: str) -> None:
        """The log is another one than before. Whoever is connected already may have missed something."""
        if self._tried.is_set():
            self._on_gap(None, epoch, "The queue lost its data; events may have been missed.")
        self._epoch, self._connected_at = epoch, now
        self._seen.clear()

    async def _read_on(self, client: redis.asyncio.Redis, project_id: str) -> None:
        """Hand over what the film's log holds after the last event seen."""
        since = self._seen.get(project_id) or self._connected_at
        for event_id, fields in entries(await client.xrange(stream_key(project_id), f"({since}")):
            self._hand_over(Published(project_id, self._epoch or "", event_id, "", fields["kind"], "", fields["event"]))

    def _hand_over(self, event: Published) -> None:
        """To the sockets, unless it was handed over before."""
        if event_number(event.id) <= event_number(self._seen.get(event.project_id) or "0-0"):
            return
        self._seen[event.project_id] = event.id
        if event.kind == GAP:
            self._on_gap(
                event.project_id, event.epoch, json.loads(event.text).get("reason") or "Some events were lost."
            )
        else:
            text = with_id(event.id, event.text)
            self._on_event(event.project_id, event.id, text, event.kind, event.subject or None)


async def forget_before_reboot(client: redis.asyncio.Redis, boot_id: Path = BOOT_ID) -> None:
    """The queue's disk may lack the last second before a power cut, so what is in the logs cannot be gone on from."""
    if not boot_id.exists():
        return
    boot = boot_id.read_text().strip()
    before = await client.getset(BOOT_KEY, boot)
    if before not in (None, boot):
        async for key in client.scan_iter(match=stream_key("*"), count=1000):
            await client.unlink(key)
        await client.delete(EPOCH_KEY)


async def _next(subscription: PubSub) -> dict[str, str]:
    """The next message of the channel. Raises `TimeoutError` when the other side gives no sign of life."""
    asked = False
    while True:
        message: dict[str, str] | None = await subscription.get_message(timeout=QUIET_SECONDS)
        if message is None:
            if asked:
                raise TimeoutError
            await subscription.ping()
            asked = True
        elif message["type"] == "pong":
            asked = False
        else:
            return message
