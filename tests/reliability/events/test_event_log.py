"""The event log on a real Valkey: ordered, resumable, and honest about what it lost."""

from __future__ import annotations

import json
import signal
import time

import pytest
import redis

from app.domain.events import HistoryChanged
from app.services.events import bus as events_module
from app.services.events.bus import EventBus, EventsLost, stream_key
from worker.studio import Valkey, wait_until

FILM = "11111111-2222-4333-8444-555555555555"
OTHER = "99999999-2222-4333-8444-555555555555"


@pytest.fixture
def bus(valkey: Valkey) -> EventBus:
    return EventBus(valkey.url)


def said(bus: EventBus, film: str, *messages: str) -> None:
    bus.publish(film, [HistoryChanged(commit="c", message=message) for message in messages])


def beginning(bus: EventBus) -> str:
    return f"{bus.position(FILM).epoch}-0"


def messages(bus: EventBus, since: str) -> list[str]:
    return [json.loads(text)["message"] for _, text in bus.after(FILM, since, 10_000)]


def lost(bus: EventBus, since: str) -> str:
    """Why what came after that id cannot be read; empty when it can."""
    try:
        bus.after(FILM, since, 10)
    except EventsLost as error:
        return error.reason
    return ""


def test_what_is_read_back_is_what_was_said_with_a_growing_id(bus: EventBus) -> None:
    start = bus.position(FILM).last_id
    said(bus, FILM, "a", "b")
    said(bus, OTHER, "elsewhere")
    said(bus, FILM, 'quotes " and ünicode 🎬')
    found = bus.after(FILM, start, 10)
    read = [json.loads(text) for _, text in found]
    assert [event["message"] for event in read] == ["a", "b", 'quotes " and ünicode 🎬']
    assert [event["id"] for event in read] == [event_id for event_id, _ in found]
    assert all(event["projectId"] == FILM and event["timestamp"].endswith("Z") for event in read)
    assert messages(bus, read[0]["id"]) == ["b", 'quotes " and ünicode 🎬']
    assert bus.after(FILM, bus.position(FILM).last_id, 10) == []
    assert bus.after(FILM, start, 2) == found[:2]


@pytest.mark.parametrize("since", ["1-1", "nonsense", "-", "0-0", "99999999999999-0", "9" * 40 + "-0", ""])
def test_an_id_that_is_not_in_the_log_is_a_reset(bus: EventBus, since: str) -> None:
    said(bus, FILM, "a")
    assert lost(bus, since)


def test_another_life_of_the_queue_is_a_reset(bus: EventBus, valkey: Valkey) -> None:
    start = beginning(bus)
    said(bus, FILM, "a")
    last = bus.position(FILM).last_id
    valkey.forget_everything()
    time.sleep(0.002)  # epochs are milliseconds
    assert lost(bus, start)
    assert lost(bus, last)


def test_a_trimmed_log_is_a_reset_only_for_who_missed_something(
    bus: EventBus, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "KEEP_EVENTS", 500)
    monkeypatch.setattr(events_module, "KEEP_SECONDS", 0)
    start = beginning(bus)
    said(bus, FILM, "first")
    first = bus.position(FILM).last_id
    for n in range(40):
        said(bus, FILM, *(f"{n}.{m}" for m in range(100)))
    kept = redis.from_url(valkey.url).xlen(stream_key(FILM))
    assert 500 <= kept <= 1700
    assert lost(bus, start)
    assert lost(bus, first)
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
    assert lost(bus, start)
    valkey.start()
    wait_until(lambda: not lost(bus, start) and len(messages(bus, start)) == 51)
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
    wait_until(lambda: not lost(bus, start) and "19" in messages(bus, start))
    assert messages(bus, start) == [str(n) for n in range(20)]


def test_too_long_an_outage_leaves_a_mark_that_nobody_reads_across(
    bus: EventBus, valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "UNSENT_LIMIT", 10)
    start = beginning(bus)
    valkey.kill()
    for n in range(30):
        said(bus, FILM, f"{n}")
    valkey.start()
    wait_until(lambda: lost(bus, start).startswith("Some events were lost"))
    here = bus.position(FILM).last_id
    said(bus, FILM, "after")
    assert messages(bus, here) == ["after"]
