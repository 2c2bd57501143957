"""The event log on a real Valkey: ordered, resumable, and honest about what it lost."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from app.domain.events import HistoryChanged, TaskProgress
from app.services import events as events_module
from app.services.event_listener import EventListener
from app.services.events import EventBus, stream_key
from worker.studio import Valkey, wait_until

FILM = "11111111-2222-4333-8444-555555555555"
OTHER = "99999999-2222-4333-8444-555555555555"


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with tempfile.TemporaryDirectory(prefix="ate") as folder:
        server = Valkey(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def bus(valkey: Valkey) -> EventBus:
    return EventBus(valkey.url)


def said(bus: EventBus, film: str, *messages: str) -> None:
    bus.publish(film, [HistoryChanged(commit="c", message=message) for message in messages])


def beginning(bus: EventBus) -> str:
    return f"{bus.position(FILM)[1]}-0"


def messages(bus: EventBus, since: str) -> list[str]:
    replay = bus.replay(FILM, since)
    assert replay.reset_reason is None, replay.reset_reason
    return [json.loads(text)["message"] for _, text in replay.events]


def test_what_is_read_back_is_what_was_said_with_a_growing_id(bus: EventBus) -> None:
    start = bus.position(FILM)[0]
    said(bus, FILM, "a", "b")
    said(bus, OTHER, "elsewhere")
    said(bus, FILM, 'quotes " and ünicode 🎬')
    replay = bus.replay(FILM, start)
    read = [json.loads(text) for _, text in replay.events]
    assert [event["message"] for event in read] == ["a", "b", 'quotes " and ünicode 🎬']
    assert [event["id"] for event in read] == [event_id for event_id, _ in replay.events]
    assert all(event["projectId"] == FILM and event["timestamp"].endswith("Z") for event in read)
    assert messages(bus, read[0]["id"]) == ["b", 'quotes " and ünicode 🎬']
    assert bus.replay(FILM, replay.position[0]).events == []


@pytest.mark.parametrize("since", ["1-1", "nonsense", "-", "0-0", "99999999999999-0", "9" * 40 + "-0", ""])
def test_an_id_that_is_not_in_the_log_is_a_reset(bus: EventBus, since: str) -> None:
    said(bus, FILM, "a")
    replay = bus.replay(FILM, since)
    assert replay.reset_reason
    assert replay.events == []
    assert replay.position == bus.position(FILM)


def test_another_life_of_the_queue_is_a_reset(bus: EventBus, valkey: Valkey) -> None:
    start = beginning(bus)
    said(bus, FILM, "a")
    last = bus.position(FILM)[0]
    valkey.forget_everything()
    time.sleep(0.002)  # epochs are milliseconds
    assert bus.replay(FILM, start).reset_reason
    assert bus.replay(FILM, last).reset_reason


def test_a_trimmed_log_is_a_reset_only_for_who_missed_something(
    bus: EventBus, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "KEEP_EVENTS", 500)
    monkeypatch.setattr(events_module, "KEEP_SECONDS", 0)
    start = beginning(bus)
    said(bus, FILM, "first")
    first = bus.position(FILM)[0]
    for n in range(40):
        said(bus, FILM, *(f"{n}.{m}" for m in range(100)))
    kept = redis.from_url(valkey.url).xlen(stream_key(FILM))
    assert 500 <= kept <= 1700
    assert bus.replay(FILM, start).reset_reason
    assert bus.replay(FILM, first).reset_reason
    recent = redis.from_url(valkey.url, decode_responses=True).xrevrange(stream_key(FILM), count=300)[-1][0]
    assert len(messages(bus, recent)) == 299


def test_a_day_is_kept_whatever_the_number(bus: EventBus, valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events_module, "KEEP_EVENTS", 10)
    for n in range(15):
        said(bus, FILM, *(f"{n}.{m}" for m in range(100)))
    assert redis.from_url(valkey.url).xlen(stream_key(FILM)) == 1500


def test_events_wait_for_a_queue_that_is_away_and_arrive_in_order(bus: EventBus, valkey: Valkey) -> None:
    start = beginning(bus)
    said(bus, FILM, "before")
    valkey.kill()
    for n in range(50):
        said(bus, FILM, f"during {n}")
    assert bus.replay(FILM, start).reset_reason
    valkey.start()
    wait_until(lambda: bus.replay(FILM, start).reset_reason is None and len(messages(bus, start)) == 51)
    said(bus, FILM, "after")
    assert messages(bus, start) == ["before", *(f"during {n}" for n in range(50)), "after"]


def test_a_frozen_queue_holds_nobody_up_for_long(bus: EventBus, valkey: Valkey) -> None:
    start = beginning(bus)
    valkey.kill(signal.SIGSTOP)
    began = time.monotonic()
    for n in range(20):
        said(bus, FILM, f"{n}")
    assert time.monotonic() - began < 5  # twenty time-outs would be ten seconds
    valkey.kill(signal.SIGCONT)
    wait_until(lambda: bus.replay(FILM, start).reset_reason is None and "19" in messages(bus, start))
    assert list(dict.fromkeys(messages(bus, start))) == [str(n) for n in range(20)]


def test_too_long_an_outage_leaves_a_mark_that_nobody_reads_across(
    bus: EventBus, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "UNSENT_LIMIT", 10)
    start = beginning(bus)
    valkey.kill()
    for n in range(30):
        said(bus, FILM, f"{n}")
    valkey.start()
    wait_until(lambda: (bus.replay(FILM, start).reset_reason or "").startswith("Some events were lost"))
    here = bus.position(FILM)[0]
    said(bus, FILM, "after")
    assert messages(bus, here) == ["after"]


class Ears:
    """A listener in a loop of its own, and what it heard."""

    def __init__(self, url: str) -> None:
        self.heard: list[str] = []
        self.subjects: list[str | None] = []
        self.gaps: list[str] = []
        self.listener = EventListener(url)

    def on_event(self, project_id: str, event_id: str, text: str, kind: str, subject: str | None) -> None:
        event: dict[str, Any] = json.loads(text)
        assert (event["id"], event["projectId"], event["type"]) == (event_id, project_id, kind)
        self.heard.append(event.get("message", kind))
        self.subjects.append(subject)

    async def __aenter__(self) -> Ears:
        self.task = asyncio.create_task(self.listener.run(self.on_event, self.gaps.append))
        await self.until(lambda: self.listener._epoch is not None)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()

    async def until(self, what: Any) -> None:
        async with asyncio.timeout(20):
            while not what():
                await asyncio.sleep(0.02)


def test_a_listener_hears_every_film_and_the_task_of_progress(bus: EventBus, valkey: Valkey) -> None:
    async def scene() -> None:
        async with Ears(valkey.url) as ears:
            said(bus, FILM, "a")
            said(bus, OTHER, "b")
            bus.publish(
                FILM, [TaskProgress(task_id="task-1", node_id="n", progress=1, step="", status="running", reason="")]
            )
            await ears.until(lambda: len(ears.heard) == 3)
            assert ears.heard == ["a", "b", "task_progress"]
            assert ears.subjects == [None, None, "task-1"]
            assert ears.gaps == []

    asyncio.run(scene())


def test_a_listener_that_lost_its_connection_reads_what_it_missed(bus: EventBus, valkey: Valkey) -> None:
    async def scene() -> None:
        async with Ears(valkey.url) as ears:
            said(bus, FILM, "before")
            await ears.until(lambda: ears.heard == ["before"])
            await asyncio.to_thread(valkey.kill)
            said(bus, FILM, "during")
            said(bus, OTHER, "during, in a film not heard of yet")
            await asyncio.to_thread(valkey.start)
            await ears.until(lambda: len(ears.heard) == 3)
            said(bus, FILM, "after")
            await ears.until(lambda: len(ears.heard) == 4)
            assert sorted(ears.heard[1:3]) == ["during", "during, in a film not heard of yet"]
            assert ears.heard[3] == "after"
            assert ears.gaps == []

    asyncio.run(scene())


def test_a_listener_says_that_there_is_a_gap_when_the_queue_lost_its_data(bus: EventBus, valkey: Valkey) -> None:
    async def scene() -> None:
        async with Ears(valkey.url) as ears:
            said(bus, FILM, "before")
            await ears.until(lambda: ears.heard == ["before"])
            await asyncio.to_thread(valkey.kill)
            for path in valkey.socket.parent.glob("appendonlydir/*"):
                os.unlink(path)
            await asyncio.to_thread(valkey.start)
            await ears.until(lambda: ears.gaps != [])
            said(bus, FILM, "after")
            await ears.until(lambda: "after" in ears.heard)

    asyncio.run(scene())
