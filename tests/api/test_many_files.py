"""Several files and folders at once, through the door: one change, all of it or none, and one undo."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from test_files import Cutter

from app.container import Services
from app.domain.project import Project
from builders import a_picture

HERE = "04_Project_Files"


@pytest.fixture
def cutter(client: TestClient, services: Services, film: Project) -> Cutter:
    cutter = Cutter(client, services, film)
    cutter.put(f"{HERE}/a.txt", b"a")
    cutter.put(f"{HERE}/box/b.txt", b"b")
    cutter.by_hand(f"{HERE}/c.txt", b"no commit holds it")
    (cutter.root / HERE / "box" / "empty").mkdir()
    return cutter


def post(cutter: Cutter, where: str, expect: int = 200, **body: Any) -> Any:
    answer = cutter.client.post(f"{cutter.url}/{where}", json=body)
    assert answer.status_code == expect, answer.text
    return answer.json()


def at(*names: str, folder: str = HERE) -> list[str]:
    return [f"{folder}/{name}" for name in names]


def commits(cutter: Cutter) -> int:
    return int(cutter.git("rev-list", "--count", "HEAD"))


def undo(cutter: Cutter) -> None:
    post(cutter, "history/undo", 201, commits=[cutter.git("rev-parse", "HEAD")])


def test_several_move_as_one_change_that_is_undone_as_one(cutter: Cutter) -> None:
    before = commits(cutter)
    moved = post(cutter, "files/moves", paths=at("a.txt", "box", "box/b.txt", "c.txt"), to=f"{HERE}/Reel 1")
    assert moved["paths"] == at("a.txt", "box", "c.txt", folder=f"{HERE}/Reel 1")
    assert (commits(cutter), cutter.git("log", "-1", "--format=%s")) == (
        before + 1,
        f"Move 3 things in {HERE} to {HERE}/Reel 1",
    )
    assert cutter.names(f"{HERE}/Reel 1") == ["box", "a.txt", "c.txt"]
    assert cutter.names(f"{HERE}/Reel 1/box") == ["empty", "b.txt"]
    assert cutter.names(HERE) == ["Reel 1"]
    undo(cutter)
    assert cutter.names(HERE) == ["box", "Reel 1", "a.txt", "c.txt"]
    assert (cutter.root / HERE / "c.txt").read_bytes() == b"no commit holds it"
    assert cutter.git("status", "--porcelain") == ""


def test_what_stands_in_the_way_is_named_and_nothing_moves(cutter: Cutter) -> None:
    cutter.put(f"{HERE}/Reel 1/a.txt", b"another")
    before = commits(cutter)
    paths = [*at("a.txt", "c.txt", "gone.txt", "Reel 1"), "project.json"]
    refused = post(cutter, "files/moves", 409, paths=paths, to=f"{HERE}/Reel 1")
    assert refused["code"] == "in_the_way"
    assert [error["loc"][0] for error in refused["errors"]] == [*at("a.txt", "gone.txt", "Reel 1"), "project.json"]
    assert commits(cutter) == before
    assert (cutter.root / HERE / "c.txt").exists()
    twins = post(cutter, "files/moves", 409, paths=at("a.txt", "Reel 1/A.TXT", "box/b.txt"), to="02_Source_Creative")
    assert [error["loc"][0] for error in twins["errors"]] == at("Reel 1/A.TXT")
    assert post(cutter, "files/moves", 409, paths=at("a.txt"), to="03_Renders")["code"] == "in_the_way"
    assert post(cutter, "files/moves", paths=at("a.txt"), to=HERE)["paths"] == at("a.txt")
    assert commits(cutter) == before


def test_several_go_to_the_trash_together_and_come_back_one_by_one_or_together(cutter: Cutter) -> None:
    before = commits(cutter)
    items = post(cutter, "trash", paths=at("a.txt", "c.txt", "box"))["items"]
    assert [(item["path"], item["kind"], item["files"]) for item in items] == [
        (f"{HERE}/a.txt", "file", 1),
        (f"{HERE}/c.txt", "file", 1),
        (f"{HERE}/box", "folder", 1),
    ]
    assert (commits(cutter), cutter.git("log", "-1", "--format=%s")) == (before + 1, f"Delete 3 things in {HERE}")
    assert cutter.names(HERE) == []
    assert {item["id"] for item in cutter.trash()} == {item["id"] for item in items}
    post(cutter, f"trash/{items[1]['id']}/restore")
    assert len(cutter.trash()) == 2
    restored = post(cutter, "trash/restore", ids=[items[0]["id"], items[2]["id"]])
    assert sorted(restored["paths"]) == at("a.txt", "box")
    assert cutter.names(HERE) == ["box", "a.txt", "c.txt"]
    assert cutter.names(f"{HERE}/box") == ["empty", "b.txt"]
    assert (cutter.root / HERE / "c.txt").read_bytes() == b"no commit holds it"
    assert (cutter.trash(), cutter.git("status", "--porcelain")) == ([], "")


def test_one_thing_of_several_in_the_trash_goes_for_good_and_the_others_stay(cutter: Cutter) -> None:
    first, second = post(cutter, "trash", paths=at("box", "c.txt"))["items"]
    assert cutter.client.delete(f"{cutter.url}/trash/{first['id']}?confirm=true").status_code == 204
    assert [item["id"] for item in cutter.trash()] == [second["id"]]
    cutter.by_hand(f"{HERE}/c.txt", b"newer")
    refused = post(cutter, "trash/restore", 409, ids=[second["id"]])
    assert (refused["code"], refused["errors"][0]["loc"]) == ("in_the_way", at("c.txt"))
    assert post(cutter, "trash/restore", 404, ids=[second["id"], first["id"]])["code"] == "not_in_trash"
    assert [item["id"] for item in cutter.trash()] == [second["id"]]


def test_nothing_goes_to_the_trash_when_one_of_them_cannot(cutter: Cutter) -> None:
    refused = post(cutter, "trash", 409, paths=[*at("a.txt", "no.txt"), "03_Renders"])
    assert [error["loc"][0] for error in refused["errors"]] == [f"{HERE}/no.txt", "03_Renders"]
    assert (cutter.trash(), cutter.names(HERE)) == ([], ["box", "a.txt", "c.txt"])


def test_an_empty_folder_is_made_moved_deleted_and_brought_back_without_a_commit(cutter: Cutter) -> None:
    before = commits(cutter)
    made = post(cutter, "files/folders", 201, path=f"{HERE}/Sound/Mix")
    assert (made["kind"], made["inHistory"]) == ("folder", "new")
    assert post(cutter, "files/folders", 409, path=f"{HERE}/sound")["code"] == "name_taken"
    assert post(cutter, "files/folders", 409, path="03_Renders/x")["code"] == "kept_by_film"
    cutter.move(f"{HERE}/Sound/Mix", f"{HERE}/Mix")
    assert cutter.names(HERE) == ["box", "Mix", "Sound", "a.txt", "c.txt"]
    item = cutter.delete(f"{HERE}/Mix")
    assert "Mix" not in cutter.names(HERE)
    assert cutter.client.post(f"{cutter.url}/trash/{item}/restore").status_code == 200
    assert "Mix" in cutter.names(HERE)
    assert commits(cutter) == before


def test_large_files_that_moved_are_moved_back_by_undo_not_written_anew(cutter: Cutter) -> None:
    picture = a_picture(cutter.root.parent / "pier.png")
    cutter.put(f"{HERE}/pier.png", picture.read_bytes())
    place = (cutter.root / HERE / "pier.png").stat().st_ino
    post(cutter, "files/moves", paths=at("pier.png", "a.txt"), to=f"{HERE}/Reel 1")
    undo(cutter)
    assert (cutter.root / HERE / "pier.png").stat().st_ino == place
    assert cutter.git("status", "--porcelain") == f"?? {HERE}/c.txt"
    assert not (cutter.root / HERE / "Reel 1").exists()
