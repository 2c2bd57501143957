"""Whoever comes back gets what was missed, in order, or is told in so many words that it cannot be had."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis
from websockets.sync.client import connect

from app.container import build_services
from app.domain.events import HistoryChanged
from app.services.events.bus import EPOCH_KEY, stream_key
from builders import a_film, settings_for
from served import LazyReader, Served, served
from worker.studio import Valkey, wait_until

CHECKOUT = Path(__file__).parents[3]


def say(server: Served, film: str, numbers: range) -> None:
    for start in range(numbers.start, numbers.stop, 100):
        part = range(start, min(start + 100, numbers.stop))
        server.services.bus.publish(film, [HistoryChanged(commit=str(n), message="A change.") for n in part])


def position(server: Served, film: str) -> str:
    return server.services.bus.position(film).last_id


def greeting(server: Served, film: str, since: str) -> list[dict[str, Any]]:
    """The messages up to the hello."""
    messages: list[dict[str, Any]] = []
    with connect(f"{server.ws}/{film}?since={quote(since)}", compression=None) as socket:
        while not messages or messages[-1]["type"] != "hello":
            messages.append(json.loads(socket.recv(timeout=20)))
    return messages


def kinds(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


@pytest.fixture
def shaky(tmp_path: Path) -> Iterator[tuple[Served, Valkey]]:
    """A server whose queue is the test's own."""
    with tempfile.TemporaryDirectory(prefix="ate") as folder:
        valkey = Valkey(Path(folder))
        valkey.start()
        try:
            with served(build_services(settings_for(tmp_path / "Workspace", valkey.url))) as running:
                yield running, valkey
        finally:
            valkey.stop()


def test_ten_thousand_missed_events_come_in_order_while_new_ones_are_made(server: Served) -> None:
    film = a_film(server.services).id
    since = position(server, film)
    say(server, film, range(10_000))
    later = threading.Thread(target=say, args=(server, film, range(10_000, 10_400)))
    with connect(f"{server.ws}/{film}?since={since}", compression=None) as socket:
        assert json.loads(socket.recv(timeout=20))["type"] == "hello"
        later.start()
        numbers: list[int] = []
        while len(numbers) < 10_400:
            message = json.loads(socket.recv(timeout=20))
            if message["type"] == "history_changed":
                numbers.append(int(message["commit"]))
    later.join()
    assert numbers == list(range(10_400))


def test_a_client_that_is_dropped_again_and_again_hears_every_event_once_and_in_order(server: Served) -> None:
    film = a_film(server.services).id
    since = position(server, film)
    dice = random.Random(7)
    saying = threading.Thread(target=say, args=(server, film, range(3000)))
    saying.start()
    numbers: list[int] = []
    while len(numbers) < 3000:
        client = LazyReader(f"{server.ws}/{film}?since={since}")
        wanted = min(dice.randrange(1, 200), 3000 - len(numbers))
        heard = client.read_some("history_changed", wanted)
        client.close()
        assert not client.of("reset")
        for message in heard:
            numbers.append(int(message["commit"]))
            since = message["id"]
    saying.join()
    assert numbers == list(range(3000))


HOSTILE = [
    "", "0", "-", "+", "$", "*", "(", "0-0", "0-1", "1-1-1", " 1-1", "1-1 ", "1-1\n", "-1--1", "1e3-0", "0x1-0", "NaN-0",
    "9" * 15 + "-0", "9" * 400 + "-0", "18446744073709551615-18446744073709551615", "18446744073709551616-0", "١-١", "１-０",
    "1-0\r\nFLUSHALL\r\n", "../../etc", "%00", "null", "{}", "x" * 3000, "🎬",
]  # fmt: skip


def test_a_hostile_place_to_go_on_from_is_a_reset_and_nothing_else(server: Served) -> None:
    film = a_film(server.services).id
    say(server, film, range(3))
    for since in HOSTILE:
        messages = greeting(server, film, since)
        assert kinds(messages) == ["reset", "hello"], since
        assert messages[0]["reason"]
        assert messages[1]["lastEventId"] == position(server, film)


