"""The tree is remembered by the times of the files, so it must follow them whoever changes them."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from builders import a_take


@pytest.fixture
def folder(services: Services, film: Project, shot: Shot, tmp_path: Path) -> Path:
    """A shot's folder with two takes, which was left alone for a while."""
    a_take(services, film.id, shot.id, tmp_path)
    a_take(services, film.id, shot.id, tmp_path)
    found: Path = services.workspace.root(film.id) / "03_Renders/Chapter_01/Scene_01/Shot_01"
    while time.time_ns() - max(path.stat().st_ctime_ns for path in (*found.iterdir(), found)) < 110_000_000:
        time.sleep(0.01)
    return found


def shown(client: TestClient, url: str) -> Any:
    return client.get(f"{url}/tree").json()["chapters"][0]["scenes"][0]["shots"][0]


def write_into(file: Path, **fields: Any) -> None:
    """As an editor does that keeps the file and changes what is in it: nothing of the folder changes."""
    content = {**json.loads(file.read_text()), **fields}
    with file.open("r+") as out:
        out.write(json.dumps(content))
        out.truncate()


def test_who_has_the_tree_already_is_told_so_until_something_changes(client: TestClient, url: str, shot: Shot) -> None:
    first = client.get(f"{url}/tree")
    again = client.get(f"{url}/tree", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    client.patch(f"{url}/shots/{shot.id}", json={"size": "CU"})
    after = client.get(f"{url}/tree", headers={"If-None-Match": first.headers["etag"]})
    assert after.json()["chapters"][0]["scenes"][0]["shots"][0]["size"] == "CU"
    assert after.headers["etag"] != first.headers["etag"]


def test_what_another_program_writes_into_a_record_is_shown(client: TestClient, url: str, folder: Path) -> None:
    assert shown(client, url)["takeCount"] == 2
    write_into(folder / "S01_S01_take01.json", deleted="2026-01-01T00:00:00.000Z")
    assert shown(client, url)["takeCount"] == 1
    write_into(folder / "shot.json", size="WS")
    assert shown(client, url)["size"] == "WS"


def test_a_take_that_comes_or_goes_by_hand_is_counted(client: TestClient, url: str, folder: Path) -> None:
    assert shown(client, url)["takeCount"] == 2
    sidecar = folder / "S01_S01_take02.json"
    put_away = folder.parent / "put_away.json"
    sidecar.rename(put_away)
    assert shown(client, url)["takeCount"] == 1
    put_away.rename(sidecar)
    assert shown(client, url)["takeCount"] == 2


def test_what_is_broken_or_leads_elsewhere_is_left_out(client: TestClient, url: str, folder: Path) -> None:
    (folder / "S01_S01_take01.json").write_text('{"takeNumber": 1, "takeNumber": 2}')
    second = folder / "S01_S01_take02.json"
    elsewhere = folder.parent / "elsewhere.json"
    second.rename(elsewhere)
    second.symlink_to(elsewhere)
    (folder / "S01_S01_take03.json").mkdir()
    assert shown(client, url)["takeCount"] == 0
    moved = folder.rename(folder.parent / "moved")
    folder.symlink_to(moved)
    assert shown(client, url)["size"] is None
    assert shown(client, url)["activeTake"] is None
