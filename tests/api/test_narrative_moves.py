"""Moving chapters, scenes and shots: the order, the folders, and that nothing is lost on the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from api.two_scenes import Json, TwoScenes
from app.container import Services
from app.services.takes import RunnerOutput
from builders import a_picture, a_task


@pytest.fixture
def film(client: TestClient, services: Services, tmp_path: Path) -> TwoScenes:
    return TwoScenes(client, services, tmp_path / "out")


@pytest.mark.parametrize(
    ("index", "order"),
    [(0, ["Third", "First", "Second"]), (1, ["First", "Third", "Second"]), (99, ["First", "Second", "Third"])],
)
def test_a_shot_moves_among_its_siblings_and_keeps_its_number(film: TwoScenes, index: int, order: list[str]) -> None:
    before = film.shot(film.third)["folder"]
    moved = film.move(film.third, film.diner, index)
    assert film.order(film.diner) == order
    assert (moved["index"], moved["number"], moved["slate"]) == (order.index("Third"), 3, "S01_S03")
    assert film.shot(film.third)["folder"] == before
    film.is_whole()


def test_moving_to_where_it_is_makes_no_commit_and_moving_among_siblings_a_small_one(film: TwoScenes) -> None:
    head = film.git("rev-parse", "HEAD")
    film.move(film.second, film.diner, 1)
    assert film.git("rev-parse", "HEAD") == head
    film.move(film.second, film.diner, 0)
    assert film.git("diff", "--name-only", head, "HEAD") == "project.json"
    assert film.git("log", "-1", "--format=%s") == "Move shot S01_S02 “Second” up to place 1"


def test_a_shot_in_another_scene_gets_the_next_number_and_takes_everything_along(film: TwoScenes) -> None:
    for colour in ("teal", "navy", "plum"):
        film.take(film.first, colour)
    film.client.delete(f"{film.url}/shots/{film.first}/takes/2")
    film.client.put(f"{film.url}/shots/{film.first}/active-take", json={"takeNumber": 3})
    before = {take["takeNumber"]: take["output"]["sha256"] for take in film.takes(film.first)}
    old = film.root / film.shot(film.first)["folder"]

    moved = film.move(film.first, film.pier, 0)

    assert (moved["number"], moved["slate"], moved["parentId"], moved["index"]) == (2, "S02_S02", film.pier, 0)
    assert film.order(film.pier) == ["First", "Quiet"]
    assert film.order(film.diner) == ["Second", "Third"]
    assert not old.exists()
    shot = film.shot(film.first)
    assert (shot["activeTake"], shot["takesIssued"], shot["sceneId"]) == (3, 3, film.pier)
    assert shot["folder"] == "03_Renders/Chapter_01/Scene_02/Shot_02"
    assert {take["takeNumber"]: take["output"]["sha256"] for take in film.takes(film.first)} == before
    assert sorted(path.name for path in (film.root / shot["folder"]).iterdir()) == [
        *(f"S02_S02_take0{n}.{ending}" for n in (1, 2, 3) for ending in ("json", "png")), "shot.json",
    ]  # fmt: skip
    film.is_whole()
    film.take(film.first)
    assert film.takes(film.first)[0]["takeNumber"] == 4


def test_what_belongs_to_a_take_and_what_a_person_put_beside_it_goes_along(film: TwoScenes) -> None:
    pictures = [
        RunnerOutput(a_picture(film.folder.parent / "a.png")),
    ]
    pictures.append(RunnerOutput(a_picture(film.folder.parent / "d.png", "grey"), "depth"))
    film.services.takes.adopt(a_task(film.id, film.first), pictures, {}, 0.5, "worker-1")
    folder = film.root / film.shot(film.first)["folder"]
    sidecar = folder / "S01_S01_take01.json"
    sidecar.write_text(json.dumps({**json.loads(sidecar.read_text()), "inOurWords": {"mine": 1}}))
    (folder / "lighting").mkdir()
    (folder / "lighting" / "plan.txt").write_text("key left")
    (folder / "S01_S01_take09.json").write_text("{ half")
    film.git("add", "-A")
    film.git("commit", "-qm", "By hand")
    film.move(film.first, film.pier, 5)
    there = film.root / film.shot(film.first)["folder"]
    assert (there / "lighting" / "plan.txt").read_text() == "key left"
    assert (there / "S02_S02_take09.json").read_text() == "{ half"
    assert Image.open(there / "S02_S02_take01_depth.png").size == (96, 54)
    assert json.loads((there / "S02_S02_take01.json").read_text())["inOurWords"] == {"mine": 1}
    assert not folder.exists()
    film.is_whole()


def test_a_scene_in_another_chapter_takes_its_shots_along(film: TwoScenes) -> None:
    film.take(film.first)
    film.take(film.second, "navy")
    moved = film.move(film.diner, film.chapters[1], 0)
    assert (moved["number"], moved["parentId"], moved["slate"]) == (1, film.chapters[1], None)
    assert film.shot(film.first)["folder"] == "03_Renders/Chapter_02/Scene_01/Shot_01"
    assert film.takes(film.second)[0]["output"]["path"].endswith("Chapter_02/Scene_01/Shot_02/S01_S02_take01.png")
    assert not (film.root / "03_Renders/Chapter_01/Scene_01").exists()
    film.is_whole()
    back = film.move(film.diner, film.chapters[0], 0)
    assert back["number"] == 3
    assert film.shot(film.first)["slate"] == "S03_S01"
    assert [s["id"] for s in film.client.get(f"{film.url}/tree").json()["chapters"][0]["scenes"]] == [
        film.diner, film.pier,
    ]  # fmt: skip
    film.is_whole()


def test_chapters_change_their_order_and_nothing_else(film: TwoScenes) -> None:
    film.take(film.first)
    last = film.chapters[-1]
    assert film.move(last, None, 0)["index"] == 0
    tree = film.client.get(f"{film.url}/tree").json()["chapters"]
    assert [chapter["id"] for chapter in tree] == [last, *film.chapters[:-1]]
    assert film.move(last, film.id, 1)["index"] == 1
    film.is_whole()


def test_a_number_that_a_moved_shot_left_is_not_given_again(film: TwoScenes) -> None:
    film.move(film.third, film.pier, 0)
    added = film.client.post(f"{film.url}/scenes/{film.diner}/shots", json={}).json()
    assert added["slate"] == "S01_S04"


def test_a_take_that_was_under_way_arrives_where_the_shot_is_now(film: TwoScenes) -> None:
    task = a_task(film.id, film.first)
    picture = a_picture(film.folder.parent / "late.png")
    film.move(film.first, film.pier, 0)
    take = film.services.takes.adopt(task, [RunnerOutput(picture)], {}, 0.5, "worker-1")
    assert take.output.path == "03_Renders/Chapter_01/Scene_02/Shot_02/S02_S02_take01.png"
    film.is_whole()


def test_a_file_that_could_not_go_along_stops_the_move_and_nothing_has_changed(film: TwoScenes) -> None:
    odd = film.root / film.shot(film.first)["folder"] / "what?.txt"
    odd.write_text("by hand")
    head = film.git("rev-parse", "HEAD")
    body = {"id": film.first, "parentId": film.pier, "index": 0}
    answer = film.client.post(f"{film.url}/narrative/reorder", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_path")
    assert film.git("rev-parse", "HEAD") == head
    assert odd.read_text() == "by hand"
    assert film.shot(film.first)["sceneId"] == film.diner


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"id": "shot-00000000", "parentId": None, "index": 0}, 404, "element_not_found"),
        ({"id": "first", "parentId": "pier-chapter", "index": 0}, 422, "invalid"),
        ({"id": "first", "parentId": None, "index": 0}, 422, "invalid"),
        ({"id": "diner", "parentId": "pier", "index": 0}, 422, "invalid"),
        ({"id": "diner", "parentId": "diner", "index": 0}, 422, "invalid"),
        ({"id": "pier-chapter", "parentId": "diner", "index": 0}, 422, "invalid"),
        ({"id": "first", "parentId": "pier", "index": -1}, 422, None),
        ({"id": "first", "parentId": "pier"}, 422, None),
        ({"id": "../x", "parentId": "pier", "index": 0}, 422, None),
    ],
)
def test_what_cannot_be_moved_there_is_refused_with_a_reason(
    film: TwoScenes, body: Json, status: int, code: str | None
) -> None:
    known = {"first": film.first, "diner": film.diner, "pier": film.pier, "pier-chapter": film.chapters[0]}
    head = film.git("rev-parse", "HEAD")
    sent = {key: known.get(value, value) if isinstance(value, str) else value for key, value in body.items()}
    answer = film.client.post(f"{film.url}/narrative/reorder", json=sent)
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code
    assert film.git("rev-parse", "HEAD") == head
