"""The gallery: found, sorted, broken with a way out, in the trash and out of it, and seen as it is within two seconds."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from app.container import Services
from app.services.films.gallery_watch import GalleryWatch
from builders import a_film, a_shot, a_take


def git(root: Path, *args: str) -> str:
    return subprocess.run(["git", "-C", str(root), *args], check=True, capture_output=True, text=True).stdout.strip()


def listed(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/projects", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_films_are_found_by_words_sorted_and_picked_by_quality_and_structure(
    client: TestClient, services: Services
) -> None:
    a_film(services, "Zebra", description="A ferry at night", quality="high")
    a_film(services, "apple", structure="hero-journey")
    a_film(services, "Mango", quality="high", structure="hero-journey")
    client.patch(f"/api/projects/{listed(client, q='zebra')[0]['id']}", json={"description": "A ferry at dawn"})

    def names(**query: Any) -> list[str]:
        return [film["name"] for film in listed(client, **query)]

    assert names(sort="name") == ["apple", "Mango", "Zebra"]
    assert names(sort="created") == ["Mango", "apple", "Zebra"]
    assert names(sort="modified")[0] == "Zebra"
    assert names(q="FERRY") == ["Zebra"]
    assert names(quality="high", sort="name") == ["Mango", "Zebra"]
    assert names(structure="hero-journey", quality="high") == ["Mango"]
    assert names(q="nothing") == []


def test_a_film_in_the_trash_is_listed_and_comes_back_or_goes_for_good(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    film, other = a_film(services), a_film(services, "Other")
    a_take(services, film.id, a_shot(services, film).id, tmp_path / "out")
    url = f"/api/projects/{film.id}"
    assert client.delete(f"{url}?confirm=true&forever=true").json()["code"] == "wrong_state"
    client.delete(f"{url}?confirm=true")
    thrown = listed(client, deleted=True)
    assert [(t["id"], t["name"], t["counts"]["takes"]) for t in thrown] == [(film.id, "My Film", 1)]
    assert thrown[0]["deleted"] and listed(client, deleted=True, q="other") == []
    assert [film["id"] for film in listed(client)] == [other.id]
    assert client.post(f"{url}/restore").is_success
    assert listed(client, deleted=True) == []
    client.delete(f"{url}?confirm=true")
    assert client.delete(f"{url}?forever=true").json()["code"] == "confirmation_needed"
    assert client.delete(f"{url}?confirm=true&forever=true").status_code == 204
    assert listed(client, deleted=True) == []
    assert list((services.settings.state_dir / "trash" / "projects").iterdir()) == []
    assert client.post(f"{url}/restore").status_code == 404
    assert client.delete(f"{url}?confirm=true&forever=true").status_code == 404
    assert client.get(f"/api/projects/{other.id}").is_success


def test_a_spoilt_manifest_is_listed_with_its_reason_and_put_back_from_history(
    client: TestClient, services: Services
) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    good = (root / "project.json").read_bytes()
    (root / "project.json").write_text("{ torn")
    broken = listed(client)[0]
    assert (broken["id"], broken["name"], broken["remedy"]) == (film.id, "My Film", "manifest")
    assert "JSON" in broken["broken"]
    refused = client.get(f"/api/projects/{film.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "broken_project")
    answer = client.post(f"/api/projects/{film.id}/repair")
    assert answer.status_code == 200, answer.text
    assert answer.json()["broken"] is None
    assert (root / "project.json").read_bytes() == good
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "-1", "--format=%s").startswith("Put the film’s manifest back")
    assert [p.read_text() for p in (root / "04_Project_Files").iterdir()] == ["{ torn"]
    assert client.post(f"/api/projects/{film.id}/repair").json()["code"] == "wrong_state"


def test_a_manifest_that_was_spoilt_in_history_too_or_is_gone_is_put_back(
    client: TestClient, services: Services
) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    good = (root / "project.json").read_bytes()
    (root / "project.json").write_text("<<<<<<< HEAD")
    git(root, "-c", "user.name=me", "-c", "user.email=me", "commit", "-q", "-a", "-m", "a merge gone wrong")
    assert client.post(f"/api/projects/{film.id}/repair").is_success
    assert (root / "project.json").read_bytes() == good
    assert git(root, "show", "HEAD:project.json").encode() + b"\n" == good
    (root / "project.json").unlink()
    assert listed(client)[0]["broken"]
    assert client.post(f"/api/projects/{film.id}/repair").is_success
    assert (root / "project.json").read_bytes() == good


def test_a_film_without_a_remedy_says_so_and_can_be_thrown_away(client: TestClient, services: Services) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    (root / ".git/objects/info").mkdir(exist_ok=True)
    (root / ".git/objects/info/alternates").write_text("/somewhere/else\n")
    broken = listed(client)[0]
    assert (broken["name"], broken["remedy"]) == ("My Film", None)
    refused = client.post(f"/api/projects/{broken['id']}/repair")
    assert (refused.status_code, refused.json()["code"]) == (409, "broken_project")
    assert "objects/info/alternates leads out of the film" in refused.json()["detail"]
    assert client.delete(f"/api/projects/{broken['id']}?confirm=true").status_code == 204
    assert [film["folder"] for film in listed(client, deleted=True)] == ["My_Film"]


def test_a_copy_made_by_hand_is_told_apart_and_made_a_film_of_its_own(client: TestClient, services: Services) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    shutil.copytree(root, root.parent / "A copy")
    twin = next(f for f in listed(client) if f["folder"] == "A copy")
    assert twin["id"] != film.id and twin["remedy"] == "id" and "same id" in twin["broken"]
    own = client.post(f"/api/projects/{twin['id']}/repair").json()
    assert own["id"] not in (film.id, twin["id"])
    assert {(f["folder"], f["broken"]) for f in listed(client)} == {("My_Film", None), ("A copy", None)}
    assert client.get(f"/api/projects/{film.id}").json()["folder"] == "My_Film"


def test_whatever_happens_to_the_films_folder_is_noticed_at_the_next_look(services: Services) -> None:
    watch = GalleryWatch(services.workspace, services.film_trash, services.bus.publish)
    assert watch.look() and not watch.look()
    film = a_film(services)
    root, aside = services.workspace.root(film.id), services.settings.workspace_root / "aside"
    assert watch.look() and not watch.look()
    for change in (
        lambda: shutil.move(root, aside),
        lambda: shutil.move(aside, root),
        lambda: (root / "project.json").write_text("{"),
        lambda: git(root, "checkout", "--", "project.json"),
        lambda: services.film_trash.put(film.id, confirm=True),
        lambda: services.film_trash.remove(film.id, confirm=True),
    ):
        change()
        assert watch.look() and not watch.look()


def test_a_film_whose_folder_is_renamed_by_hand_is_found_under_its_new_name(
    client: TestClient, services: Services
) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    shutil.move(root, root.with_name("By_Hand"))
    assert client.get(f"/api/projects/{film.id}/tree").status_code == 200
    assert services.workspace.root(film.id) == root.with_name("By_Hand")


def test_a_folder_that_is_put_into_the_workspace_is_told_in_the_studio(client: TestClient, services: Services) -> None:
    film = a_film(services)
    root, aside = services.workspace.root(film.id), services.settings.workspace_root / "aside"
    shutil.move(root, aside)
    with client.websocket_connect("/ws/studio") as socket:
        shutil.move(aside, root)
        while json.loads(socket.receive_text())["type"] != "gallery_changed":
            pass
        assert [f["id"] for f in listed(client)] == [film.id]


def test_another_window_is_told_when_the_studios_settings_change(client: TestClient) -> None:
    with client.websocket_connect("/ws/studio") as socket:
        assert client.patch("/api/workspace/config", json={"defaultQuality": "high"}).is_success
        while json.loads(socket.receive_text())["type"] != "settings_changed":
            pass
