"""Emotional beats: a scene's beat and keywords, from the manifest into the prompts."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.two_scenes import Json, TwoScenes
from app.container import Services


@pytest.fixture
def film(client: TestClient, services: Services, tmp_path: Path) -> TwoScenes:
    return TwoScenes(client, services, tmp_path / "out")


def entries(film: TwoScenes) -> list[Json]:
    found: list[Json] = film.client.get(film.url).json()["manifest"]["narrative"]["emotionalBeats"]
    return found


def say(film: TwoScenes, scene: str, **fields: object) -> Json:
    answer = film.client.patch(f"{film.url}/scenes/{scene}", json=fields)
    assert answer.status_code == 200, answer.text
    said: Json = answer.json()
    return said


def words(film: TwoScenes) -> dict[str, list[str]]:
    tree = film.client.get(f"{film.url}/tree").json()
    return {scene["id"]: scene["keywords"] for chapter in tree["chapters"] for scene in chapter["scenes"]}


def test_the_keywords_of_a_scene_are_kept_in_the_manifest_and_go_into_the_prompts_of_its_shots(film: TwoScenes) -> None:
    said = say(film, film.pier, beat="All Is Lost", emotion="despair", keywords=["fog", " sirens ", "fog", ""])
    assert said["keywords"] == ["fog", "sirens"]
    assert entries(film) == [{"beat": "All Is Lost", "sceneId": film.pier, "keywords": ["fog", "sirens"]}]
    assert words(film) == {film.diner: [], film.pier: ["fog", "sirens"]}
    prompt = film.client.post(f"{film.url}/shots/{film.quiet}/prompt/preview").json()
    assert prompt["parts"]["context"] == "despair, All Is Lost, fog, sirens"
    other = film.client.post(f"{film.url}/shots/{film.first}/prompt/preview").json()
    assert "fog" not in other["text"]
    assert say(film, film.pier, name="Long pier")["keywords"] == ["fog", "sirens"]
    told = film.client.get(f"{film.url}/history?elementId={film.pier}").json()["items"]
    say(film, film.pier, keywords=["ebb"])
    diary = film.client.get(f"{film.url}/history?elementId={film.pier}").json()["items"]
    assert len(diary) == len(told) + 1
    (change,) = film.client.get(f"{film.url}/history/{diary[0]['commit']}").json()["changes"]
    assert change["sentence"] == "Scene “Long pier”: keywords fog, sirens → ebb"
    say(film, film.pier, beat=None, keywords=None)
    assert entries(film) == []


def test_what_another_program_wrote_of_a_scene_is_not_lost(film: TwoScenes) -> None:
    with film.services.workspace.edit(film.id, "By another program") as edit:
        written = {
            "emotionalBeats": [
                {"beat": "Catalyst", "sceneId": film.pier, "keywords": ["fog"], "music": "low strings"},
                {"beat": "Midpoint", "sceneId": film.pier, "keywords": ["fog", "light"]},
                {"beat": "Theme", "sceneId": None, "keywords": ["debt"]},
            ]
        }
        narrative = edit.project.narrative
        narrative.emotional_beats = type(narrative).model_validate(written).emotional_beats
        edit.save_project()
    assert words(film)[film.pier] == ["fog", "light"]
    say(film, film.pier, name="Long pier")
    assert entries(film) == written["emotionalBeats"]
    assert say(film, film.pier, keywords=["light", "rain"])["keywords"] == ["rain", "light"]
    assert [(one["beat"], one["keywords"]) for one in entries(film)] == [
        ("Catalyst", ["rain"]),
        ("Midpoint", ["light"]),
        ("Theme", ["debt"]),
    ]
    assert entries(film)[0]["music"] == "low strings"


def test_beats_go_with_their_scenes_out_of_the_film_and_back(film: TwoScenes) -> None:
    say(film, film.pier, beat="Finale", keywords=["fog"])
    before = entries(film)
    film.move(film.pier, film.chapters[1], 0)
    assert entries(film) == before
    film.client.delete(f"{film.url}/scenes/{film.pier}")
    assert entries(film) == []
    film.client.post(f"{film.url}/narrative/restore", json={"id": film.pier})
    assert entries(film) == before
    gone = film.client.delete(f"{film.url}/chapters/{film.chapters[1]}")
    assert entries(film) == []
    undo = film.client.post(f"{film.url}/history/undo", json={"commits": [gone.headers["Auteur-Commit"]]})
    assert undo.status_code == 201, undo.text
    assert entries(film) == before
    film.is_whole()


def test_another_structure_leaves_every_scene_its_beat_and_says_which_it_has_no_stage_for(film: TwoScenes) -> None:
    film.client.patch(film.url, json={"structure": "beat-sheet"})
    say(film, film.diner, beat="Catalyst", keywords=["news"])
    say(film, film.pier, beat="A quiet turn", keywords=["fog"])
    before = entries(film)
    plan = film.client.get(f"{film.url}/structure?to=three-act").json()
    assert plan["foreignBeats"] == [{"sceneId": film.diner, "name": "Diner", "beat": "Catalyst"}]
    film.client.patch(film.url, json={"structure": "three-act"})
    assert entries(film) == before
