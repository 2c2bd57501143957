"""The socket: every change reaches every window, in order; what was missed comes again or is said to be lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import redis
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from app.api.presence import JOBS
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
                "client": "script-7",
            }
        )
        accepted = until(socket, "generation_accepted")
        assert accepted["requestId"] == "r1"
        assert accepted["task"]["requestedBy"] == "script-7"
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


def test_the_studio_hears_of_the_work_of_every_film_and_of_nothing_else(client: TestClient, services: Services) -> None:
    films = [a_film(services, "One"), a_film(services, "Two")]
    shots = [a_shot(services, film) for film in films]
    with client.websocket_connect("/ws/studio") as socket:
        hello = json.loads(socket.receive_text())
        assert (hello["type"], hello["projectId"], hello["lastEventId"]) == ("hello", "studio", "")
        client.patch(f"/api/projects/{films[0].id}", json={"name": "Not of the studio's concern"})
        heard: list[dict[str, Any]] = []
        for film, shot in zip(films, shots, strict=True):
            answer = client.post(f"/api/projects/{film.id}/shots/{shot.id}/takes", json={"quality": "low"})
            task_id = answer.json()["items"][0]["taskId"]
            socket.send_json({"type": "cancel_task", "taskId": task_id})
            while not heard or (heard[-1]["type"], heard[-1].get("taskId")) != ("task_cancelled", task_id):
                heard.append(json.loads(socket.receive_text()))
                server_events.validate_python(heard[-1])
    heard = [event for event in heard if event["type"] != "gallery_changed"]
    kinds = {event["type"] for event in heard}
    assert {"generation_accepted", "task_progress", "task_cancelled"} <= kinds
    assert kinds <= {"generation_accepted", "task_progress", "task_cancelled", "queue_changed"}
    assert {e["projectId"] for e in heard if e["type"] != "queue_changed"} == {film.id for film in films}
    assert {e["projectId"] for e in heard if e["type"] == "queue_changed"} <= {"studio"}


def test_what_concerns_one_film_is_refused_in_the_studio(client: TestClient, film: Project) -> None:
    with client.websocket_connect("/ws/studio") as socket:
        until(socket, "hello")
        for message in (
            {"type": "panel_resize", "panel": "left", "width": 10},
            {"type": "selection_change", "targetType": "shot", "targetId": "x"},
            {"type": "start_generation", "nodeId": "x", "parameters": {}},
        ):
            socket.send_json(message | {"requestId": "r"})
            assert (answer := until(socket, "error"))["code"] == "not_here"
            assert answer["requestId"] == "r"
        socket.send_json({"type": "ping", "n": 1})
        assert until(socket, "pong")["n"] == 1


def test_a_lost_log_is_told_in_the_studio_too(client: TestClient, services: Services, film: Project) -> None:
    with client.websocket_connect("/ws/studio") as socket, client.websocket_connect(f"/ws/{film.id}") as window:
        until(socket, "hello"), until(window, "hello")
        redis.from_url(services.settings.redis_url).flushall()
        client.patch(f"/api/projects/{film.id}", json={"name": "After"})
        epoch = until(window, "reset")["epoch"]
        assert epoch
        assert until(socket, "reset")["epoch"] == epoch


def test_windows_have_names_of_jobs_that_tell_nothing_about_who_sits_there(client: TestClient, film: Project) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as one, client.websocket_connect(f"/ws/{film.id}") as two:
        first, second = until(one, "hello"), until(two, "hello")
        told = until(two, "presence")
        while told["count"] < 2:
            told = until(two, "presence")
        names = {peer["sessionId"]: peer["name"] for peer in told["peers"]}
        assert set(names) == {first["sessionId"], second["sessionId"]}
        assert len(set(names.values())) == 2
        assert set(names.values()) <= set(JOBS)
        assert set(told["peers"][0]) == {"sessionId", "name", "targetType", "targetId"}


def test_a_flood_is_answered_once_a_second_and_ended_when_it_goes_on(client: TestClient, film: Project) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        until(socket, "hello")
        for n in range(150):
            socket.send_json({"type": "ping", "n": n})
        pongs = [until(socket, "pong")["n"] for _ in range(60)]
        assert pongs == list(range(60))
        assert until(socket, "error")["code"] == "too_many_messages"
        for n in range(400):
            socket.send_json({"type": "ping", "n": n})
        with pytest.raises(WebSocketDisconnect) as closed:
            while True:
                socket.receive_text()
        assert closed.value.code == 1008


def test_bytes_are_answered_like_any_other_bad_message(client: TestClient, film: Project) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        until(socket, "hello")
        socket.send_bytes(b"\x00\xff")
        assert until(socket, "error")["code"] == "bad_message"


def test_windows_are_told_when_their_film_is_thrown_away_and_when_it_comes_back(
    client: TestClient, film: Project
) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        until(socket, "hello")
        assert client.delete(f"/api/projects/{film.id}?confirm=true").status_code == 204
        assert until(socket, "reset")["reason"] == "The film is in the trash."
        assert client.post(f"/api/projects/{film.id}/restore").is_success
        assert "brought back" in until(socket, "reset")["reason"]
        client.patch(f"/api/projects/{film.id}", json={"name": "Back again"})
        assert until(socket, "project_update")["changes"]["name"] == "Back again"
