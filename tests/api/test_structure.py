"""A film gets another narrative structure, and keeps all its scenes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.two_scenes import TwoScenes
from app.container import Services
from builders import a_film


@pytest.fixture
def film(client: TestClient, services: Services, tmp_path: Path) -> TwoScenes:
    return TwoScenes(client, services, tmp_path / "out")


def chapters(film: TwoScenes) -> list[tuple[str, int]]:
    """Name and number of scenes of each chapter."""
    return [(c["name"], len(c["scenes"])) for c in film.client.get(f"{film.url}/tree").json()["chapters"]]


def scenes(film: TwoScenes) -> list[tuple[str, str, list[str]]]:
    tree = film.client.get(f"{film.url}/tree").json()
    return [
        (scene["id"], scene["name"], [shot["id"] for shot in scene["shots"]])
        for chapter in tree["chapters"]
        for scene in chapter["scenes"]
    ]


@pytest.mark.parametrize("structure", ["beat-sheet", "hero-journey", "story-circle"])
def test_every_scene_shot_and_take_is_there_after_the_structure_changed(film: TwoScenes, structure: str) -> None:
    film.take(film.first)
    before, folder = scenes(film), film.shot(film.first)["folder"]
    answer = film.client.patch(film.url, json={"structure": structure})
    assert answer.status_code == 200
    assert answer.json()["structure"] == structure
    assert scenes(film) == before
    assert film.shot(film.first)["folder"] == folder
    assert len(film.takes(film.first)) == 1
    names = [name for name, _ in chapters(film)]
    templates = {t["id"]: t for t in film.client.get("/api/templates/narrative").json()["items"]}
    assert names == [stage["name"] for stage in templates[structure]["stages"]]
    film.is_whole()


def test_there_and_back_again_is_the_film_as_it_was(film: TwoScenes) -> None:
    before = [name for name, _ in chapters(film)]
    for structure in ("beat-sheet", "three-act"):
        film.client.patch(film.url, json={"structure": structure})
    assert [name for name, _ in chapters(film)] == before
    assert sum(count for _, count in chapters(film)) == len(scenes(film))


def test_a_chapter_that_a_person_named_keeps_its_name(film: TwoScenes) -> None:
    film.client.patch(f"{film.url}/chapters/{film.chapters[1]}", json={"name": "The long night"})
    film.client.patch(film.url, json={"structure": "story-circle"})
    tree = film.client.get(f"{film.url}/tree").json()
    stages = {stage["id"] for t in film.client.get("/api/templates/narrative").json()["items"] for stage in t["stages"]}
    assert "The long night" in [chapter["name"] for chapter in tree["chapters"]]
    assert {chapter["stage"] for chapter in tree["chapters"]} <= stages


def test_the_plan_says_beforehand_what_then_happens(film: TwoScenes) -> None:
    before = film.client.get(f"{film.url}/tree").json()
    planned = film.client.get(f"{film.url}/structure", params={"to": "beat-sheet"}).json()["chapters"]
    assert film.client.get(f"{film.url}/tree").json() == before
    film.client.patch(film.url, json={"structure": "beat-sheet"})
    assert [(c["name"], c["scenes"]) for c in planned if c["change"] != "removed"] == chapters(film)
    assert {c["change"] for c in planned} >= {"added", "renamed"}
    back = film.client.get(f"{film.url}/structure", params={"to": "three-act"}).json()["chapters"]
    assert all(c["scenes"] == 0 for c in back if c["change"] == "removed")
    assert [c["name"] for c in back if c["change"] == "removed"]


def test_empty_chapters_of_the_old_structure_go_and_their_numbers_are_not_given_again(
    client: TestClient, services: Services
) -> None:
    project = a_film(services, structure="beat-sheet")
    url = f"/api/projects/{project.id}"
    highest = max(chapter.number for chapter in project.narrative.chapters)
    client.patch(url, json={"structure": "three-act"})
    assert len(client.get(f"{url}/tree").json()["chapters"]) == 3
    assert client.post(f"{url}/chapters", json={"name": "Coda"}).json()["number"] == highest + 1


def test_the_same_structure_again_changes_no_chapter(film: TwoScenes) -> None:
    before = film.client.get(f"{film.url}/tree").json()
    assert film.client.patch(film.url, json={"structure": "three-act"}).status_code == 200
    assert film.client.get(f"{film.url}/tree").json() == before


def test_an_unknown_structure_is_refused(film: TwoScenes) -> None:
    assert film.client.patch(film.url, json={"structure": "no-act"}).status_code == 422
    assert film.client.get(f"{film.url}/structure", params={"to": "no-act"}).status_code == 422
