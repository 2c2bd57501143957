"""The shot list: the film's shots as they are now, as rows and as a table that office programs open safely."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.shot import CastMemberInput
from app.domain.tables import safe_cell, table
from builders import a_film, a_shot


def test_the_list_is_that_of_the_film_now(client: TestClient, services: Services) -> None:
    film = a_film(services)
    url = f"/api/projects/{film.id}"
    assert client.get(f"{url}/shot-list").json()["items"] == []
    shot = a_shot(services, film, name="Rain", size="CU", lens=50, cast=[CastMemberInput(name="Mara")], interior=True)
    (row,) = client.get(f"{url}/shot-list").json()["items"]
    assert (row["shotId"], row["slate"], row["size"], row["lens"], row["cast"]) == (
        shot.id,
        "S01_S01",
        "CU",
        50,
        ["Mara"],
    )
    assert (row["state"], row["takeCount"], row["readable"]) == ("idle", 0, True)
    client.patch(f"{url}/shots/{shot.id}", json={"size": "WS", "durationSeconds": 4.5})
    (row,) = client.get(f"{url}/shot-list").json()["items"]
    assert (row["size"], row["durationSeconds"]) == ("WS", 4.5)


def test_several_shots_are_filled_in_and_undone_as_one_and_all_or_none(client: TestClient, services: Services) -> None:
    film = a_film(services)
    first, second = a_shot(services, film, name="Rain"), a_shot(services, film, name="Fog")
    url = f"/api/projects/{film.id}"

    def fill(rows: Any) -> Any:
        changes = [{"shotId": shot, "fields": one} for shot, one in rows]
        return client.patch(f"{url}/shot-list", json={"changes": changes})

    def rows() -> list[tuple[Any, ...]]:
        found = client.get(f"{url}/shot-list").json()["items"]
        return [(row["name"], row["size"], row["lens"], row["cast"]) for row in found]

    before = rows()
    filled = fill(
        rows=[(first.id, {"size": "CU", "lens": 35}), (second.id, {"name": "Mist", "cast": [{"name": "Mara"}]})]
    )
    assert filled.json() == {"shots": [first.id, second.id]}
    assert rows() == [("Rain", "CU", 35, []), ("Mist", None, None, ["Mara"])]
    assert fill(rows=[(first.id, {"lens": 35})]).json() == {"shots": []}
    for wrong, status in (((second.id, {"lens": 9000}), 422), (("shot-0000000000000000", {"lens": 50}), 404)):
        assert fill(rows=[(first.id, {"lens": 85}), wrong]).status_code == status
    assert rows()[0][2] == 35
    undone = client.post(f"{url}/history/undo", json={"commits": [filled.headers["Auteur-Commit"]]})
    assert undone.json()["message"] == "Undo: Fill in 2 shots of the shot list"
    assert rows() == before


def test_whoever_is_named_is_the_person_who_is_there_or_the_character_of_that_name(
    client: TestClient, services: Services
) -> None:
    film = a_film(services)
    cast = [CastMemberInput(name="Cook", place="left"), CastMemberInput(name="Extra")]
    shot, url = a_shot(services, film, name="Rain", cast=cast), f"/api/projects/{film.id}"
    mara = client.post(f"{url}/assets", json={"category": "characters", "name": "Mara"}).json()["assetId"]
    change = {"shotId": shot.id, "cast": ["mara", "Cook", "cook", "Dog"]}
    assert client.patch(f"{url}/shot-list", json={"changes": [change]}).json() == {"shots": [shot.id]}
    people = client.get(f"{url}/shots/{shot.id}").json()["cast"]
    assert [(one["name"], one["assetId"], one["place"]) for one in people] == [
        ("Mara", mara, None),
        ("Cook", None, "left"),
        ("Dog", None, None),
    ]


def test_the_table_is_whole_whatever_the_words_are_and_nothing_in_it_is_run(
    client: TestClient, services: Services
) -> None:
    film = a_film(services)
    a_shot(
        services,
        film,
        name="=HYPERLINK(1)",
        description='Rain, "hard"\nand cold',
        dialogue="@SUM(1)",
        duration_seconds=4,
    )
    answer = client.get(f"/api/projects/{film.id}/shot-list.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="My Film shot list.csv"')
    text = answer.content.decode("utf-8-sig")
    assert text.count("\r\n") == 2
    head, row = csv.reader(io.StringIO(text, newline=""))
    told = dict(zip(head, row, strict=True))
    assert (told["Slate"], told["Description"], told["Duration (s)"]) == ("S01_S01", 'Rain, "hard"\nand cold', "4")
    assert (told["Name"], told["Dialogue"]) == ("'=HYPERLINK(1)", "'@SUM(1)")


def test_a_shot_whose_record_is_broken_is_listed_all_the_same(client: TestClient, services: Services) -> None:
    film = a_film(services)
    shot = a_shot(services, film, name="Rain")
    place = services.workspace.film(film.id).project.shot(shot.id)
    (services.workspace.root(film.id) / place.folder / "shot.json").write_text("{")
    (row,) = client.get(f"/api/projects/{film.id}/shot-list").json()["items"]
    assert (row["name"], row["readable"]) == ("Rain", False)


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\n=x", " =1", "＝1", "\u00a0+1"])
def test_what_begins_like_a_formula_is_words(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert list(csv.reader(io.StringIO(table([[text, "x"]]), newline=""))) == [[f"'{text}", "x"]]


@pytest.mark.parametrize("text", ["a-b", "1 + 1", "", "Mara = x"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text
