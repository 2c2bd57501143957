"""Shots and their lines of the script over HTTP: made by breaking down, followed through edits, by hand, and undone."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from builders import a_film, a_shot

Json = dict[str, Any]
SCRIPT = """INT. DINER - NIGHT

Rain on the glass. A cup of coffee goes cold.

The door opens and somebody comes in.

EXT. STREET - DAWN

Mara runs.
"""


class Stage:
    def __init__(self, client: TestClient, services: Services) -> None:
        self.client, self.services = client, services
        self.film = a_film(services)
        self.url = f"/api/projects/{self.film.id}"
        body = {"documentType": "screenplay", "name": "Train", "content": SCRIPT}
        self.document: Json = client.post(f"{self.url}/documents", json=body).json()
        self.at = f"{self.url}/documents/{quote(self.document['path'])}"

    def accept(self, *scenes: Json) -> Any:
        choice = {"chapterId": self.film.narrative.chapters[0].id, "scenes": list(scenes)}
        return self.client.post(f"{self.at}/breakdown/accept", json=choice, headers={"If-Match": "*"})

    def proposed(self) -> list[Json]:
        scenes: list[Json] = self.client.get(f"{self.at}/breakdown").json()["scenes"]
        return scenes

    def write(self, script: str) -> Json:
        answer = self.client.put(self.at, json={"content": script}, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
        document: Json = answer.json()
        return document

    def links(self) -> list[tuple[str, str, int, int]]:
        found = self.client.get(f"{self.at}/shots").json()["shots"]
        return [(one["slate"].split()[0], one["state"], one["line"], one["lastLine"]) for one in found]


@pytest.fixture
def stage(client: TestClient, services: Services) -> Stage:
    return Stage(client, services)


def test_shots_of_a_break_down_keep_their_lines_while_the_script_is_edited(stage: Stage) -> None:
    made = stage.accept({"line": 1, "shots": [3, 5]}, {"line": 7, "shots": [9]}).json()
    assert stage.links() == [("S01_S01", "found", 3, 3), ("S01_S02", "found", 5, 5), ("S02_S01", "found", 9, 9)]
    stage.write("Title: Train\n\n" + SCRIPT.replace("door", "window").replace("Mara runs.\n", ""))
    assert stage.links() == [("S01_S01", "found", 5, 5), ("S01_S02", "changed", 7, 7), ("S02_S01", "lost", 0, 0)]
    window = stage.client.get(f"{stage.url}/shots/{made['shots'][1]}/script").json()
    assert (window["state"], window["text"]) == ("changed", "The window opens and somebody comes in.")
    lost = stage.client.get(f"{stage.url}/shots/{made['shots'][2]}/script").json()
    assert (lost["state"], lost["text"], lost["document"]) == ("lost", "Mara runs.", "Train")
    stage.write(SCRIPT)
    assert [state for _, state, *_ in stage.links()] == ["found"] * 3


def test_breaking_down_again_offers_what_is_not_there_and_marks_what_changed(stage: Stage) -> None:
    first = stage.accept({"line": 1, "shots": [3, 5]}).json()
    stage.write(SCRIPT.replace("The door", "A bell rings.\n\nThe back door"))
    diner, street = stage.proposed()
    assert (diner["sceneId"], diner["changed"], street["sceneId"], street["changed"]) == (
        first["scenes"][0],
        True,
        None,
        False,
    )
    assert [(shot["shotId"], shot["changed"]) for shot in diner["shots"]] == [
        (first["shots"][0], False),
        (None, False),
        (first["shots"][1], True),
    ]
    again = stage.accept({"line": 1, "shots": [5, 7]})
    assert (again.status_code, again.json()["code"]) == (409, "shown_already")
    assert stage.accept({"line": 1, "shots": []}).json()["code"] == "shown_already"
    bell = stage.accept({"line": 1, "shots": [5]})
    assert (bell.status_code, bell.json()["scenes"]) == (201, [])
    scene = stage.client.get(f"{stage.url}/tree").json()["chapters"][0]["scenes"][0]
    assert [shot["id"] for shot in scene["shots"]] == [*first["shots"], *bell.json()["shots"]]
    assert (
        stage.client.get(f"{stage.url}/history").json()["items"][0]["message"]
        == "Break down screenplay “Train”: 1 shot"
    )


def test_a_scene_all_of_whose_lines_are_lost_is_told_as_changed(stage: Stage) -> None:
    made = stage.accept({"line": 1}, {"line": 7, "shots": [9]}).json()
    stage.write(SCRIPT.replace("Mara runs.", "One.\n\nTwo.\n\nThree."))
    assert stage.links()[0][1] == "lost"
    diner, street = stage.proposed()
    assert (street["sceneId"], street["changed"]) == (made["scenes"][1], True)
    assert (diner["sceneId"], diner["changed"]) == (made["scenes"][0], False)
    assert [shot["shotId"] for shot in street["shots"]] == [None] * 3


def test_a_heading_that_comes_twice_is_two_scenes(stage: Stage) -> None:
    stage.write("INT. A - DAY\n\nOne is here.\n\nINT. A - DAY\n\nTwo is here.\n")
    made = stage.accept({"line": 1}, {"line": 5}).json()["scenes"]
    assert [scene["sceneId"] for scene in stage.proposed()] == made
    assert len(set(made)) == 2


def test_lines_are_given_to_a_shot_by_hand_and_taken_away_and_both_are_undone(stage: Stage, services: Services) -> None:
    shot = a_shot(services, stage.film, name="Rain")
    url = f"{stage.url}/shots/{shot.id}/script"
    assert stage.client.get(url).json()["code"] == "passage_not_found"
    choice = {"path": stage.document["path"], "version": stage.document["version"], "line": 2, "lastLine": 4}
    linked = stage.client.put(url, json=choice)
    assert (linked.json()["line"], linked.json()["lastLine"], linked.json()["state"]) == (3, 3, "found")
    record = stage.client.get(f"{stage.url}/shots/{shot.id}").json()["script"]
    assert record["text"] == "Rain on the glass. A cup of coffee goes cold."
    assert stage.client.get(f"{stage.url}/history").json()["items"][0]["message"] == (
        "Link shot S01_S01 to line 3 of “Train”"
    )
    assert stage.client.delete(url).status_code == 204
    assert stage.client.delete(url).status_code == 404
    assert stage.links() == []
    newest = stage.client.get(f"{stage.url}/history").json()["items"][0]
    undone = stage.client.post(f"{stage.url}/history/undo", json={"commits": [newest["commit"]]})
    assert undone.status_code in (200, 201), undone.text
    assert stage.links() == [("S01_S01", "found", 3, 3)]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"line": 4, "lastLine": 4}, 422, "invalid"),
        ({"line": 900, "lastLine": 901}, 422, "invalid"),
        ({"line": 5, "lastLine": 3}, 422, "invalid"),
        ({"line": 0}, 422, "invalid"),
        ({"version": '"old"'}, 412, "stale_version"),
        ({"path": "02_Source_Creative/Scripts/None.fountain"}, 404, "document_not_found"),
        ({"path": "../x"}, 400, "bad_path"),
    ],
)
def test_lines_that_are_not_there_are_given_to_no_shot(
    stage: Stage, services: Services, change: Json, status: int, code: str
) -> None:
    shot = a_shot(services, stage.film)
    choice = {"path": stage.document["path"], "version": stage.document["version"], "line": 3, "lastLine": 3, **change}
    answer = stage.client.put(f"{stage.url}/shots/{shot.id}/script", json=choice)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_a_script_that_gets_another_name_takes_its_shots_along(stage: Stage) -> None:
    made = stage.accept({"line": 7, "shots": [9]}).json()["shots"][0]
    to = stage.document["path"].replace("Train", "Second draft")
    moved = stage.client.post(f"{stage.url}/files/move", json={"from": stage.document["path"], "to": to})
    assert moved.status_code == 200, moved.text
    left = stage.client.get(f"{stage.url}/shots/{made}/script").json()
    assert (left["state"], left["document"], left["line"]) == ("found", "Second draft", 9)


def test_a_deleted_script_leaves_its_words_with_the_shot(stage: Stage) -> None:
    made = stage.accept({"line": 7, "shots": [9]}).json()["shots"][0]
    assert stage.client.delete(stage.at).status_code == 204
    left = stage.client.get(f"{stage.url}/shots/{made}/script").json()
    assert (left["state"], left["version"], left["text"]) == ("lost", None, "Mara runs.")
