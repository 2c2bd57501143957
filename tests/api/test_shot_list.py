"""The shot list: the film's shots as they are now, as rows and as a table that office programs open safely."""

from __future__ import annotations

import csv
import io

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
