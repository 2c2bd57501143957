"""Duplicating chapters, scenes and shots."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.two_scenes import Json, TwoScenes
from app.container import Services
from app.services.narrative import events as narrative_events


@pytest.fixture
def film(client: TestClient, services: Services, tmp_path: Path) -> TwoScenes:
    return TwoScenes(client, services, tmp_path / "out")


OWN = {
    "id", "name", "number", "slate", "folder", "activeTake", "takesIssued", "activeTakeView", "created", "modified",
    "sceneId", "chapterId",
}  # fmt: skip


def told(shot: Json) -> Json:
    """What a director said about a shot."""
    return {key: value for key, value in shot.items() if key not in OWN}


def test_a_copy_of_a_shot_stands_behind_it_with_its_fields_and_without_its_takes(film: TwoScenes) -> None:
    fields = {"description": "She waits.", "lens": 85, "cast": [{"name": "Mara", "place": "left"}], "seed": 7}
    film.client.patch(f"{film.url}/shots/{film.first}", json=fields)
    film.take(film.first)
    answer = film.client.post(f"{film.url}/shots/{film.first}/duplicate")
    copy = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{film.url}/shots/{copy['id']}"
    assert film.order(film.diner) == ["First", "First copy", "Second", "Third"]
    assert (copy["slate"], copy["activeTake"], copy["takesIssued"]) == ("S01_S04", None, 0)
    assert told(copy) == told(film.shot(film.first))
    assert copy["lens"] == 85
    assert film.takes(copy["id"]) == []
    assert len(film.takes(film.first)) == 1
    film.is_whole()
    film.take(copy["id"], "navy")
    assert film.takes(copy["id"])[0]["takeNumber"] == 1
    film.is_whole()


def test_a_copy_of_a_chapter_has_copies_of_all_that_is_in_it(film: TwoScenes) -> None:
    film.take(film.second)
    film.client.patch(f"{film.url}/shots/{film.second}", json={"mood": "tense"})
    copy = film.client.post(f"{film.url}/chapters/{film.chapters[0]}/duplicate").json()
    chapters = film.client.get(f"{film.url}/tree").json()["chapters"]
    assert [chapter["id"] for chapter in chapters[:2]] == [film.chapters[0], copy["id"]]
    original, inside = chapters[0], chapters[1]
    assert inside["number"] == len(film.chapters) + 1
    assert inside["name"] == f"{original['name']} copy"
    assert [(s["name"], [shot["name"] for shot in s["shots"]]) for s in inside["scenes"]] == [
        ("Diner", ["First", "Second", "Third"]),
        ("Pier", ["Quiet"]),
    ]
    ids = [[s["id"], *(shot["id"] for shot in s["shots"])] for c in (original, inside) for s in c["scenes"]]
    assert len({one for some in ids for one in some}) == 12
    assert film.shot(inside["scenes"][0]["shots"][1]["id"])["mood"] == "tense"
    assert film.git("log", "-1", "--format=%s").endswith("with 4 shots")
    film.is_whole()


def test_a_copy_of_a_scene_follows_the_same_emotional_beats(film: TwoScenes) -> None:
    with film.services.workspace.edit(film.id, "Beats") as edit:
        edit.project.narrative.emotional_beats = [
            type(edit.project.narrative)
            .model_validate({"emotionalBeats": [{"beat": "Catalyst", "sceneId": film.pier, "keywords": ["fog"]}]})
            .emotional_beats[0]
        ]
        edit.save_project()
    copy = film.client.post(f"{film.url}/scenes/{film.pier}/duplicate").json()
    beats = film.services.workspace.film(film.id).project.narrative.emotional_beats
    assert [(beat.beat, beat.scene_id, beat.keywords) for beat in beats] == [
        ("Catalyst", film.pier, ["fog"]),
        ("Catalyst", copy["id"], ["fog"]),
    ]


def test_the_same_key_makes_one_copy(film: TwoScenes) -> None:
    made = {
        film.client.post(f"{film.url}/scenes/{film.pier}/duplicate", headers={"Idempotency-Key": "k"}).json()["id"]
        for _ in range(3)
    }
    assert len(made) == 1
    assert len(film.client.get(f"{film.url}/tree").json()["chapters"][0]["scenes"]) == 3


def test_the_longest_name_can_be_copied(film: TwoScenes) -> None:
    film.client.patch(f"{film.url}/shots/{film.quiet}", json={"name": "n" * 200})
    copy = film.client.post(f"{film.url}/shots/{film.quiet}/duplicate")
    assert copy.status_code == 201
    assert copy.json()["name"] == "n" * 195 + " copy"


@pytest.mark.parametrize("path", ["shots/{scene}", "scenes/{shot}", "chapters/{scene}", "shots/shot-00000000"])
def test_what_is_not_there_is_not_copied(film: TwoScenes, path: str) -> None:
    place = path.format(scene=film.diner, shot=film.first)
    answer = film.client.post(f"{film.url}/{place}/duplicate")
    assert answer.status_code == 404
    assert answer.json()["code"] == f"{path.split('/', maxsplit=1)[0][:-1]}_not_found"


@pytest.mark.parametrize(("most", "kind"), [(128 * 1024, "narrative_changed"), (100, "reset")])
def test_a_change_too_large_to_be_told_piece_by_piece_lets_windows_load_again(
    film: TwoScenes, monkeypatch: pytest.MonkeyPatch, most: int, kind: str
) -> None:
    monkeypatch.setattr(narrative_events, "AT_ONCE_BYTES", most)
    with film.client.websocket_connect(f"/ws/{film.id}") as socket:
        assert film.client.post(f"{film.url}/chapters/{film.chapters[0]}/duplicate").status_code == 201
        heard = []
        while "history_changed" not in heard:
            heard.append(socket.receive_json()["type"])
    assert kind in heard
    assert len({"narrative_changed", "reset"} & set(heard)) == 1
