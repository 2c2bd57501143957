"""The socket: every change reaches every window, in order; what was missed comes again or is said to be lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from app.container import Services
from app.domain.events import server_events
from app.domain.project import Project
from builders import a_film, a_shot, a_take


@pytest.fixture
def film(services: Services) -> Project:
    return a_film(services)


def until(socket: WebSocketTestSession, kind: str) -> dict[str, Any]:
    """The next message of that type; every message on the way must fit the schema."""
    while True:
        message: dict[str, Any] = json.loads(socket.receive_text())
        server_events.validate_python(message)
        if message["type"] == kind:
            return message


def test_hello_says_where_the_stream_stands(client: TestClient, film: Project) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        hello = json.loads(socket.receive_text())
        assert hello["type"] == "hello"
        assert hello["lastEventId"] and hello["epoch"] and hello["sessionId"]
        assert hello["projectId"] == film.id


def test_a_change_reaches_every_window_with_a_growing_id(client: TestClient, film: Project) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as one, client.websocket_connect(f"/ws/{film.id}") as two:
        until(one, "hello"), until(two, "hello")
        client.patch(f"/api/projects/{film.id}", json={"name": "New Name"})
        client.patch(f"/api/projects/{film.id}", json={"name": "Newer Name"})
        for socket in (one, two):
            first, second = until(socket, "project_update"), until(socket, "project_update")
            assert first["changes"]["name"] == "New Name"
            assert [int(n) for n in first["id"].split("-")] < [int(n) for n in second["id"].split("-")]
            assert second["timestamp"].endswith("Z")


def test_events_of_another_film_do_not_arrive(client: TestClient, services: Services, film: Project) -> None:
    other = a_film(services, "Other")
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        until(socket, "hello")
        client.patch(f"/api/projects/{other.id}", json={"name": "Elsewhere"})
        client.patch(f"/api/projects/{film.id}", json={"name": "Here"})
        assert until(socket, "project_update")["changes"]["name"] == "Here"


def test_what_was_missed_is_replayed_in_order(client: TestClient, film: Project) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        since = until(socket, "hello")["lastEventId"]
    for n in range(5):
        client.patch(f"/api/projects/{film.id}", json={"description": f"change {n}"})
    with client.websocket_connect(f"/ws/{film.id}?since={since}") as socket:
        assert json.loads(socket.receive_text())["type"] == "hello"
        assert [until(socket, "project_update")["changes"]["description"] for _ in range(5)] == [
            f"change {n}" for n in range(5)
        ]


@pytest.mark.parametrize("since", ["0-1", "99999999999999-0", "nonsense", "-1", "1763000000000-7"])
def test_an_id_that_cannot_be_resumed_gives_a_reset_first(client: TestClient, film: Project, since: str) -> None:
    client.patch(f"/api/projects/{film.id}", json={"description": "x"})
    with client.websocket_connect(f"/ws/{film.id}?since={since}") as socket:
        assert json.loads(socket.receive_text())["type"] == "reset"
        assert json.loads(socket.receive_text())["type"] == "hello"


def test_a_lost_event_log_is_said_and_not_hidden(client: TestClient, services: Services, film: Project) -> None:
    import redis

    with client.websocket_connect(f"/ws/{film.id}") as socket:
        since = until(socket, "hello")["lastEventId"]
    redis.from_url(services.settings.redis_url).flushall()
    with client.websocket_connect(f"/ws/{film.id}?since={since}") as socket:
        assert json.loads(socket.receive_text())["type"] == "reset"


def test_an_unknown_film_is_closed_with_4404(client: TestClient) -> None:
    for project_id in ("00000000-0000-4000-8000-000000000000", "nonsense"):
        with client.websocket_connect(f"/ws/{project_id}") as socket, pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 4404


@pytest.mark.parametrize(
    "bad", ["{", "[]", '"x"', "null", '{"type": "fly"}', '{"type": "ping", "n": "x"}', "[" * 5000, "x" * 70_000]
)
def test_a_bad_message_is_answered_and_the_socket_stays_open(client: TestClient, film: Project, bad: str) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        until(socket, "hello")
        socket.send_text(bad)
        assert until(socket, "error")["code"] == "bad_message"
        socket.send_json({"type": "ping", "n": 5})
        assert until(socket, "pong")["n"] == 5


def test_who_is_there_and_what_they_selected_is_told(client: TestClient, film: Project) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as one:
        until(one, "hello")
        with client.websocket_connect(f"/ws/{film.id}") as two:
            until(two, "hello")
            while len(until(one, "presence")["peers"]) != 2:
                pass
            two.send_json({"type": "selection_change", "targetType": "shot", "targetId": "shot-12345678"})
            assert until(one, "selection_change")["targetId"] == "shot-12345678"
        assert len(until(one, "presence")["peers"]) == 1


def test_generation_can_be_started_over_the_socket(client: TestClient, services: Services, film: Project) -> None:
    shot = a_shot(services, film)
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        until(socket, "hello")
        socket.send_json(
            {
                "type": "start_generation",
                "nodeId": shot.id,
                "nodeType": "shot",
                "parameters": {},
                "quality": "low",
                "requestId": "r1",
            }
        )
        accepted = until(socket, "generation_accepted")
        assert accepted["requestId"] == "r1"
        assert accepted["fallbackReason"]
        socket.send_json({"type": "cancel_task", "taskId": accepted["taskId"]})
        assert until(socket, "task_cancelled")["taskId"] == accepted["taskId"]
        socket.send_json(
            {"type": "start_generation", "nodeId": "shot-000000000000", "parameters": {}, "requestId": "r2"}
        )
        assert until(socket, "error")["requestId"] == "r2"


def test_folding_the_events_gives_what_get_gives(
    client: TestClient, services: Services, film: Project, tmp_path: Path
) -> None:
    shot = a_shot(services, film)
    url = f"/api/projects/{film.id}/shots/{shot.id}"
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        until(socket, "hello")
        takes: dict[int, dict[str, Any]] = {t["takeNumber"]: t for t in client.get(f"{url}/takes").json()["items"]}
        a_take(services, film.id, shot.id, tmp_path)
        a_take(services, film.id, shot.id, tmp_path, "navy")
        client.patch(f"{url}/takes/2", json={"rating": 5})
        client.put(f"{url}/active-take", json={"takeNumber": 2})
        active = None
        while active != 2:
            event = json.loads(socket.receive_text())
            if event["type"] == "take_created":
                takes[event["takeNumber"]] = event["take"]
            elif event["type"] == "take_changed":
                takes[event["takeNumber"]] |= event["changes"]
            elif event["type"] == "active_take_changed":
                active = event["takeNumber"]
                for number, take in takes.items():
                    take["active"] = number == active
        assert sorted(takes.values(), key=lambda t: -t["takeNumber"]) == client.get(f"{url}/takes").json()["items"]