def test_after_everything_was_flushed_both_who_stayed_and_who_comes_back_are_told(server: Served) -> None:
    film = a_film(server.services).id
    say(server, film, range(3))
    since = position(server, film)
    with connect(f"{server.ws}/{film}", compression=None) as stayed:
        assert json.loads(stayed.recv(timeout=20))["type"] == "hello"
        redis.from_url(server.services.settings.redis_url).flushall()
        assert kinds(greeting(server, film, since)) == ["reset", "hello"]
        say(server, film, range(3, 6))
        told = [json.loads(stayed.recv(timeout=20))]
        while told[-1].get("commit") != "5":
            told.append(json.loads(stayed.recv(timeout=20)))
    assert [m["type"] for m in told if m["type"] != "presence"] == ["reset", *["history_changed"] * 3]
    assert kinds(greeting(server, film, since)) == ["reset", "hello"]


def test_after_the_queue_came_back_empty_both_who_stayed_and_who_comes_back_are_told(
    shaky: tuple[Served, Valkey],
) -> None:
    server, valkey = shaky
    film = a_film(server.services).id
    say(server, film, range(3))
    since = position(server, film)
    with connect(f"{server.ws}/{film}", compression=None) as stayed, connect(f"{server.ws}/studio") as studio:
        assert json.loads(stayed.recv(timeout=20))["type"] == "hello"
        assert json.loads(studio.recv(timeout=20))["type"] == "hello"
        valkey.restart_empty()
        for socket in (stayed, studio):
            while json.loads(socket.recv(timeout=20))["type"] != "reset":
                pass
    assert kinds(greeting(server, film, since)) == ["reset", "hello"]


def test_while_the_queue_is_away_a_socket_opens_and_says_that_it_cannot_go_on(shaky: tuple[Served, Valkey]) -> None:
    server, valkey = shaky
    film = a_film(server.services).id
    say(server, film, range(3))
    since = position(server, film)
    valkey.kill()
    with connect(f"{server.ws}/{film}?since={since}", compression=None) as socket:
        assert json.loads(socket.recv(timeout=20))["type"] == "reset"
        assert json.loads(socket.recv(timeout=20))["type"] == "hello"
        say(server, film, range(3, 6))
        valkey.start()
        numbers = []
        while len(numbers) < 3:
            message = json.loads(socket.recv(timeout=20))
            if message["type"] == "history_changed":
                numbers.append(message["commit"])
        assert numbers == ["3", "4", "5"]


def test_a_lost_epoch_is_a_reset_for_who_stayed(server: Served) -> None:
    film = a_film(server.services).id
    say(server, film, range(3))
    with connect(f"{server.ws}/{film}", compression=None) as stayed:
        hello = json.loads(stayed.recv(timeout=20))
        redis.from_url(server.services.settings.redis_url).delete(EPOCH_KEY)
        say(server, film, range(3, 4))
        while (told := json.loads(stayed.recv(timeout=20)))["type"] != "reset":
            assert told["type"] == "presence"
        assert told["epoch"] not in ("", hello["epoch"])
        assert json.loads(stayed.recv(timeout=20))["commit"] == "3"


def test_events_that_are_trimmed_during_a_replay_are_a_reset_in_its_middle(server: Served) -> None:
    film = a_film(server.services).id
    since = position(server, film)
    say(server, film, range(5000))
    with connect(f"{server.ws}/{film}?since={since}", compression=None, max_queue=1) as socket:
        assert json.loads(socket.recv(timeout=20))["type"] == "hello"
        first = json.loads(socket.recv(timeout=20))
        redis.from_url(server.services.settings.redis_url).xtrim(stream_key(film), maxlen=1, approximate=False)
        numbers, reset = [int(first["commit"])], None
        while reset is None and len(numbers) < 5000:
            message = json.loads(socket.recv(timeout=20))
            if message["type"] == "reset":
                reset = message
            elif message["type"] == "history_changed":
                numbers.append(int(message["commit"]))
        assert reset is not None
        assert numbers == list(range(len(numbers)))
        say(server, film, range(5000, 5001))
        while (message := json.loads(socket.recv(timeout=20)))["type"] != "history_changed":
            assert message["type"] == "presence"
        assert message["commit"] == "5000"


@pytest.mark.slow
def test_a_thousand_windows_hear_everything_in_order(server: Served) -> None:
    film = a_film(server.services).id
    command = [sys.executable, "-m", "bench.crowd", "127.0.0.1", str(server.port), f"/ws/{film}", "1000", "40"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as crowd:
        assert crowd.stdout is not None
        assert crowd.stdout.readline() == "ready\n"
        assert server.sockets.count == 1000
        for n in range(40):
            server.services.bus.publish(film, [HistoryChanged(commit=str(n), message="A change.")])
        told = json.loads(crowd.stdout.readline())
    assert (told["complete"], told["closed"]) == (1000, 0)
    wait_until(lambda: server.sockets.count == 0)
