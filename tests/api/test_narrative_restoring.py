"""Undoing a deletion: what comes back is all that was there, found through history alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.two_scenes import Json, TwoScenes
from app.container import Services, build_services
from app.main import create_app
from app.services.git import lfs
from builders import StudioClient


@pytest.fixture
def film(client: TestClient, services: Services, tmp_path: Path) -> TwoScenes:
    return TwoScenes(client, services, tmp_path / "out")


def delete(film: TwoScenes, what: str) -> None:
    assert film.client.delete(f"{film.url}/{what}?confirm=true").status_code == 204


def restore(film: TwoScenes, element: str, client: TestClient | None = None) -> Json:
    answer = (client or film.client).post(f"{film.url}/narrative/restore", json={"id": element})
    assert answer.status_code == 200, answer.text
    placed: Json = answer.json()
    return placed


def everything(film: TwoScenes) -> Json:
    """The tree, every shot and every take, but for the film's own time."""
    places = list(film.services.workspace.film(film.id).project.shots())
    return {
        "tree": film.client.get(f"{film.url}/tree").json(),
        "shots": [film.shot(place.shot.id) for place in places],
        "takes": [film.takes(place.shot.id) for place in places],
    }


@pytest.mark.parametrize("what", ["chapters/{c}", "scenes/{s}", "shots/{x}"])
def test_a_deleted_element_comes_back_with_everything_in_it(film: TwoScenes, what: str) -> None:
    path = what.format(c=film.chapters[0], s=film.diner, x=film.first)
    for colour in ("teal", "navy"):
        film.take(film.first, colour)
    film.take(film.third)
    film.client.delete(f"{film.url}/shots/{film.first}/takes/1")
    film.client.patch(f"{film.url}/shots/{film.first}/takes/2", json={"rating": 4})
    film.client.post(f"{film.url}/chapters", json={"name": "Coda"})
    before = everything(film)
    tree = film.git("rev-parse", "HEAD^{tree}:03_Renders")
    delete(film, path)
    assert everything(film) != before
    restore(film, path.split("/")[1])
    assert everything(film) == before
    assert film.git("rev-parse", "HEAD^{tree}:03_Renders") == tree
    assert film.git("log", "-1", "--format=%s").startswith("Bring back ")
    film.is_whole()
    film.take(film.first)
    assert film.takes(film.first)[0]["takeNumber"] == 3


def test_it_is_found_after_a_restart_and_after_much_else_was_done(film: TwoScenes) -> None:
    film.take(film.first)
    sha256 = film.takes(film.first)[0]["output"]["sha256"]
    delete(film, f"shots/{film.first}")
    film.move(film.third, film.diner, 0)
    film.client.post(f"{film.url}/scenes/{film.diner}/shots", json={"name": "New"})
    services = build_services(film.services.settings)
    with StudioClient(create_app(services=services)) as client:
        placed = restore(film, film.first, client)
    assert (placed["slate"], placed["index"]) == ("S01_S01", 0)
    assert film.order(film.diner) == ["First", "Third", "Second", "New"]
    assert film.takes(film.first)[0]["output"]["sha256"] == sha256
    film.is_whole()


def test_bringing_back_twice_does_it_once_and_a_second_deletion_can_be_undone_too(film: TwoScenes) -> None:
    film.take(film.first)
    delete(film, f"shots/{film.first}")
    placed = restore(film, film.first)
    head = film.git("rev-parse", "HEAD")
    assert restore(film, film.first) == placed
    assert film.git("rev-parse", "HEAD") == head
    film.take(film.first, "navy")
    delete(film, f"shots/{film.first}")
    restore(film, film.first)
    assert [take["takeNumber"] for take in film.takes(film.first)] == [2, 1]
    film.is_whole()


def test_a_shot_comes_back_into_its_scene_wherever_that_is_now(film: TwoScenes) -> None:
    film.take(film.second)
    delete(film, f"shots/{film.second}")
    film.move(film.diner, film.chapters[1], 0)
    film.move(film.pier, film.chapters[1], 0)
    film.move(film.diner, film.chapters[0], 0)
    assert restore(film, film.second)["slate"] == "S03_S02"
    assert film.order(film.diner) == ["First", "Second", "Third"]
    assert film.shot(film.second)["folder"] == "03_Renders/Chapter_01/Scene_03/Shot_02"
    film.is_whole()


def test_what_a_scene_lost_to_another_one_before_it_was_deleted_stays_there(film: TwoScenes) -> None:
    film.take(film.first)
    film.move(film.first, film.pier, 0)
    delete(film, f"scenes/{film.diner}")
    restore(film, film.diner)
    assert film.order(film.diner) == ["Second", "Third"]
    assert film.order(film.pier) == ["First", "Quiet"]
    film.is_whole()


def test_what_was_in_something_that_is_deleted_too_says_what_to_bring_back_first(film: TwoScenes) -> None:
    delete(film, f"shots/{film.first}")
    delete(film, f"scenes/{film.diner}")
    answer = film.client.post(f"{film.url}/narrative/restore", json={"id": film.first})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert "scene" in answer.json()["detail"]
    restore(film, film.diner)
    restore(film, film.first)
    assert film.order(film.diner) == ["First", "Second", "Third"]


def test_a_file_that_was_changed_since_its_commit_is_kept_by_both(film: TwoScenes) -> None:
    film.take(film.first)
    sidecar = film.root / film.takes(film.first)[0]["output"]["path"].replace(".png", ".json")
    mine = sidecar.read_text().replace('"metadata": {', '"mine": 1,\n  "metadata": {')
    sidecar.write_text(mine)
    delete(film, f"shots/{film.first}")
    restore(film, film.first)
    assert sidecar.read_text() == mine
    assert film.takes(film.first)[0]["mine"] == 1


def test_a_picture_that_the_store_has_lost_is_named_and_nothing_is_half_back(film: TwoScenes) -> None:
    film.take(film.first)
    lfs.object_path(film.root, film.takes(film.first)[0]["output"]["sha256"]).unlink()
    delete(film, f"shots/{film.first}")
    head = film.git("rev-parse", "HEAD")
    answer = film.client.post(f"{film.url}/narrative/restore", json={"id": film.first})
    assert 400 <= answer.status_code < 500
    assert "S01_S01_take01.png" in answer.json()["detail"]
    assert film.git("rev-parse", "HEAD") == head
    assert film.order(film.diner) == ["Second", "Third"]


@pytest.mark.parametrize("element", ["shot-00000000", "scene-00000000"])
def test_what_was_never_deleted_is_not_found(film: TwoScenes, element: str) -> None:
    answer = film.client.post(f"{film.url}/narrative/restore", json={"id": element})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_deleted")
