"""The event bus: every film has a log of events in Redis, and one wake-up channel carries them to the servers.

Pub/sub alone forgets; the log (a stream) is what a client that was away reads. An event is encoded once; its id is the
stream's, put in front of the JSON, so no copy is ever encoded again.

`epoch` names one life of the log: when Redis lost its data there is a new one, and a client that asks for what came
after an id of the old one is told to load again.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from app.domain.events import Event, Reset, TaskProgress
from app.services.events.broker import BrokerDown, connect, entries

log = structlog.get_logger()

CHANNEL = "auteur:wake-up"
EPOCH_KEY = "auteur:epoch"
KEEP_EVENTS = 10_000
KEEP_SECONDS = 24 * 3600
UNSENT_LIMIT = 20_000  # about 10 MB; an outage with more events than that costs the clients a reload
TRY_AGAIN_SECONDS = 0.5
GAP = "gap"

# Append, wake up, and now and then forget what is both beyond the newest 10,000 and older than a day. A publisher that
# did not hear the answer sends again; its own count keeps what was taken in already from being taken in twice.
_PUBLISH = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('SET', KEYS[2], string.format('%d', now), 'NX')
local epoch = redis.call('GET', KEYS[2])
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local previous = newest[1] and newest[1][1] or ''
local taken = tonumber(redis.call('GET', KEYS[3]) or '0')
local count = tonumber(ARGV[5])
local told = {}
for i = 6, #ARGV, 3 do
  count = count + 1
  if count > taken then
    local id = redis.call('XADD', KEYS[1], '*', 'kind', ARGV[i], 'event', ARGV[i + 2])
    redis.call('PUBLISH', ARGV[1], table.concat({ARGV[2], epoch, id, previous, ARGV[i], ARGV[i + 1], ARGV[i + 2]}, '\\n'))
    if ARGV[i] == 'gap' then redis.call('SET', KEYS[4], id) end
    told[#told + 1] = {id, previous}
    previous = id
  else
    told[#told + 1] = {}
  end
end
redis.call('SET', KEYS[3], string.format('%d', count), 'EX', 3600)
local over = redis.call('XLEN', KEYS[1]) - tonumber(ARGV[3])
if over >= 1000 then
  redis.call('XTRIM', KEYS[1], 'MINID', '~', string.format('%d', now - ARGV[4] * 1000), 'LIMIT', over)
end
return {epoch, told}
"""


@dataclass(frozen=True, slots=True)
class Published:
    """An event as it is in the log: `previous` is the id before it in its film, empty for the first."""

    project_id: str
    epoch: str
    id: str
    previous: str
    kind: str
    subject: str
    """The task of a progress event, else empty."""
    text: str
    """Its JSON, without the id."""


OnPublished = Callable[[Sequence[Published]], None]


@dataclass(frozen=True)
class Position:
    """Where a film's events stand: the id of the last one, and the life of the log in which that holds."""

    last_id: str
    epoch: str


