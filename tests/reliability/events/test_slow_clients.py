"""A client that reads slowly or not at all harms nobody, and can come back without a gap."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from app.api.sockets import MAX_WAITING, MAX_WAITING_BYTES
from app.domain.events import HistoryChanged, TaskProgress
from app.studio import server as server_module
from builders import a_film
from served import LazyReader, Served
from worker.studio import wait_until

LONG = "x" * 4000


@contextmanager
def reader(url: str) -> Iterator[ClientConnection]:
    with connect(url, compression=None, ping_interval=None) as socket:
        yield socket


def next_of(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = json.loads(socket.recv(timeout=20))
        if message["type"] == kind:
            return message


def say(server: Served, film: str, numbers: range) -> None:
    for start in range(numbers.start, numbers.stop, 50):
        part = range(start, min(start + 50, numbers.stop))
        server.services.bus.publish(film, [HistoryChanged(commit=str(n), message=LONG) for n in part])


def test_a_client_that_stops_reading_is_hung_up_on_with_4408_and_resumes_without_a_gap(server: Served) -> None:
    film = a_film(server.services).id
    lazy = LazyReader(f"{server.ws}/{film}")
    lazy.read_until("hello")
    with reader(f"{server.ws}/{film}") as diligent:
        next_of(diligent, "hello")
        wait_until(lambda: server.sockets.count == 2)
        for start in range(0, 600, 20):
            say(server, film, range(start, start + 20))
            heard = [int(next_of(diligent, "history_changed")["commit"]) for _ in range(20)]
            assert heard == list(range(start, start + 20))
        wait_until(lambda: server.sockets.count == 1)
        assert lazy.read_to_the_end() == 4408
    told = lazy.of("history_changed")
    assert 0 < len(told) < 600
    with reader(f"{server.ws}/{film}?since={told[-1]['id']}") as again:
        assert json.loads(again.recv(timeout=20))["type"] == "hello"
        rest = [int(next_of(again, "history_changed")["commit"]) for _ in range(600 - len(told))]
    assert [int(message["commit"]) for message in told] + rest == list(range(600))


def test_what_waits_for_a_stalled_client_is_bounded_by_count_and_by_bytes(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = a_film(server.services).id
    lazy = LazyReader(f"{server.ws}/{film}")
    lazy.read_until("hello")
    wait_until(lambda: server.sockets.count == 1)
    client = next(iter(server.sockets._rooms[film].values()))
    most = [0, 0]
    forget = client._forget

    def note() -> None:
        most[:] = max(most[0], len(client._waiting)), max(most[1], client._bytes)
        forget()

    monkeypatch.setattr(client, "_forget", note)
    say(server, film, range(600))
    wait_until(lambda: server.sockets.count == 0)
    assert most[0] <= MAX_WAITING + 1
    assert MAX_WAITING_BYTES < most[1] <= MAX_WAITING_BYTES + 2 * len(LONG)
    assert client._bytes == 0
    assert not client._waiting
    lazy.close()


def test_progress_for_a_client_that_is_behind_waits_once_per_task_unless_it_changes_the_record(server: Served) -> None:
    film = a_film(server.services).id
    lazy = LazyReader(f"{server.ws}/{film}")
    lazy.read_until("hello")
    wait_until(lambda: server.sockets.count == 1)
    say(server, film, range(80))
    for n in range(3000):
        changes = {"attempt": n} if n % 500 == 0 else {}
        progress = TaskProgress(
            task_id=f"task-{n % 3}",
            node_id="n",
            progress=n / 30,
            step=LONG[:500],
            status="running",
            reason="",
            changes=changes,
        )
        server.services.bus.publish(film, [progress])
    say(server, film, range(80, 82))
    wait_until(lambda: lazy.read(answer=True) or any(m.get("commit") == "81" for m in lazy.messages))
    commits = [int(m["commit"]) for m in lazy.of("history_changed")]
    assert commits == list(range(82))
    told = lazy.of("task_progress")
    assert len(told) < 1500
    assert [m["changes"]["attempt"] for m in told if m["changes"]] == list(range(0, 3000, 500))
    for task in range(3):
        assert [m["progress"] for m in told if m["taskId"] == f"task-{task}"][-1] == (2997 + task) / 30
    ids = [
        tuple(map(int, m["id"].split("-"))) for m in lazy.messages if m["type"] in ("history_changed", "task_progress")
    ]
    assert ids == sorted(ids)
    lazy.close()


@pytest.mark.parametrize("reads", [False, True])
def test_a_peer_that_answers_no_ping_is_gone_soon(
    tmp_path: Any, valkey_url: str, monkeypatch: pytest.MonkeyPatch, reads: bool, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(server_module, "PING_SECONDS", 0.2)
    monkeypatch.setattr(server_module, "PONG_SECONDS", 0.3)
    server: Served = request.getfixturevalue("server")
    film = a_film(server.services).id
    dead = LazyReader(f"{server.ws}/{film}")
    dead.read_until("hello")
    with connect(f"{server.ws}/{film}", compression=None) as alive:
        next_of(alive, "hello")
        wait_until(lambda: server.sockets.count == 2)
        if reads:
            assert dead.read_to_the_end() == 1011
        wait_until(lambda: server.sockets.count == 1)
        alive.send('{"type": "ping", "n": 3}')
        assert next_of(alive, "pong")["n"] == 3
    dead.close()


def test_the_real_server_drops_a_dead_peer_within_thirty_seconds() -> None:
    assert server_module.PING_SECONDS + server_module.PONG_SECONDS <= 30


@pytest.mark.parametrize(("size", "code"), [(70_000, None), (300_000, 1009)])
def test_a_message_that_is_too_large_is_answered_and_one_that_is_much_too_large_ends_the_line(
    server: Served, size: int, code: int | None
) -> None:
    film = a_film(server.services).id
    with connect(f"{server.ws}/{film}", compression=None) as socket:
        next_of(socket, "hello")
        socket.send("x" * size)
        if code is None:
            assert next_of(socket, "error")["code"] == "bad_message"
            socket.send('{"type": "ping", "n": 1}')
            assert next_of(socket, "pong")["n"] == 1
        else:
            with pytest.raises(ConnectionClosed) as closed:
                next_of(socket, "error")
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == code


def test_nothing_is_compressed(server: Served) -> None:
    film = a_film(server.services).id
    with connect(f"{server.ws}/{film}") as socket:
        assert socket.protocol.extensions == []
