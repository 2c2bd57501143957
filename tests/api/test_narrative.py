"""Chapters, scenes and shots over HTTP."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from builders import a_film, a_shot, a_take


def diary(services: Services, project_id: str) -> list[str]:
    root = services.workspace.root(project_id)
    out = subprocess.run(["git", "-C", str(root), "log", "--format=%s"], check=True, capture_output=True, text=True)
    return out.stdout.splitlines()


def test_a_scene_and_shots_are_added_named_and_shown_in_the_tree(client: TestClient, services: Services) -> None:
    film = a_film(services)
    base = f"/api/projects/{film.id}"
    chapter = film.narrative.chapters[0].id
    scene = client.post(f"{base}/chapters/{chapter}/scenes", json={"name": "Diner"}).json()
    first = client.post(f"{base}/scenes/{scene['id']}/shots", json={"name": "Mara waits", "size": "CU", "lens": 85})
    second = client.post(f"{base}/scenes/{scene['id']}/shots", json={}).json()
    between = client.post(f"{base}/scenes/{scene['id']}/shots", json={"after": first.json()["id"]}).json()
    assert first.status_code == 201
    assert first.json()["slate"] == "S01_S01"
    assert first.json()["folder"] == "03_Renders/Chapter_01/Scene_01/Shot_01"
    tree = client.get(f"{base}/tree").json()
    shots = tree["chapters"][0]["scenes"][0]["shots"]
    assert [s["id"] for s in shots] == [first.json()["id"], between["id"], second["id"]]
    assert [s["slate"] for s in shots] == ["S01_S01", "S01_S03", "S01_S02"]
    assert diary(services, film.id)[:2] == ["Add shot S01_S03 “Shot 3”", "Add shot S01_S02 “Shot 2”"]


def test_what_happens_in_a_shot_is_kept_in_its_own_file(client: TestClient, services: Services) -> None:
    film = a_film(services)
    shot = a_shot(services, film)
    fields: dict[str, Any] = {
        "description": "She watches him.", "size": "MCU", "angle": "low", "lens": 65, "movement": "dolly in",
        "interior": True, "location": "diner", "timeOfDay": "night", "mood": "tense", "props": ["cup"],
        "cast": [{"name": "Mara", "action": "sit", "place": "left"}],
    }  # fmt: skip
    answer = client.patch(f"/api/projects/{film.id}/shots/{shot.id}", json=fields)
    assert answer.is_success
    saved = json.loads((services.workspace.root(film.id) / answer.json()["folder"] / "shot.json").read_text())
    for name, value in fields.items():
        if name != "cast":
            assert saved[name] == value
    assert saved["cast"][0]["name"] == "Mara"
    preview = client.post(f"/api/projects/{film.id}/shots/{shot.id}/prompt/preview").json()
    assert "She watches him" in preview["text"]
    assert "medium close-up" in preview["parts"]["direct"]


def test_null_empties_a_field_and_a_change_of_nothing_makes_no_commit(client: TestClient, services: Services) -> None:
    film = a_film(services)
    shot = a_shot(services, film, lens=35)
    url = f"/api/projects/{film.id}/shots/{shot.id}"
    assert client.patch(url, json={"lens": None}).json()["lens"] is None
    commits = len(diary(services, film.id))
    assert client.patch(url, json={"lens": None}).is_success
    assert len(diary(services, film.id)) == commits


@pytest.mark.parametrize(
    "bad",
    [{"size": "HUGE"}, {"lens": 1}, {"lens": "fifty"}, {"angle": 5}, {"unknown": 1}, {"name": ""}, {"cast": [{}]}],
)
def test_a_wrong_field_is_named_and_nothing_changes(
    client: TestClient, services: Services, bad: dict[str, Any]
) -> None:
    film = a_film(services)
    shot = a_shot(services, film)
    before = diary(services, film.id)
    answer = client.patch(f"/api/projects/{film.id}/shots/{shot.id}", json=bad)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][0] == next(iter(bad))
    assert diary(services, film.id) == before


def test_deleting_what_holds_takes_asks_first(client: TestClient, services: Services, tmp_path: Path) -> None:
    film = a_film(services)
    shot = a_shot(services, film)
    a_take(services, film.id, shot.id, tmp_path / "out")
    place = services.workspace.film(film.id).project.shot(shot.id)
    for path in (f"shots/{shot.id}", f"scenes/{place.scene.id}", f"chapters/{place.chapter.id}"):
        assert client.delete(f"/api/projects/{film.id}/{path}").json()["code"] == "confirmation_needed"
    assert client.delete(f"/api/projects/{film.id}/scenes/{place.scene.id}?confirm=true").status_code == 204
    assert client.get(f"/api/projects/{film.id}/shots/{shot.id}").json()["code"] == "shot_not_found"
    assert not (services.workspace.root(film.id) / place.folder).exists()


def test_a_number_is_not_given_again_after_a_delete(client: TestClient, services: Services) -> None:
    film = a_film(services)
    shot = a_shot(services, film)
    scene = services.workspace.film(film.id).project.shot(shot.id).scene.id
    client.delete(f"/api/projects/{film.id}/shots/{shot.id}")
    assert client.post(f"/api/projects/{film.id}/scenes/{scene}/shots", json={}).json()["slate"] == "S01_S02"


def test_ten_writers_at_once_lose_nothing(client: TestClient, services: Services) -> None:
    film = a_film(services)
    shot = a_shot(services, film)
    scene = services.workspace.film(film.id).project.shot(shot.id).scene.id
    with ThreadPoolExecutor(10) as pool:
        made = list(
            pool.map(
                lambda n: client.post(f"/api/projects/{film.id}/scenes/{scene}/shots", json={"name": f"N{n}"}),
                range(10),
            )
        )
    assert [answer.status_code for answer in made] == [201] * 10
    assert len({answer.json()["slate"] for answer in made}) == 10
    tree = client.get(f"/api/projects/{film.id}/tree").json()
    assert len(tree["chapters"][0]["scenes"][0]["shots"]) == 11


def test_an_id_of_another_film_is_not_found(client: TestClient, services: Services) -> None:
    mine, other = a_film(services, "Mine"), a_film(services, "Other")
    shot = a_shot(services, other)
    assert client.get(f"/api/projects/{mine.id}/shots/{shot.id}").json()["code"] == "shot_not_found"
    assert client.patch(f"/api/projects/{mine.id}/shots/{shot.id}", json={"name": "x"}).status_code == 404


def test_a_chapter_and_a_scene_are_not_changed_on_an_outdated_version(client: TestClient, services: Services) -> None:
    film = a_film(services)
    chapter, base = film.narrative.chapters[0].id, f"/api/projects/{film.id}"
    scene = client.post(f"{base}/chapters/{chapter}/scenes", json={"name": "Diner"}).json()["id"]
    for path in (f"{base}/chapters/{chapter}", f"{base}/scenes/{scene}"):
        seen = client.get(path).headers["ETag"]
        newer = client.patch(path, json={"name": "First"}, headers={"If-Match": seen})
        assert newer.status_code == 200
        refused = client.patch(path, json={"name": "Second"}, headers={"If-Match": seen})
        assert (refused.status_code, refused.json()["code"]) == (412, "stale_version")
        assert client.get(path).json()["name"] == "First"