class EventsLost(Exception):
    """What came after an id cannot be told, for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class _Encoded:
    project_id: str
    kind: str
    subject: str
    text: str


def stream_key(project_id: str) -> str:
    return f"auteur:events:{project_id}"


def gap_key(project_id: str) -> str:
    """Holds the id of the last place in the log where events are missing."""
    return f"auteur:gap:{project_id}"


def event_number(event_id: str) -> tuple[int, int]:
    """What ids are ordered by."""
    milliseconds, _, count = event_id.partition("-")
    return int(milliseconds or 0), int(count or 0)


def with_id(event_id: str, text: str) -> str:
    """The JSON of an event with its id in front."""
    return f'{{"id":"{event_id}",{text[1:]}'


class EventBus:
    """The sync half: publish and read back. A broker that is away never fails the change that is told about, nor
    holds it for longer than about a second: events wait here, in order, until it is back."""

    def __init__(self, redis_url: str) -> None:
        self._redis = connect(redis_url)
        self._script = self._redis.register_script(_PUBLISH)
        self._lock = threading.Lock()
        self._unsent: deque[_Encoded] = deque()
        self._away = False
        self._publisher = f"auteur:publisher:{secrets.token_hex(8)}"
        self._sent = 0
        self._on_published: OnPublished | None = None

    def when_published(self, tell: OnPublished | None) -> None:
        """Tell `tell` about what this process publishes, in order and from the thread that published it.

        It hears so sooner than over the wake-up channel, which brings the same again.
        """
        self._on_published = tell

    def publish(self, project_id: str, events: Sequence[Event]) -> None:
        """Log events and wake the servers up. Fills in `projectId`.

        A `Reset` is a hole in the film's log: its windows load again, also those that come back later.
        """
        encoded = [_encode(project_id, event) for event in events]
        with self._lock:
            self._unsent.extend(encoded)
            if self._away:
                self._forget_what_is_too_much()
                return
            try:
                self._send()
            except BrokerDown as error:
                self._away = True
                log.warning("events wait for the queue to come back", action="publish", reason=type(error).__name__)
                threading.Thread(target=self._send_later, name="unsent-events", daemon=True).start()

    def position(self, project_id: str) -> Position:
        """Where the film's events stand; `0-0` while the queue is away."""
        try:
            epoch = self._epoch()
            newest = entries(self._redis.xrevrange(stream_key(project_id), count=1))
            return Position(newest[0][0] if newest else f"{epoch}-0", epoch)
        except BrokerDown:
            return Position("0-0", "")

    def after(self, project_id: str, since: str, count: int) -> list[tuple[str, str]]:
        """The next events after `since` as (id, JSON text), at most `count`. Raises `EventsLost`."""
        if not re.fullmatch(r"[0-9]{1,15}-[0-9]{1,15}", since):
            raise EventsLost("That id is not one of this studio.")
        try:
            return self._after(project_id, since, count)
        except BrokerDown:
            raise EventsLost("The queue is away; events cannot be read just now.") from None

    def alive(self) -> bool:
        """Whether the queue answers."""
        try:
            return bool(self._redis.ping())
        except BrokerDown:
            return False

    def _after(self, project_id: str, since: str, count: int) -> list[tuple[str, str]]:
        key = stream_key(project_id)
        gap = self._redis.get(gap_key(project_id))
        if gap is not None and event_number(since) < event_number(str(gap)):
            raise EventsLost("Some events were lost.")
        if since == f"{self._epoch()}-0":
            found = entries(self._redis.xrange(key, count=count))
            if found:
                kept = self._redis.xinfo_stream(key)
                if kept["entries-added"] != kept["length"]:
                    raise EventsLost("The first events are no longer kept.")
        else:
            found = entries(self._redis.xrange(key, since, count=count + 1))
            if not found or found[0][0] != since:
                raise EventsLost("The events after that id are no longer kept.")
            del found[0]
        return [(event_id, with_id(event_id, fields["event"])) for event_id, fields in found if fields["kind"] != GAP]

    def _epoch(self) -> str:
        self._redis.set(EPOCH_KEY, time.time_ns() // 1_000_000, nx=True)
        return str(self._redis.get(EPOCH_KEY))

    def _send(self) -> None:
        """Send what waits, oldest first, one call for each run of events of one film. Holds the lock."""
        while self._unsent:
            project_id = self._unsent[0].project_id
            batch: list[_Encoded] = []
            for event in self._unsent:
                if event.project_id != project_id or len(batch) == 100:
                    break
                batch.append(event)
            arguments = [CHANNEL, project_id, str(KEEP_EVENTS), str(KEEP_SECONDS), str(self._sent)]
            for event in batch:
                arguments += (event.kind, event.subject, event.text)
            keys = [stream_key(project_id), EPOCH_KEY, self._publisher, gap_key(project_id)]
            epoch, told = self._script(keys=keys, args=arguments)
            self._sent += len(batch)
            for _ in batch:
                self._unsent.popleft()
            if self._on_published is not None:
                self._on_published(
                    [
                        Published(project_id, epoch, ids[0], ids[1], event.kind, event.subject, event.text)
                        for event, ids in zip(batch, told, strict=True)
                        if ids
                    ]
                )

    def _send_later(self) -> None:
        while True:
            time.sleep(TRY_AGAIN_SECONDS)
            if not self.alive():
                continue
            with self._lock:
                try:
                    self._send()
                except BrokerDown:
                    continue
                self._away = False
                log.info("the queue is back; events were sent", action="publish")
                return

    def _forget_what_is_too_much(self) -> None:
        """Too much waits: let it go, and leave a mark in each film's log so that nobody reads on across the hole."""
        if len(self._unsent) > UNSENT_LIMIT:
            films = dict.fromkeys(event.project_id for event in self._unsent)
            self._unsent = deque(_Encoded(film, GAP, "", "{}") for film in films)


def _encode(project_id: str, event: Event) -> _Encoded:
    event.project_id = project_id
    kind: str = GAP if isinstance(event, Reset) else getattr(event, "type", "")
    # Only mere progress may give way to newer progress: what changes a record is said once, and nowhere else.
    subject = event.task_id if isinstance(event, TaskProgress) and not event.changes else ""
    return _Encoded(project_id, kind, subject, event.model_dump_json(by_alias=True, exclude={"id"}))
