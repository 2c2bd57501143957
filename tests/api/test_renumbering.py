"""Numbers in the order of the film: planned, refused, carried out with every take, undone, restored across."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.two_scenes import Json, TwoScenes
from app.container import Services


@pytest.fixture
def film(client: TestClient, services: Services, tmp_path: Path) -> TwoScenes:
    """Shots of the first scene in the order Third (3), First (1), Second (2); Pier (2) before Diner (1)."""
    film = TwoScenes(client, services, tmp_path / "out")
    film.move(film.third, film.diner, 0)
    film.move(film.pier, film.chapters[0], 0)
    return film


def slates(film: TwoScenes) -> list[tuple[str, str]]:
    tree = film.client.get(f"{film.url}/tree").json()
    return [
        (shot["name"], shot["slate"])
        for chapter in tree["chapters"]
        for scene in chapter["scenes"]
        for shot in scene["shots"]
    ]


def renumber(film: TwoScenes, within: str | None = None, confirm: bool = True) -> Json:
    answer = film.client.post(f"{film.url}/narrative/renumber?confirm={confirm}", json={"within": within})
    assert answer.status_code == 200, answer.text
    return {**answer.json(), "commit": answer.headers.get("Auteur-Commit")}


IN_ORDER = [("Quiet", "S01_S01"), ("Third", "S02_S01"), ("First", "S02_S02"), ("Second", "S02_S03")]


def test_a_plan_says_old_and_new_slates_and_changes_nothing(film: TwoScenes) -> None:
    film.take(film.first)
    head, before = film.git("rev-parse", "HEAD"), slates(film)
    plan = film.client.get(f"{film.url}/narrative/renumber").json()
    assert [(one["element"], one["name"], one["before"], one["after"]) for one in plan["changes"]] == [
        ("scene", "Pier", "Scene 2", "Scene 1"),
        ("shot", "Quiet", "S02_S01", "S01_S01"),
        ("scene", "Diner", "Scene 1", "Scene 2"),
        ("shot", "Third", "S01_S03", "S02_S01"),
        ("shot", "First", "S01_S01", "S02_S02"),
        ("shot", "Second", "S01_S02", "S02_S03"),
    ]
    assert (plan["shots"], plan["takes"]) == (4, 1)
    assert (film.git("rev-parse", "HEAD"), slates(film)) == (head, before)
    inside = film.client.get(f"{film.url}/narrative/renumber?within={film.diner}").json()
    assert [one["after"] for one in inside["changes"]] == ["S01_S01", "S01_S02", "S01_S03"]


def test_takes_are_renamed_only_when_that_is_said_and_none_is_lost_where_places_are_changed(film: TwoScenes) -> None:
    for shot, colours in ((film.first, ["teal", "navy"]), (film.third, ["plum"]), (film.quiet, ["red"])):
        for colour in colours:
            film.take(shot, colour)
    hashes = {shot: [t["output"]["sha256"] for t in film.takes(shot)] for shot in (film.first, film.third, film.quiet)}
    before = slates(film)
    refused = film.client.post(f"{film.url}/narrative/renumber", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "confirmation_needed")
    assert "4 takes" in refused.json()["detail"]
    assert slates(film) == before

    commit = renumber(film)["commit"]
    assert slates(film) == IN_ORDER
    assert {shot: [t["output"]["sha256"] for t in film.takes(shot)] for shot in hashes} == hashes
    assert film.git("log", "-1", "--format=%s") == "Renumber the film: 2 scenes, 4 shots with 4 takes"
    film.is_whole()
    assert renumber(film)["changes"] == []
    assert film.git("rev-parse", "HEAD") == commit

    film.take(film.first, "gold")
    undone = film.client.post(f"{film.url}/history/undo", json={"commits": [commit]})
    assert undone.status_code == 201, undo_reason(undone.json())
    assert slates(film) == before
    assert [take["takeNumber"] for take in film.takes(film.first)] == [3, 2, 1]
    film.is_whole()


def undo_reason(answer: Json) -> str:
    return str(answer.get("detail"))


def test_a_scene_is_numbered_by_itself_and_what_comes_next_follows_on(film: TwoScenes) -> None:
    film.client.delete(f"{film.url}/shots/{film.first}")
    renumber(film, film.diner, confirm=False)
    assert slates(film) == [("Quiet", "S02_S01"), ("Third", "S01_S01"), ("Second", "S01_S02")]
    new = film.client.post(f"{film.url}/scenes/{film.diner}/shots", json={"name": "Next"}).json()
    assert new["slate"] == "S01_S03"
    back = film.client.post(f"{film.url}/narrative/restore", json={"id": film.first}).json()
    assert back["slate"] == "S01_S04"
    film.is_whole()


def test_the_diary_says_who_is_who_now(film: TwoScenes) -> None:
    film.take(film.first)
    film.client.patch(f"{film.url}/shots/{film.third}", json={"lens": 85})
    commit = renumber(film, film.diner)["commit"]
    changes = film.client.get(f"{film.url}/history/{commit}").json()["changes"]
    assert [change["sentence"] for change in changes] == [
        "Shot S01_S03 “Third” is now shot S01_S01",
        "Shot S01_S01 “First” is now shot S01_S02",
        "Shot S01_S02 “Second” is now shot S01_S03",
    ]


def test_a_number_whose_folder_holds_something_of_nobodys_is_passed_over(film: TwoScenes) -> None:
    left = film.root / "03_Renders/Chapter_01/Scene_01/Shot_04"
    left.mkdir(parents=True)
    (left / "plate.png").write_bytes(b"by hand")
    made = {
        name: film.client.post(f"{film.url}/scenes/{film.diner}/shots", json={"name": name}).json()["id"]
        for name in ("Fourth", "Fifth", "Sixth")
    }
    film.client.delete(f"{film.url}/shots/{made['Fourth']}")
    renumber(film, film.diner)
    assert [slate for _, slate in slates(film)][1:] == ["S01_S01", "S01_S02", "S01_S03", "S01_S05", "S01_S06"]
    assert (left / "plate.png").read_bytes() == b"by hand"


def test_the_film_is_restored_to_before_it_was_renumbered_and_no_take_made_since_is_lost(film: TwoScenes) -> None:
    film.take(film.second, "navy")
    then, before = film.git("rev-parse", "HEAD"), slates(film)
    film.client.delete(f"{film.url}/shots/{film.second}?confirm=true")
    late = film.client.post(f"{film.url}/scenes/{film.diner}/shots", json={"name": "Late"}).json()["id"]
    film.take(late, "gold")
    renumber(film)
    assert ("Late", "S02_S03") in slates(film)
    film.move(late, film.diner, 0)
    renumbered = renumber(film)["commit"]
    kept = film.takes(late)[0]["output"]["sha256"]
    answer = film.client.post(f"{film.url}/history/restore", json={"commit": then})
    assert answer.status_code == 201, answer.text
    assert [name for name, _ in slates(film)] == [name for name, _ in before]
    film.is_whole()
    assert [take["takeNumber"] for take in film.takes(film.second)] == [1]
    stored = {hashlib.sha256(path.read_bytes()).hexdigest() for path in film.root.glob("03_Renders/**/*.png")}
    assert stored == {film.takes(film.second)[0]["output"]["sha256"], kept}
    back = film.client.post(f"{film.url}/history/restore", json={"commit": renumbered, "elementId": late})
    assert back.status_code == 201, back.text
    assert film.takes(late)[0]["output"]["sha256"] == kept


def test_a_shot_cannot_be_numbered_within_nor_what_is_not_there(film: TwoScenes) -> None:
    for within, status in ((film.first, 422), ("scene-0123456789ab", 404)):
        assert film.client.get(f"{film.url}/narrative/renumber?within={within}").status_code == status
        assert film.client.post(f"{film.url}/narrative/renumber", json={"within": within}).status_code == status
