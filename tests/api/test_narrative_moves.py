"""Moving chapters, scenes and shots: the order, the folders, and that nothing is lost on the way."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.container import Services
from app.domain.project import NewScene
from app.services.integrity import verify_film
from app.services.takes import RunnerOutput
from builders import a_film, a_picture, a_shot, a_take, a_task

Json = dict[str, Any]


class Bench:
    """A film of one chapter with two scenes: `diner` with three shots, `pier` with one; and what is asked of it."""

    def __init__(self, client: TestClient, services: Services, folder: Path) -> None:
        self.client, self.services, self.folder = client, services, folder
        film = a_film(services)
        self.film, self.url = film.id, f"/api/projects/{film.id}"
        self.root = services.workspace.root(film.id)
        self.chapters = [chapter.id for chapter in film.narrative.chapters]
        self.first = a_shot(services, film, name="First").id
        self.diner = services.workspace.film(film.id).project.shot(self.first).scene.id
        self.second, self.third = (self._shot(self.diner, name) for name in ("Second", "Third"))
        self.pier = services.narrative.add_scene(film.id, self.chapters[0], NewScene(name="Pier")).id
        self.quiet = self._shot(self.pier, "Quiet")

    def _shot(self, scene: str, name: str) -> str:
        shot_id: str = self.client.post(f"{self.url}/scenes/{scene}/shots", json={"name": name}).json()["id"]
        return shot_id

    def take(self, shot: str, colour: str = "teal") -> None:
        a_take(self.services, self.film, shot, self.folder, colour)

    def move(self, element: str, parent: str | None, index: int) -> Json:
        answer = self.client.post(
            f"{self.url}/narrative/reorder", json={"id": element, "parentId": parent, "index": index}
        )
        assert answer.status_code == 200, answer.text
        moved: Json = answer.json()
        return moved

    def order(self, scene: str) -> list[str]:
        return [shot["name"] for shot in self.client.get(f"{self.url}/scenes/{scene}").json()["shots"]]

    def shot(self, shot: str) -> Json:
        record: Json = self.client.get(f"{self.url}/shots/{shot}").json()
        return record

    def takes(self, shot: str) -> list[Json]:
        takes: list[Json] = self.client.get(f"{self.url}/shots/{shot}/takes?deleted=true").json()["items"]
        return takes

    def git(self, *words: str) -> str:
        return subprocess.run(
            ["git", "-C", str(self.root), *words], check=True, capture_output=True, text=True
        ).stdout.strip()

    def is_whole(self) -> None:
        """Git and Git LFS are content, nothing is left uncommitted, and every take is where its sidecar says."""
        assert self.git("status", "--porcelain") == ""
        self.git("fsck", "--strict")
        self.git("lfs", "fsck")
        assert verify_film(self.root, self.film).findings == []
        for place in self.services.workspace.film(self.film).project.shots():
            for take in self.takes(place.shot.id):
                assert take["output"]["path"].startswith(f"{place.folder}/{place.slate}_take")
                assert (take["chapter"], take["scene"], take["shot"]) == (
                    place.chapter.number, place.scene.number, place.shot.number,
                )  # fmt: skip
                media = self.client.get(f"{self.url}/shots/{place.shot.id}/takes/{take['takeNumber']}/media")
                assert len(media.content) == take["output"]["bytes"]


@pytest.fixture
def bench(client: TestClient, services: Services, tmp_path: Path) -> Bench:
    return Bench(client, services, tmp_path / "out")


@pytest.mark.parametrize(
    ("index", "order"),
    [(0, ["Third", "First", "Second"]), (1, ["First", "Third", "Second"]), (99, ["First", "Second", "Third"])],
)
def test_a_shot_moves_among_its_siblings_and_keeps_its_number(bench: Bench, index: int, order: list[str]) -> None:
    before = bench.shot(bench.third)["folder"]
    moved = bench.move(bench.third, bench.diner, index)
    assert bench.order(bench.diner) == order
    assert (moved["index"], moved["number"], moved["slate"]) == (order.index("Third"), 3, "S01_S03")
    assert bench.shot(bench.third)["folder"] == before
    bench.is_whole()


def test_moving_to_where_it_is_makes_no_commit_and_moving_among_siblings_a_small_one(bench: Bench) -> None:
    head = bench.git("rev-parse", "HEAD")
    bench.move(bench.second, bench.diner, 1)
    assert bench.git("rev-parse", "HEAD") == head
    bench.move(bench.second, bench.diner, 0)
    assert bench.git("diff", "--name-only", head, "HEAD") == "project.json"
    assert bench.git("log", "-1", "--format=%s") == "Move shot S01_S02 “Second” up to place 1"


def test_a_shot_in_another_scene_gets_the_next_number_and_takes_everything_along(bench: Bench) -> None:
    for colour in ("teal", "navy", "plum"):
        bench.take(bench.first, colour)
    bench.client.delete(f"{bench.url}/shots/{bench.first}/takes/2")
    bench.client.put(f"{bench.url}/shots/{bench.first}/active-take", json={"takeNumber": 3})
    before = {take["takeNumber"]: take["output"]["sha256"] for take in bench.takes(bench.first)}
    old = bench.root / bench.shot(bench.first)["folder"]

    moved = bench.move(bench.first, bench.pier, 0)

    assert (moved["number"], moved["slate"], moved["parentId"], moved["index"]) == (2, "S02_S02", bench.pier, 0)
    assert bench.order(bench.pier) == ["First", "Quiet"]
    assert bench.order(bench.diner) == ["Second", "Third"]
    assert not old.exists()
    shot = bench.shot(bench.first)
    assert (shot["activeTake"], shot["takesIssued"], shot["sceneId"]) == (3, 3, bench.pier)
    assert shot["folder"] == "03_Renders/Chapter_01/Scene_02/Shot_02"
    assert {take["takeNumber"]: take["output"]["sha256"] for take in bench.takes(bench.first)} == before
    assert sorted(path.name for path in (bench.root / shot["folder"]).iterdir()) == [
        *(f"S02_S02_take0{n}.{ending}" for n in (1, 2, 3) for ending in ("json", "png")), "shot.json",
    ]  # fmt: skip
    bench.is_whole()
    bench.take(bench.first)
    assert bench.takes(bench.first)[0]["takeNumber"] == 4


def test_what_belongs_to_a_take_and_what_a_person_put_beside_it_goes_along(bench: Bench) -> None:
    pictures = [
        RunnerOutput(a_picture(bench.folder.parent / "a.png")),
    ]
    pictures.append(RunnerOutput(a_picture(bench.folder.parent / "d.png", "grey"), "depth"))
    bench.services.takes.adopt(a_task(bench.film, bench.first), pictures, {}, 0.5, "worker-1")
    folder = bench.root / bench.shot(bench.first)["folder"]
    sidecar = folder / "S01_S01_take01.json"
    sidecar.write_text(json.dumps({**json.loads(sidecar.read_text()), "inOurWords": {"mine": 1}}))
    (folder / "lighting").mkdir()
    (folder / "lighting" / "plan.txt").write_text("key left")
    (folder / "S01_S01_take09.json").write_text("{ half")
    bench.git("add", "-A")
    bench.git("commit", "-qm", "By hand")
    bench.move(bench.first, bench.pier, 5)
    there = bench.root / bench.shot(bench.first)["folder"]
    assert (there / "lighting" / "plan.txt").read_text() == "key left"
    assert (there / "S02_S02_take09.json").read_text() == "{ half"
    assert Image.open(there / "S02_S02_take01_depth.png").size == (96, 54)
    assert json.loads((there / "S02_S02_take01.json").read_text())["inOurWords"] == {"mine": 1}
    assert not folder.exists()
    bench.is_whole()


def test_a_scene_in_another_chapter_takes_its_shots_along(bench: Bench) -> None:
    bench.take(bench.first)
    bench.take(bench.second, "navy")
    moved = bench.move(bench.diner, bench.chapters[1], 0)
    assert (moved["number"], moved["parentId"], moved["slate"]) == (1, bench.chapters[1], None)
    assert bench.shot(bench.first)["folder"] == "03_Renders/Chapter_02/Scene_01/Shot_01"
    assert bench.takes(bench.second)[0]["output"]["path"].endswith("Chapter_02/Scene_01/Shot_02/S01_S02_take01.png")
    assert not (bench.root / "03_Renders/Chapter_01/Scene_01").exists()
    bench.is_whole()
    back = bench.move(bench.diner, bench.chapters[0], 0)
    assert back["number"] == 3
    assert bench.shot(bench.first)["slate"] == "S03_S01"
    assert [s["id"] for s in bench.client.get(f"{bench.url}/tree").json()["chapters"][0]["scenes"]] == [
        bench.diner, bench.pier,
    ]  # fmt: skip
    bench.is_whole()


def test_chapters_change_their_order_and_nothing_else(bench: Bench) -> None:
    bench.take(bench.first)
    last = bench.chapters[-1]
    assert bench.move(last, None, 0)["index"] == 0
    tree = bench.client.get(f"{bench.url}/tree").json()["chapters"]
    assert [chapter["id"] for chapter in tree] == [last, *bench.chapters[:-1]]
    assert bench.move(last, bench.film, 1)["index"] == 1
    bench.is_whole()


def test_a_number_that_a_moved_shot_left_is_not_given_again(bench: Bench) -> None:
    bench.move(bench.third, bench.pier, 0)
    added = bench.client.post(f"{bench.url}/scenes/{bench.diner}/shots", json={}).json()
    assert added["slate"] == "S01_S04"


def test_a_take_that_was_under_way_arrives_where_the_shot_is_now(bench: Bench) -> None:
    task = a_task(bench.film, bench.first)
    picture = a_picture(bench.folder.parent / "late.png")
    bench.move(bench.first, bench.pier, 0)
    take = bench.services.takes.adopt(task, [RunnerOutput(picture)], {}, 0.5, "worker-1")
    assert take.output.path == "03_Renders/Chapter_01/Scene_02/Shot_02/S02_S02_take01.png"
    bench.is_whole()


def test_a_file_that_could_not_go_along_stops_the_move_and_nothing_has_changed(bench: Bench) -> None:
    odd = bench.root / bench.shot(bench.first)["folder"] / "what?.txt"
    odd.write_text("by hand")
    head = bench.git("rev-parse", "HEAD")
    body = {"id": bench.first, "parentId": bench.pier, "index": 0}
    answer = bench.client.post(f"{bench.url}/narrative/reorder", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_path")
    assert bench.git("rev-parse", "HEAD") == head
    assert odd.read_text() == "by hand"
    assert bench.shot(bench.first)["sceneId"] == bench.diner


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
    bench: Bench, body: Json, status: int, code: str | None
) -> None:
    known = {"first": bench.first, "diner": bench.diner, "pier": bench.pier, "pier-chapter": bench.chapters[0]}
    head = bench.git("rev-parse", "HEAD")
    sent = {key: known.get(value, value) if isinstance(value, str) else value for key, value in body.items()}
    answer = bench.client.post(f"{bench.url}/narrative/reorder", json=sent)
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code
    assert bench.git("rev-parse", "HEAD") == head
