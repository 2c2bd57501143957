"""Things that tests need: a studio on a temporary workspace, a film with a shot, a picture, a finished task."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image
from starlette.testclient import WebSocketTestSession

from app.config import Settings
from app.container import Services
from app.domain.ids import new_id
from app.domain.project import NewProject, NewScene, Project
from app.domain.records import now
from app.domain.shot import NewShot, Shot
from app.domain.take import Take
from app.domain.task import Task
from app.services.takes import RunnerOutput

ADDRESS = "http://127.0.0.1:8000"


class StudioClient(TestClient):
    """Somebody at this machine, at the studio's own address; `testserver` is no name that the door knows."""

    def __init__(self, app: FastAPI, base_url: str = ADDRESS, peer: str = "127.0.0.1", **options: Any) -> None:
        super().__init__(app, base_url=base_url, client=(peer, 50_000), **options)

    def websocket_connect(self, url: str, *args: Any, **options: Any) -> WebSocketTestSession:
        return super().websocket_connect(urljoin(str(self.base_url).replace("http", "ws", 1), url), *args, **options)


def settings_for(root: Path, broker_url: str | None = None, **changes: Any) -> Settings:
    """Settings that read nothing from the environment of whoever runs the tests."""
    return Settings(
        _env_file=None, workspace_root=root, broker_url=broker_url, sample_film=False, open_browser=False, **changes
    )


def a_film(services: Services, name: str = "My Film", **fields: Any) -> Project:
    return services.workspace.create(NewProject(name=name, **fields))


def a_shot(services: Services, project: Project, **fields: Any) -> Shot:
    """A shot in a new scene of the film's first chapter."""
    scene = services.narrative.add_scene(project.id, project.narrative.chapters[0].id, NewScene(name="Diner"))
    return services.narrative.add_shot(project.id, scene.id, NewShot(**{"name": "Mara waits", **fields}))[1]


def a_picture(path: Path, colour: str = "teal", size: tuple[int, int] = (96, 54)) -> Path:
    Image.new("RGB", size, colour).save(path, "PNG")
    return path


def a_task(project_id: str, shot_id: str, **fields: Any) -> Task:
    created = now()
    return Task(
        **{
            "task_id": new_id("task"),
            "project_id": project_id,
            "node_id": shot_id,
            "node_type": "shot",
            "shot_id": shot_id,
            "function": "image.generate",
            "pipeline_id": "auteur-storyboard:1.0-draft",
            "requested_pipeline_id": "auteur-storyboard:1.0-draft",
            "requested_quality": "low",
            "status": "pending",
            "reason": "Accepted.",
            "order": created.timestamp(),
            "created_at": created,
            "seed": 7,
            **fields,
        }
    )


def a_take(services: Services, project_id: str, shot_id: str, folder: Path, colour: str = "teal") -> Take:
    """A take as a worker would hand it in."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = a_picture(folder / f"{new_id('frame')}.png", colour)
    task = a_task(project_id, shot_id)
    return services.takes.adopt(task, [RunnerOutput(picture)], {"renderer": "test"}, 0.5, "worker-1")
