"""Bringing something back from history: always a new commit, and never at the cost of a take."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from app.services.git import lfs
from builders import a_shot, a_take


def git(services: Services, film: Project, *words: str) -> str:
    root = services.workspace.root(film.id)
    name = ["-c", "user.name=Somebody", "-c", "user.email=s@localhost"]
    return subprocess.run(
        ["git", "-C", str(root), *name, *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def whole(services: Services, film: Project) -> None:
    """Git and LFS find nothing wrong, and everything is committed."""
    assert git(services, film, "status", "--porcelain") == ""
    git(services, film, "fsck", "--strict")
    if subprocess.run(["git", "lfs", "version"], capture_output=True, check=False).returncode == 0:
        assert "OK" in git(services, film, "lfs", "fsck")


def head(client: TestClient, url: str) -> str:
    commit: str = client.get(f"{url}/history", params={"limit": 1}).json()["items"][0]["commit"]
    return commit


def restore(client: TestClient, url: str, commit: str, **what: Any) -> Any:
    answer = client.post(f"{url}/history/restore", json={"commit": commit, **what})
    assert answer.status_code == 201, answer.text
    return answer.json()


def takes(client: TestClient, url: str, shot: Shot) -> list[Any]:
    items: list[Any] = client.get(f"{url}/shots/{shot.id}/takes").json()["items"]
    return items


def test_a_shot_comes_back_as_it_was_and_takes_made_since_stay(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    a_take(services, film.id, shot.id, tmp_path)
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 35, "name": "Mara waits"})
    client.patch(f"{url}/shots/{shot.id}/takes/1", json={"rating": 5})
    then = head(client, url)
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 85, "mood": "tense", "name": "Mara leaves"})
    client.patch(f"{url}/shots/{shot.id}/takes/1", json={"rating": 1})
    a_take(services, film.id, shot.id, tmp_path, "navy")
    client.put(f"{url}/shots/{shot.id}/active-take", json={"takeNumber": 2})
    count = len(git(services, film, "log", "--format=%h").splitlines())
    made = restore(client, url, then, elementId=shot.id)
    assert (made["kind"], made["restored"]) == ("restore", then)
    assert made["message"].startswith("Restore shot S01_S01 “Mara waits” as it was after “Take 1 of S01_S01: rate 5/5”")
    now = client.get(f"{url}/shots/{shot.id}").json()
    assert (now["lens"], now["mood"], now["name"], now["activeTake"]) == (35, None, "Mara waits", 1)
    assert client.get(f"{url}/tree").json()["chapters"][0]["scenes"][0]["shots"][0]["name"] == "Mara waits"
    assert [(t["takeNumber"], t["rating"]) for t in takes(client, url, shot)] == [(2, None), (1, 5)]
    assert a_take(services, film.id, shot.id, tmp_path).take_number == 3
    assert len(git(services, film, "log", "--format=%h").splitlines()) == count + 2
    whole(services, film)


def test_restoring_is_undone_by_restoring(client: TestClient, shot: Shot, url: str) -> None:
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 35})
    first = head(client, url)
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 50})
    second = head(client, url)
    restore(client, url, first, elementId=shot.id)
    restore(client, url, second, elementId=shot.id)
    assert client.get(f"{url}/shots/{shot.id}").json()["lens"] == 50


def test_what_is_as_it_was_makes_no_commit(client: TestClient, shot: Shot, url: str) -> None:
    then = head(client, url)
    for what in ({"elementId": shot.id}, {}, {"path": "03_Renders/Chapter_01/Scene_01/Shot_01"}):
        answer = client.post(f"{url}/history/restore", json={"commit": then, **what})
        assert (answer.status_code, answer.json()["code"]) == (409, "as_it_was")
    assert head(client, url) == then


@pytest.mark.parametrize("what", ["shot", "scene", "chapter"])
def test_a_deleted_element_comes_back_with_every_take_that_it_ever_had(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path, what: str
) -> None:
    a_take(services, film.id, shot.id, tmp_path)
    then = head(client, url)
    later = a_take(services, film.id, shot.id, tmp_path, "navy")
    chapter = client.get(f"{url}/tree").json()["chapters"][0]
    ids = {"chapter": chapter["id"], "scene": chapter["scenes"][0]["id"], "shot": shot.id}
    assert client.delete(f"{url}/{what}s/{ids[what]}?confirm=true").status_code == 204
    restore(client, url, then, elementId=shot.id)
    assert [t["takeNumber"] for t in takes(client, url, shot)] == [2, 1]
    assert client.get(takes(client, url, shot)[0]["mediaUrl"]).content
    assert (services.workspace.root(film.id) / later.output.path).is_file()
    assert a_take(services, film.id, shot.id, tmp_path).take_number == 3
    assert client.get(f"{url}/tree").json()["chapters"][0]["id"] == chapter["id"]
    whole(services, film)


def test_the_whole_film_comes_back_and_no_take_made_since_is_lost(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    root = services.workspace.root(film.id)
    script = root / "02_Source_Creative" / "Scripts" / "draft.md"
    script.write_text("Mara waits.\n")
    git(services, film, "add", "."), git(services, film, "commit", "-qm", "Draft")
    a_take(services, film.id, shot.id, tmp_path)
    then = client.post(f"{url}/history/checkpoint", json={"name": "Rough cut"}).json()["commit"]
    tree = client.get(f"{url}/tree").json()

    client.patch(url, json={"name": "Night Train", "quality": "high"})
    a_take(services, film.id, shot.id, tmp_path, "navy")
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 85})
    added = a_shot(services, film, name="Rain")
    drawn = a_take(services, film.id, added.id, tmp_path, "grey")
    bare = a_shot(services, film, name="Nothing yet")
    folder = client.get(f"{url}/shots/{bare.id}").json()["folder"]
    script.write_text("Mara leaves.\n")
    (script.parent / "second.md").write_text("More.\n")
    git(services, film, "add", "."), git(services, film, "commit", "-qm", "Second draft")
    before = head(client, url)

    made = restore(client, url, then)
    assert made["message"] == "Restore the film as it was after “Checkpoint “Rough cut””"
    again = client.get(f"{url}/tree").json()
    assert (again["name"], again["quality"]) == (tree["name"], tree["quality"])
    assert again["chapters"][0]["scenes"][0]["shots"][0]["id"] == shot.id
    assert [len(c["scenes"]) for c in again["chapters"]] == [len(c["scenes"]) for c in tree["chapters"]]
    assert client.get(f"{url}/shots/{shot.id}").json()["lens"] is None
    assert [t["takeNumber"] for t in takes(client, url, shot)] == [2, 1]
    assert client.get(f"{url}/shots/{added.id}").status_code == 404
    assert (root / drawn.output.path).is_file()
    assert not (root / folder).exists()
    assert script.read_text() == "Mara waits.\n"
    assert not (script.parent / "second.md").exists()
    whole(services, film)
    scene = client.post(f"{url}/chapters/{again['chapters'][0]['id']}/scenes", json={"name": "New"}).json()
    assert scene["number"] == 4  # numbers that were given since are not given again

    restore(client, url, before)
    assert client.get(url).json()["name"] == "Night Train"
    assert [t["takeNumber"] for t in takes(client, url, added)] == [1]
    assert script.read_text() == "Mara leaves.\n"
    whole(services, film)


def test_a_shot_that_has_moved_since_goes_back_with_the_film_and_its_new_takes_go_along(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    a_take(services, film.id, shot.id, tmp_path)
    then = head(client, url)
    chapter = film.narrative.chapters[0].id
    scene = client.post(f"{url}/chapters/{chapter}/scenes", json={"name": "Pier"}).json()["id"]
    moved = client.post(f"{url}/narrative/reorder", json={"id": shot.id, "parentId": scene, "index": 0})
    assert moved.is_success, moved.text
    a_take(services, film.id, shot.id, tmp_path, "navy")
    client.patch(f"{url}/shots/{shot.id}", json={"lens": 85})
    restore(client, url, then, elementId=shot.id)  # one shot stays where it is
    assert client.get(f"{url}/shots/{shot.id}").json()["sceneId"] == scene
    restore(client, url, then)
    record = client.get(f"{url}/shots/{shot.id}").json()
    assert record["slate"] == "S01_S01"
    found = takes(client, url, shot)
    assert [t["output"]["path"] for t in found] == [f"{record['folder']}/S01_S01_take0{n}.png" for n in (2, 1)]
    assert all(client.get(take["mediaUrl"]).is_success for take in found)
    whole(services, film)


def test_a_document_comes_back_alone(client: TestClient, services: Services, film: Project, url: str) -> None:
    folder = services.workspace.root(film.id) / "02_Source_Creative" / "Scripts"
    (folder / "a.md").write_text("one\n")
    git(services, film, "add", "."), git(services, film, "commit", "-qm", "One")
    then = head(client, url)
    (folder / "a.md").write_text("two\n")
    (folder / "b.md").write_text("new\n")
    git(services, film, "add", "."), git(services, film, "commit", "-qm", "Two")
    restore(client, url, then, path="02_Source_Creative/Scripts/a.md")
    assert (folder / "a.md").read_text() == "one\n"
    assert (folder / "b.md").read_text() == "new\n"
    whole(services, film)


def test_a_file_with_changes_that_no_commit_holds_is_not_overwritten(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str
) -> None:
    script = services.workspace.root(film.id) / "02_Source_Creative" / "Scripts" / "a.md"
    script.write_text("one\n")
    git(services, film, "add", "."), git(services, film, "commit", "-qm", "One")
    then = head(client, url)
    script.write_text("two\n")
    git(services, film, "commit", "-qam", "Two")
    script.write_text("by hand\n")
    for what in ({"path": "02_Source_Creative/Scripts/a.md"}, {}):
        answer = client.post(f"{url}/history/restore", json={"commit": then, **what})
        assert (answer.status_code, answer.json()["code"]) == (409, "unsaved_changes")
        assert "a.md" in answer.json()["detail"]
    assert script.read_text() == "by hand\n"


def test_an_asset_comes_back_with_its_picture(
    client: TestClient, services: Services, film: Project, url: str, tmp_path: Path
) -> None:
    asset = client.post(f"{url}/assets", json={"category": "characters", "name": "Mara", "tags": ["lead"]}).json()
    then = head(client, url)
    client.patch(f"{url}/assets/{asset['assetId']}", json={"tags": [], "description": "Tired."})
    details = client.get(f"{url}/history/{head(client, url)}").json()["changes"]
    assert [c["elementId"] for c in details] == [asset["assetId"]]
    client.delete(f"{url}/assets/{asset['assetId']}")
    restore(client, url, then, elementId=asset["assetId"])
    again = client.get(f"{url}/assets/{asset['assetId']}").json()
    assert (again["tags"], again["description"]) == (["lead"], "")
    told = client.get(f"{url}/history", params={"elementId": asset["assetId"]}).json()
    assert told["total"] == 4


def test_a_restore_without_its_media_changes_nothing_and_says_why(
    client: TestClient, services: Services, film: Project, shot: Shot, url: str, tmp_path: Path
) -> None:
    take = a_take(services, film.id, shot.id, tmp_path)
    then = head(client, url)
    client.delete(f"{url}/shots/{shot.id}?confirm=true")
    before = head(client, url)
    lfs.object_path(services.workspace.root(film.id), take.output.sha256).unlink()
    for what in ({"elementId": shot.id}, {}):
        answer = client.post(f"{url}/history/restore", json={"commit": then, **what})
        assert (answer.status_code, answer.json()["code"]) == (404, "media_missing")
    assert head(client, url) == before
    assert git(services, film, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"commit": "HEAD"}, 404),
        ({"commit": "0" * 40}, 404),
        ({"commit": "é\0"}, 400),
        ({"commit": "x" * 201}, 422),
        ({"commit": "HERE", "path": "../x"}, 400),
        ({"commit": "HERE", "path": "project.json"}, 422),
        ({"commit": "HERE", "path": ".gitattributes"}, 400),
        ({"commit": "HERE", "path": "03_Renders"}, 404),
        ({"commit": "HERE", "path": "03_Renders/Chapter_01/Scene_01/Shot_01/S01_S01_take01.png"}, 404),
        ({"commit": "HERE", "path": "02_Source_Creative/nothing.md"}, 404),
        ({"commit": "HERE", "elementId": "shot-00000000"}, 404),
        ({"commit": "HERE", "elementId": "../x"}, 422),
        ({"commit": "HERE", "path": "x", "elementId": "shot-00000000"}, 422),
        ({"commit": "HERE", "extra": 1}, 422),
    ],
)
def test_odd_wishes_are_refused_with_a_code(
    client: TestClient, shot: Shot, url: str, body: dict[str, Any], status: int
) -> None:
    here = head(client, url)
    answer = client.post(f"{url}/history/restore", json=json.loads(json.dumps(body).replace("HERE", here)))
    assert answer.status_code == status, answer.text
    assert answer.json()["code"]
    assert head(client, url) == here
