"""What has been made in exactly this way is offered again. The test plays the worker; a real server offers."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.domain.project import Project
from app.domain.shot import Shot
from app.domain.take import Take
from app.domain.task import Task, TaskResult
from app.main import create_app
from app.services.takes import RunnerOutput
from builders import StudioClient, a_film, a_picture, a_shot
from worker.studio import wait_until


class Scene:
    """A shot, a way to ask for takes of it, and a worker."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services, self._folder = services, folder
        self.film: Project = a_film(services)
        self.shot: Shot = a_shot(services, self.film)

    def ask(self, client: TestClient, **wanted: Any) -> Task:
        wanted = {"parameters": {"seed": 11}, "quality": "low"} | wanted
        answer = client.post(f"/api/projects/{self.film.id}/shots/{self.shot.id}/takes", json=wanted)
        assert answer.status_code == 202, answer.text
        return self.services.ledger.get(answer.json()["items"][0]["taskId"])

    def make(self, task: Task, colour: str = "teal") -> Take:
        """What a worker does."""
        ledger, takes = self.services.ledger, self.services.takes
        claimed = ledger.claim(task.task_id, "worker-1")
        assert claimed is not None
        with ledger.publishing(task.task_id, 1):
            pictures = [
                RunnerOutput(a_picture(self._folder / f"{task.task_id}.{role}.png", colour), role)
                for role in ("primary", "depth")
            ]
            take = takes.adopt(claimed, pictures, {"renderer": "test"}, 0.5, "worker-1")
            result = TaskResult(output_path=take.output.path, take_number=take.take_number)
            ledger.complete(task.task_id, 1, result)
        return take

    def ended(self, task: Task) -> Task:
        wait_until(lambda: self.services.ledger.get(task.task_id).ended)
        return self.services.ledger.get(task.task_id)

    def media(self, take: Take) -> bytes:
        return (self.services.workspace.root(self.film.id) / take.output.path).read_bytes()


@pytest.fixture
def scene(services: Services, tmp_path: Path) -> Scene:
    folder = tmp_path / "made"
    folder.mkdir()
    return Scene(services, folder)


def test_the_same_request_with_the_same_seed_shares_the_bytes_of_the_finished_take(
    client: TestClient, scene: Scene
) -> None:
    first = scene.ask(client)
    assert first.reused_from is None
    made = scene.make(first)
    again = scene.ask(client)
    assert again.reused_from is not None and "take 1" in again.history[0].reason
    ended = scene.ended(again)
    assert (ended.status, ended.error, ended.worker) == ("completed", None, "the studio")
    takes = scene.services.takes.list(scene.film.id, scene.shot.id)
    assert [take.take_number for take in takes] == [2, 1]
    second = takes[0]
    assert second.output.sha256 == made.output.sha256
    assert scene.media(second) == scene.media(made)
    assert second.reused_from is not None
    assert (second.reused_from.task_id, second.reused_from.take_number) == (first.task_id, 1)
    view = client.get(f"/api/tasks/{again.task_id}/status").json()
    assert view["reusedFrom"] == {"taskId": first.task_id, "takeNumber": 1}
    root = scene.services.workspace.root(scene.film.id)
    assert (root / made.output.path).with_name("S01_S01_take02_depth.png").is_file()
    assert subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, check=True).stdout == b""


def test_it_also_works_after_a_restart(client: TestClient, services: Services, scene: Scene) -> None:
    scene.make(scene.ask(client))
    restarted = build_services(services.settings)
    with StudioClient(create_app(services=restarted)) as later:
        task = scene.ask(later)
        assert scene.ended(task).reused_from is not None


def test_anything_else_in_the_request_makes_it_anew(client: TestClient, scene: Scene) -> None:
    scene.make(scene.ask(client))
    assert scene.ask(client, parameters={"seed": 12}).reused_from is None
    assert scene.ask(client, quality="standard").reused_from is None
    assert scene.ask(client, parameters={}).reused_from is None
    client.patch(f"/api/projects/{scene.film.id}/shots/{scene.shot.id}", json={"description": "Rain on the window"})
    assert scene.ask(client).reused_from is None


def test_it_can_be_switched_off_for_one_request_and_for_the_studio(client: TestClient, scene: Scene) -> None:
    first = scene.ask(client)
    scene.make(first)
    assert scene.ask(client, reuse=False).reused_from is None
    assert client.patch("/api/workspace/config", json={"reuseResults": False}).is_success
    assert scene.ask(client).reused_from is None
    client.patch("/api/workspace/config", json={"reuseResults": True})
    anew = client.post(f"/api/tasks/{first.task_id}/retry", json={"reuse": False}).json()["taskId"]
    assert scene.services.ledger.get(anew).reused_from is None


def test_asking_again_for_a_finished_task_offers_its_take_again(client: TestClient, scene: Scene) -> None:
    first = scene.ask(client, parameters={})
    scene.make(first)
    again = client.post(f"/api/tasks/{first.task_id}/retry").json()["taskId"]
    ended = scene.ended(scene.services.ledger.get(again))
    assert ended.reused_from is not None and ended.reused_from.task_id == first.task_id


def broken(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize("harm", [Path.unlink, broken])
def test_a_take_whose_file_is_gone_or_changed_is_not_used_again(
    client: TestClient, scene: Scene, harm: Callable[[Path], None]
) -> None:
    scene.make(scene.ask(client))
    client.post("/api/queue/pause")
    waiting = scene.ask(client)
    assert waiting.reused_from is not None
    root = scene.services.workspace.root(scene.film.id)
    harm(root / "03_Renders/Chapter_01/Scene_01/Shot_01/S01_S01_take01.png")
    client.post("/api/queue/resume")
    wait_until(lambda: scene.services.ledger.get(waiting.task_id).reused_from is None)
    task = scene.services.ledger.get(waiting.task_id)
    assert (task.status, "made anew" in task.reason) == ("pending", True)


def test_nothing_is_offered_again_while_the_queue_is_paused(client: TestClient, scene: Scene) -> None:
    scene.make(scene.ask(client))
    client.post("/api/queue/pause")
    task = scene.ask(client)
    assert scene.services.ledger.get(task.task_id).status == "pending"
    client.post(f"/api/tasks/{task.task_id}/cancel")
    client.post("/api/queue/resume")
    assert scene.services.ledger.get(task.task_id).status == "cancelled"
    assert [take.take_number for take in scene.services.takes.list(scene.film.id, scene.shot.id)] == [1]
