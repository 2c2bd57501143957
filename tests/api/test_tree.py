"""The tree is remembered by the times of the files, so it must follow them whoever changes them."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from app.services.films import glances
from app.services.films.glance import Kept
from builders import a_take


@pytest.fixture(params=["looked at", "watched"])
def folder(
    request: pytest.FixtureRequest,
    services: Services,
    film: Project,
    shot: Shot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A shot's folder with two takes, which was left alone for a while and is known to be still where the film is watched."""
    a_take(services, film.id, shot.id, tmp_path)
    a_take(services, film.id, shot.id, tmp_path)
    found: Path = services.workspace.root(film.id) / "03_Renders/Chapter_01/Scene_01/Shot_01"
    wait_until_settled(found)
    if request.param == "watched":
        monkeypatch.setattr(glances, "_WORTH_WATCHING", 1)
        services.tree.tree(film.id)
        services.workspace.glances.settle()
        services.tree.tree(film.id)
    return found


def wait_until_settled(folder: Path) -> None:
    """A file that was changed a moment ago is read again at every look."""
    while time.time_ns() - max(path.stat().st_ctime_ns for path in (*folder.iterdir(), folder)) < 110_000_000:
        time.sleep(0.01)


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


def test_a_shot_in_which_nothing_happens_is_not_looked_at(
    client: TestClient, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    looked: list[str] = []
    holds = Kept.holds
    monkeypatch.setattr(Kept, "holds", lambda self, scene, shot: (looked.append(shot), holds(self, scene, shot))[1])
    for _ in range(3):
        assert shown(client, url)["takeCount"] == 2
    assert (looked == []) is ("watched" in request.node.name)
    write_into(folder / "shot.json", size="WS")
    assert shown(client, url)["size"] == "WS"


def test_folders_that_change_places_are_seen(
    client: TestClient, url: str, folder: Path, services: Services, film: Project, shot: Shot
) -> None:
    scene = folder.parent
    before = shown(client, url)["takeCount"]
    away = scene.rename(scene.with_name("Scene_77"))
    assert (before, shown(client, url)["takeCount"]) == (2, 0)
    scene.mkdir()
    assert shown(client, url)["takeCount"] == 0
    (away / folder.name).rename(folder)
    assert shown(client, url)["takeCount"] == 2
    write_into(folder / "shot.json", size="WS")
    assert shown(client, url)["size"] == "WS"
    folder.rename(scene / "Shot_77")
    assert shown(client, url)["takeCount"] == 0


def test_what_the_system_does_not_tell_is_seen_and_ends_its_credit(
    client: TestClient, url: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written through another name of the file, which lies in a folder that nobody watches."""
    os.link(folder / "shot.json", tmp_path / "other_name.json")
    wait_until_settled(folder)
    assert shown(client, url)["size"] is None
    monkeypatch.setattr(glances, "_LOOK_ANYWAY", 1)
    write_into(tmp_path / "other_name.json", size="WS")
    assert shown(client, url)["size"] == "WS"
    monkeypatch.setattr(glances, "_LOOK_ANYWAY", 10_000)
    wait_until_settled(folder)
    assert [shown(client, url)["size"] for _ in range(2)] == ["WS", "WS"]
    write_into(tmp_path / "other_name.json", size="CU")
    assert shown(client, url)["size"] == "CU"
