"""Secrets stay out of logs, errors and films, and no answer says where on this machine things lie (G22)."""

from __future__ import annotations

import io
import json
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from app.config import Settings
from app.domain.scrubbing import HIDDEN, Scrubber
from app.main import create_app
from app.observability import configure_logging, scrubber_for, scrubbing
from builders import StudioClient, settings_for
from reliability.door.conftest import Stage
from reliability.door.raw import ask

OWN = "own-canary-4d1f0a9c77e2"
BROKER = "broker-canary-99b1"
API = "auteur_" + "Canary0123456789-_canary0123456789canary012"
LINES = (
    f"GET /enter?token={API} HTTP/1.1",
    f"Authorization: Bearer {API}",
    "authorization: Basic Y2FuYXJ5OmNhbmFyeQ==",
    "{'authorization': 'Bearer canary-abcdef', 'x': 1}",
    "Cookie: auteur-1234=canary-abcdef; other=canary-two",
    "set-cookie: auteur-1234=canary-abcdef; Path=/",
    "https://canary-user:canary-pass@example.com/x.git",
    f"redis://:{BROKER}@10.0.0.1:6379/0",
    "api_key=canary-abcdef",
    '{"password": "canary-abcdef", "name": "x"}',
    "access_token=canary-abcdef&next=/",
    "refused: token canary is fine but TOKEN=canary-abcdef is not",
    f"AUTEUR_TOKEN={OWN}",
    f"the words {OWN} in passing",
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_for(tmp_path / "Workspace", f"redis://:{BROKER}@10.0.0.1:6379/0", token=OWN)


@pytest.mark.parametrize("line", LINES)
def test_a_secret_in_a_line_is_hidden(settings: Settings, line: str) -> None:
    told = scrubber_for(settings).text(line)
    assert HIDDEN in told
    for secret in (API, OWN, BROKER, "canary-abcdef", "canary-two", "canary-pass", "Y2FuYXJ5"):
        assert secret not in told, told


def test_a_secret_is_hidden_in_anything_that_a_log_line_holds(settings: Settings) -> None:
    event: dict[str, Any] = {
        "event": f"asked with {API}",
        "headers": {"Authorization": "anything", "Cookie": "a=b", "accept": "text/html"},
        "list": [f"Bearer {OWN}", (f"x {BROKER}",), b"token=canary-abcdef"],
        "error": ValueError(f"bad token={API}"),
        "password": "short",
        "count": 3,
        "nothing": None,
    }
    told = json.dumps(scrubbing(scrubber_for(settings))(None, "info", event))
    for secret in (API, OWN, BROKER, "canary", '"anything"', "a=b", "short"):
        assert secret not in told
    assert '"accept": "text/html"' in told and '"count": 3' in told


def test_paths_are_told_relative_to_the_workspace(tmp_path: Path) -> None:
    scrubber = Scrubber(places={"/srv/films": "", "/home/mara": "~", "/home/mara/films": ""})
    for line, told in (
        ("open '/srv/films/Projects/A/shot.json'", "open 'Projects/A/shot.json'"),
        ("in /srv/films", "in the workspace"),
        ("in /srv/films.", "in the workspace."),
        ("/srv/films2/x", "/srv/films2/x"),
        ("/srv/filmstrip", "/srv/filmstrip"),
        ("/home/mara/films/Projects and /home/mara/x", "Projects and ~/x"),
        ("/home/mara: no", "~: no"),
    ):
        assert scrubber.text(line) == told, line


@pytest.fixture
def logged(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    handlers = logging.root.handlers[:]
    logging.root.handlers.clear()
    configure_logging(settings)
    yield out
    logging.root.handlers[:] = handlers
    structlog.reset_defaults()


def test_tracebacks_of_ours_and_of_libraries_are_scrubbed(settings: Settings, logged: io.StringIO) -> None:
    secret_place = settings.workspace_root / "Projects" / "Film"
    try:
        raise RuntimeError(f"cannot open {secret_place}/shot.json with token={API}")
    except RuntimeError as error:
        structlog.get_logger().error("failed", exc_info=error, folder=secret_place, url=f"/enter?token={API}")
        logging.getLogger("uvicorn.error").exception("Exception with Bearer %s in %s", OWN, secret_place)
    text = logged.getvalue()
    assert '"failed"' in text and "Exception with Bearer" in text
    for secret in (API, OWN, str(settings.workspace_root), str(Path(__file__).parents[3])):
        assert secret not in text
    assert "Projects/Film/shot.json" in text


def test_no_answer_tells_where_things_lie_or_what_was_shown_at_the_door(stage: Stage) -> None:
    places = (str(stage.folder), str(Path.home()) + "/", str(Path(__file__).parents[3]))
    spec = stage.client.app.openapi()  # type: ignore[attr-defined]
    known = {"project_id": stage.film_id, "shot_id": stage.shot_id, "number": "1"}
    asked = 0
    for path, verbs in spec["paths"].items():
        for ids in (known, {}):
            filled = path
            for name in ("project_id", "chapter_id", "scene_id", "shot_id", "number", "task_id", "pipeline_id"):
                filled = filled.replace(f"{{{name}}}", ids.get(name, "shot-000000000000"))
            for verb in verbs:
                headers = ((b"host", b"127.0.0.1:8000"), (b"cookie", b"auteur=" + API.encode()))
                answer = ask(stage.client, verb.upper(), filled.encode(), b"token=" + API.encode(), headers)
                asked += 1
                for text in (*places, API):
                    assert text.encode() not in answer.body, (verb, path)
    assert asked > 80


def test_an_unforeseen_error_says_nothing_and_its_log_no_secret(
    settings: Settings, logged: io.StringIO, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"{stage.folder}/Workspace with {API}")

    monkeypatch.setattr(stage.services.workspace.__class__, "list", fail)
    answer = ask(stage.client, "GET", b"/api/projects", b"token=" + API.encode())
    assert answer.status == 500
    assert API.encode() not in answer.body and str(stage.folder).encode() not in answer.body
    text = logged.getvalue()
    assert "request failed" in text and API not in text


def test_what_passed_the_door_is_in_no_file_of_the_workspace(tmp_path: Path, valkey_url: str) -> None:
    settings = settings_for(tmp_path / "Workspace", valkey_url, token=OWN)
    with StudioClient(create_app(settings), headers={"authorization": f"Bearer {OWN}"}) as client:
        film = client.post("/api/projects", json={"name": "Film"}).json()
        client.post(f"/api/projects/{film['id']}/chapters", json={"name": "One"})
        root = next((tmp_path / "Workspace" / "Projects").iterdir())
        history = subprocess.run(
            ["git", "-C", str(root), "log", "-p", "--all"], capture_output=True, text=True, check=True
        ).stdout
    assert OWN not in history
    for path in (tmp_path / "Workspace").rglob("*"):
        assert not path.is_file() or OWN.encode() not in path.read_bytes(), path
