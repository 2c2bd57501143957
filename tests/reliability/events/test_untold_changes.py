"""A crash between a change and its events: whoever comes after it lets the film's windows load again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.domain.project import ProjectPatch
from app.main import create_app
from app.services.edits import journal
from builders import StudioClient, a_film, settings_for
from worker.studio import wait_until

STEPS = ("decide", "put", "branch", "forget", "sweep")


def change_and_die(services: Services, film: str, step: str) -> None:
    """A process that dies while it changes the film's name."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return

    def die(name: str) -> None:
        if name == step:
            os._exit(9)

    journal.reached = die
    try:
        services.workspace.update(film, ProjectPatch(name="Night Train"))
    finally:
        os._exit(1)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("finder", ["an edit", "the caretaker"])
def test_a_change_whose_events_were_not_told_makes_every_window_load_again(
    tmp_path: Path, valkey_url: str, step: str, finder: str
) -> None:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    film = a_film(services).id
    since = services.bus.position(film).last_id
    change_and_die(build_services(services.settings), film, step)
    client: TestClient
    with StudioClient(create_app(services=services)) as client, client.websocket_connect(f"/ws/{film}") as window:
        # The server's start has found it already; what it found is the same as what an edit or the caretaker finds.
        assert client.get(f"/api/projects/{film}").status_code == 200
        with client.websocket_connect(f"/ws/{film}?since={since}") as back:
            assert json.loads(back.receive_text())["type"] == "reset"
        change_and_die(build_services(services.settings), film, step)
        if finder == "an edit":
            client.patch(f"/api/projects/{film}", json={"description": "After the crash."})
        else:
            services.caretaker.tend()
        wait_until(lambda: json.loads(window.receive_text())["type"] == "reset")


def test_a_change_that_was_told_leaves_nothing_to_find(tmp_path: Path, valkey_url: str) -> None:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    film = a_film(services)
    since = services.bus.position(film.id).last_id
    services.workspace.update(film.id, ProjectPatch(name="Night Train"))
    services.caretaker.tend()
    assert not list((services.workspace.root(film.id) / ".git" / "auteur" / "edits").iterdir())
    told = [json.loads(text)["type"] for _, text in services.bus.after(film.id, since, 10)]
    assert told == ["project_update", "history_changed"]
