"""The queue over HTTP. No worker runs here, so everything waits; `tests/worker` and `tests/reliability` do the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.domain.project import Project
from app.domain.records import now
from app.domain.shot import Shot
from app.domain.task import TaskRequest
from builders import a_film, a_shot


def ask(client: TestClient, film: Project, shot: Shot, client_name: str | None = None, **wanted: Any) -> list[str]:
    headers = {"X-Auteur-Client": client_name} if client_name else {}
    answer = client.post(f"/api/projects/{film.id}/shots/{shot.id}/takes", json=wanted, headers=headers)
    assert answer.status_code == 202, answer.text
    return [task["taskId"] for task in answer.json()["items"]]


def order(client: TestClient) -> list[str]:
    return [task["taskId"] for task in client.get("/api/queue").json()["order"]]


def test_the_queue_says_what_waits_and_what_there_is_room_for(client: TestClient, film: Project, shot: Shot) -> None:
    tasks = ask(client, film, shot, "browser-1", count=3)
    queue = client.get("/api/queue").json()
    assert [task["taskId"] for task in queue["order"]] == tasks
    assert [(task["queuePosition"], task["requestedBy"], task["paused"]) for task in queue["order"]] == [
        (1, "browser-1", False), (2, "browser-1", False), (3, "browser-1", False),
    ]  # fmt: skip
    assert (queue["paused"], queue["running"], queue["held"], queue["etaSeconds"]) == (False, [], [], None)
    assert queue["lanes"] == [
        {"lane": "cpu", "paused": False, "slots": 0, "running": 0, "waiting": 3},
        {"lane": "gpu", "paused": False, "slots": 0, "running": 0, "waiting": 0},
    ]
    assert queue["counts"] == {
        "running": 0, "waiting": 3, "paused": 0, "failed": 0, "completed": 0, "cancelled": 0,
    }  # fmt: skip


def test_a_brief_queue_has_the_whole_line_without_what_a_task_tells_by_itself(
    client: TestClient, film: Project, shot: Shot
) -> None:
    ask(client, film, shot, count=2)
    whole, brief = client.get("/api/queue").json(), client.get("/api/queue?brief=true").json()
    for task in (*whole["order"], *brief["order"]):
        task.pop("etaSeconds")
    assert all(task["parameters"] and task["prompt"] and task["request"] for task in whole["order"])
    left_out = {"parameters": {}, "prompt": {}, "request": None}
    assert brief["order"] == [{**task, **left_out} for task in whole["order"]]
    assert client.get("/api/queue").json()["order"][0]["parameters"]


def test_a_pause_outlives_a_restart_and_a_lane_can_be_paused_alone(client: TestClient, services: Services) -> None:
    assert client.post("/api/queue/pause", json={"lane": "gpu"}).json()["paused"] is False
    paused = {lane["lane"]: lane["paused"] for lane in client.get("/api/queue").json()["lanes"]}
    assert paused == {"cpu": False, "gpu": True}
    assert client.post("/api/queue/pause").json()["paused"] is True
    again = build_services(services.settings).queue_book.read()
    assert (again.paused, again.paused_lanes, again.holds("cpu")) == (True, ["gpu"], True)
    resumed = client.post("/api/queue/resume", json={}).json()
    assert not resumed["paused"] and not any(lane["paused"] for lane in resumed["lanes"])
    unknown = client.post("/api/queue/pause", json={"lane": "quantum"})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "invalid")


def test_a_task_that_is_held_back_leaves_the_line_and_comes_back_to_its_place(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    first, second, third = ask(client, film, shot, count=3)
    held = client.post(f"/api/tasks/{second}/pause").json()
    assert (held["paused"], held["status"], held["queuePosition"]) == (True, "pending", None)
    assert held["reason"]
    assert order(client) == [first, third]
    queue = client.get("/api/queue").json()
    assert [task["taskId"] for task in queue["held"]] == [second]
    assert queue["counts"]["paused"] == 1
    assert build_services(services.settings).ledger.get(second).paused
    assert client.post(f"/api/tasks/{second}/pause").is_success
    assert client.post(f"/api/tasks/{second}/resume").json()["queuePosition"] == 2
    assert order(client) == [first, second, third]


def test_only_what_waits_can_be_paused_or_moved(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    running, waiting, ended = ask(client, film, shot, count=3)
    services.ledger.claim(running, "worker-1")
    client.post(f"/api/tasks/{ended}/cancel")
    for task in (running, ended):
        for verb, body in (("pause", None), ("move", {"position": 1})):
            answer = client.post(f"/api/tasks/{task}/{verb}", json=body)
            assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert "running task cannot be paused" in client.post(f"/api/tasks/{running}/pause").json()["detail"]
    assert client.post(f"/api/tasks/{waiting}/move", json={"before": running}).status_code == 409
    assert client.post(f"/api/tasks/{waiting}/move", json={}).status_code == 422
    assert client.post(f"/api/tasks/{waiting}/move", json={"position": 1, "before": ended}).status_code == 422
    assert client.post(f"/api/tasks/{waiting}/move", json={"position": 0}).status_code == 422
    services.ledger.take_away(running, 1, "The test is over.")


def test_a_person_puts_the_line_in_another_order_and_it_stays_so(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    a, b, c, d = ask(client, film, shot, count=4)
    assert client.post(f"/api/tasks/{d}/move", json={"position": 1}).json()["queuePosition"] == 1
    assert order(client) == [d, a, b, c]
    client.post(f"/api/tasks/{a}/move", json={"before": c})
    assert order(client) == [d, b, a, c]
    client.post(f"/api/tasks/{d}/move", json={"position": 99})
    assert order(client) == [b, a, c, d]
    assert build_services(services.settings).dispatcher.order() == [b, a, c, d]


def test_a_clock_that_is_set_back_puts_nobody_in_front(
    client: TestClient, services: Services, film: Project, shot: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(client, film, shot, count=2)
    yesterday = now() - timedelta(days=1)
    monkeypatch.setattr("app.services.tasks.generation.now", lambda: yesterday)
    second = ask(client, film, shot, count=2)
    assert order(client) == [*first, *second]
    after_a_restart = build_services(services.settings)
    request = TaskRequest(project_id=film.id, node_id=shot.id, shot_id=shot.id)
    third = [task.task_id for task in after_a_restart.generation.submit(request)]
    assert after_a_restart.dispatcher.order() == [*first, *second, *third]


def test_films_take_turns_and_urgent_work_goes_first(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    other = a_film(services, "Other")
    its_shot = a_shot(services, other)
    mine = ask(client, film, shot, count=3)
    theirs = ask(client, other, its_shot, count=2)
    urgent = ask(client, film, shot, priority=5)
    assert order(client) == [*urgent, mine[0], theirs[0], mine[1], theirs[1], mine[2]]


def test_what_waits_is_cancelled_by_film_by_client_or_altogether(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    other = a_film(services, "Other")
    its_shot = a_shot(services, other)
    mine, yours = ask(client, film, shot, "me", count=2), ask(client, film, shot, "you", count=2)
    elsewhere = ask(client, other, its_shot, "me")
    running = ask(client, film, shot, "me")[0]
    services.ledger.claim(running, "worker-1")
    client.post(f"/api/tasks/{mine[1]}/pause")
    cancel = lambda **which: client.post("/api/queue/cancel", json=which).json()["cancelled"]  # noqa: E731
    assert sorted(cancel(projectId=film.id, requestedBy="me")) == sorted(mine)
    assert cancel(requestedBy="nobody") == []
    assert cancel(projectId=other.id) == elsewhere
    assert sorted(client.post("/api/queue/cancel").json()["cancelled"]) == sorted(yours)
    assert services.ledger.get(running).status == "running"
    assert client.get("/api/queue").json()["counts"]["cancelled"] == 5
    services.ledger.cancel(running)


def test_tasks_are_listed_by_several_states(client: TestClient, film: Project, shot: Shot) -> None:
    first, second = ask(client, film, shot, count=2)
    client.post(f"/api/tasks/{first}/cancel")
    listed = lambda *states: client.get("/api/tasks", params={"status": list(states)}).json()["total"]  # noqa: E731
    assert (listed("pending"), listed("cancelled"), listed("pending", "cancelled"), listed("error")) == (1, 1, 2, 0)
    assert client.get("/api/tasks", params={"status": "lost"}).status_code == 422
    assert second


def test_a_client_name_that_is_none_is_refused(client: TestClient, film: Project, shot: Shot) -> None:
    path = f"/api/projects/{film.id}/shots/{shot.id}/takes"
    for name in ("", "x" * 101, "a b", "<script>"):
        assert client.post(path, json={}, headers={"X-Auteur-Client": name}).status_code == 422


def test_a_change_of_the_line_is_told_with_what_is_paused(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        assert socket.receive_json()["type"] == "hello"
        task = ask(client, film, shot)[0]
        client.post("/api/queue/pause", json={"lane": "cpu"})
        while True:
            event = socket.receive_json()
            if event["type"] == "queue_changed" and event["pausedLanes"]:
                break
        assert (event["order"], event["paused"], event["pausedLanes"]) == ([task], False, ["cpu"])


def test_many_chosen_tasks_are_cancelled_asked_for_again_and_brought_to_the_front(
    client: TestClient, film: Project, shot: Shot
) -> None:
    one, two, three, four = ask(client, film, shot, count=4)
    front = client.post("/api/queue/front", json={"taskIds": [four, "task-unknown0", two]})
    assert front.json() == {"moved": [two, four]}
    assert order(client) == [two, four, one, three]
    assert client.post("/api/queue/cancel", json={"taskIds": [four, one]}).json() == {"cancelled": [four, one]}
    assert order(client) == [two, three]
    again = client.post("/api/queue/retry", json={"taskIds": [one, four, two]}, headers={"X-Auteur-Client": "me"})
    made = [task["taskId"] for task in again.json()["items"]]
    assert (again.status_code, len(made)) == (202, 2)  # the one that waits is left as it is
    assert order(client) == [two, three, *made]
    told = [client.get(f"/api/tasks/{task}/status").json() for task in made]
    assert [(task["retryOf"], task["requestedBy"]) for task in told] == [(one, "me"), (four, "me")]
    assert client.post("/api/queue/retry", json={"taskIds": ["task-unknown0"]}).status_code == 404
    assert client.post("/api/queue/cancel", json={"taskIds": []}).status_code == 422
