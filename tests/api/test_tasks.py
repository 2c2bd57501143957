"""Asking for takes over HTTP. No worker runs here, so what is asked for waits; `tests/worker` does the rest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.domain.project import Project
from app.domain.shot import Shot
from app.main import create_app
from builders import StudioClient, a_film, a_shot, settings_for


def ask(client: TestClient, film: Project, shot: Shot, headers: dict[str, str] | None = None, **wanted: Any) -> Any:
    return client.post(f"/api/projects/{film.id}/shots/{shot.id}/takes", json=wanted, headers=headers or {})


def test_four_takes_are_four_tasks_in_line_and_on_disk(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    answer = ask(client, film, shot, count=4, quality="low")
    assert answer.status_code == 202
    tasks = answer.json()["items"]
    assert len({t["taskId"] for t in tasks}) == 4
    records = {p.stem for p in (services.settings.state_dir / "tasks").rglob("task-*.json")}
    assert {t["taskId"] for t in tasks} <= records
    views = [client.get(t["statusUrl"]).json() for t in tasks]
    assert [v["queuePosition"] for v in views] == [1, 2, 3, 4]
    assert len({v["seed"] for v in views}) == 4
    assert [t["taskId"] for t in client.get("/api/queue").json()["order"]] == [t["taskId"] for t in tasks]


def test_a_fallback_is_told_everywhere(client: TestClient, film: Project, shot: Shot) -> None:
    accepted = ask(client, film, shot, quality="high").json()["items"][0]
    assert accepted["requestedPipelineId"] == "auteur-flux:1.0-cinematic"
    assert accepted["pipelineId"] == "auteur-storyboard:1.0-cinematic"
    assert "GPU" in accepted["fallbackReason"]
    mapping = {(m["quality"]): m for m in client.get("/api/quality/mappings").json()["items"]}
    assert mapping["high"]["effectivePipelineId"] == "auteur-storyboard:1.0-cinematic"
    assert mapping["high"]["available"] is False
    assert mapping["low"] | {"reason": None, "available": None, "effectivePipelineId": None} == {
        "function": "image.generate", "quality": "low", "pipelineId": "auteur-flux:1.0-draft", "targetVram": 12.0,
        "optimizations": ["cpu_offloading", "sequential"], "useCase": "rapid iteration and previz",
        "available": None, "reason": None, "effectivePipelineId": None,
    }  # fmt: skip


def test_without_fallback_the_request_is_refused_with_the_reason(tmp_path: Any, valkey_url: str) -> None:
    strict = build_services(settings_for(tmp_path / "W", valkey_url, allow_fallback=False))
    with StudioClient(create_app(services=strict)) as client:
        film = a_film(strict)
        answer = ask(client, film, a_shot(strict, film))
        assert (answer.status_code, answer.json()["code"]) == (503, "no_capable_worker")
        assert strict.ledger.list() == []


def test_quality_is_chosen_by_request_then_shot_then_film(client: TestClient, services: Services) -> None:
    film = a_film(services, "Low", quality="low")
    plain, own = a_shot(services, film), a_shot(services, film, quality="high")
    asked = lambda shot, **w: client.get(ask(client, film, shot, **w).json()["items"][0]["statusUrl"]).json()  # noqa: E731
    assert asked(plain)["requestedQuality"] == "low"
    assert asked(own)["requestedQuality"] == "high"
    assert asked(own, quality="standard")["requestedQuality"] == "standard"


@pytest.mark.parametrize(
    "bad",
    [
        {"count": 0},
        {"count": 17},
        {"quality": "ultra"},
        {"parameters": {"steps": "many"}},
        {"parameters": {"foo": 1}},
        {"parameters": []},
        {"x": 1},
    ],
)
def test_a_wrong_request_is_refused_and_leaves_nothing(
    client: TestClient, services: Services, film: Project, shot: Shot, bad: dict[str, Any]
) -> None:
    answer = ask(client, film, shot, **bad)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert services.ledger.list() == []


def test_the_same_key_gives_the_same_tasks_and_another_request_under_it_is_refused(
    client: TestClient, film: Project, shot: Shot
) -> None:
    key = {"Idempotency-Key": "k-1"}
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: ask(client, film, shot, key, count=2).json()["items"], range(5)))
    assert all([t["taskId"] for t in a] == [t["taskId"] for t in answers[0]] for a in answers)
    assert client.get("/api/tasks").json()["total"] == 2
    assert ask(client, film, shot, key, count=2, quality="high").json()["code"] == "idempotency_mismatch"


def test_a_waiting_task_is_cancelled_for_good_and_can_be_asked_for_again(
    client: TestClient, film: Project, shot: Shot
) -> None:
    task = ask(client, film, shot).json()["items"][0]["taskId"]
    cancelled = client.post(f"/api/tasks/{task}/cancel").json()
    assert cancelled["status"] == "cancelled"
    assert cancelled["reason"]
    assert client.post(f"/api/tasks/{task}/cancel").is_success
    again = client.post(f"/api/tasks/{task}/retry").json()
    assert again["taskId"] != task
    assert client.get(again["statusUrl"]).json()["retryOf"] == task
    assert client.get(f"/api/tasks/{task}/status").json()["status"] == "cancelled"


def test_a_task_survives_a_restart_of_the_server(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    task = ask(client, film, shot).json()["items"][0]["taskId"]
    restarted = build_services(services.settings)
    assert restarted.ledger.get(task).status == "pending"
    assert [t.task_id for t in restarted.ledger.waiting()] == [task]


def test_tasks_are_listed_by_film_and_status(client: TestClient, services: Services, film: Project, shot: Shot) -> None:
    other = a_film(services, "Other")
    ask(client, film, shot, count=2)
    ask(client, other, a_shot(services, other))
    assert client.get("/api/tasks", params={"projectId": film.id}).json()["total"] == 2
    assert client.get("/api/tasks", params={"status": "completed"}).json()["total"] == 0
    assert client.get("/api/tasks/task-000000000000/status").json()["code"] == "task_not_found"


def test_a_shot_that_waits_is_shown_as_generating(client: TestClient, film: Project, shot: Shot) -> None:
    ask(client, film, shot)
    assert (
        client.get(f"/api/projects/{film.id}/tree").json()["chapters"][0]["scenes"][0]["shots"][0]["state"]
        == "generating"
    )
    assert client.get("/api/projects").json()["items"][0]["running"] == 1


def test_a_broken_pipeline_manifest_is_left_out_and_the_others_work(client: TestClient, services: Services) -> None:
    (services.settings.library_dir / "Pipeline_Templates" / "mine.json").write_text('{"id": "mine:1", "name": 3}')
    assert client.get("/api/pipelines").json()["total"] == 6
    assert "mine.json" in services.pipelines.problems()[0].detail


def test_the_log_is_shown_without_secrets_and_places_on_this_machine(
    client: TestClient, services: Services, film: Project, shot: Shot
) -> None:
    asked = client.post(f"/api/projects/{film.id}/shots/{shot.id}/takes", json={}).json()["items"][0]["taskId"]
    services.ledger.append_log(asked, f"api_key=canary-abcdef in {services.settings.workspace_root}/x\n")
    log = client.get(f"/api/tasks/{asked}/log").text
    assert "api_key=" in log and "canary" not in log and str(services.settings.workspace_root) not in log
