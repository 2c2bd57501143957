"""What another program makes of an asset's file is seen as it is, and part of the film when somebody says so."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.asset import AssetFile
from app.domain.project import Project
from app.services.assets import looks
from builders import a_picture

pytestmark = pytest.mark.timeout(30)
Json = dict[str, Any]
RAW = {"content-type": "application/octet-stream"}


class Shelf:
    """Mara and her files, in the film's folder and over HTTP."""

    def __init__(self, client: TestClient, services: Services, film: Project, tmp_path: Path) -> None:
        self.client, self.services, self.film, self.tmp = client, services, film, tmp_path
        self.root = services.workspace.root(film.id)
        self.api = f"/api/projects/{film.id}"
        self.mara = self.add("Mara")
        self.folder = self.root / self.mara["folder"]

    def add(self, name: str) -> Json:
        made: Json = self.client.post(f"{self.api}/assets", json={"category": "characters", "name": name}).json()
        return made

    def url(self, name: str) -> str:
        return f"{self.api}/assets/{self.mara['assetId']}/files/{name}"

    def put(self, name: str, content: bytes, query: str = "") -> Json:
        answer = self.client.put(f"{self.url(name)}{query}", content=content, headers=RAW)
        assert answer.status_code == 201, answer.text
        got: Json = answer.json()
        return got

    def picture(self, color: str, size: tuple[int, int] = (64, 36)) -> bytes:
        return a_picture(self.tmp / "new.png", color, size).read_bytes()

    def file(self, name: str) -> Json:
        shown = self.client.get(f"{self.api}/assets/{self.mara['assetId']}").json()["files"]
        return next(file for file in shown if file["name"] == name)

    def becomes(self, name: str, fits: Callable[[Json], bool]) -> Json:
        """The file, as soon as it has been read."""
        deadline = time.monotonic() + 10
        while not fits(file := self.file(name)):
            assert time.monotonic() < deadline, file
            time.sleep(0.01)
        return file

    def diary(self) -> list[str]:
        return [entry["message"] for entry in self.client.get(f"{self.api}/history").json()["items"]]

    def recorded(self) -> list[Json]:
        manifest = json.loads((self.root / "project.json").read_bytes())
        files: list[Json] = manifest["assets"]["characters"][0]["files"]
        return files

    def is_clean(self) -> bool:
        return (
            subprocess.run(["git", "status", "--porcelain"], cwd=self.root, capture_output=True, check=True).stdout
            == b""
        )


@pytest.fixture
def shelf(client: TestClient, services: Services, film: Project, tmp_path: Path) -> Shelf:
    shelf = Shelf(client, services, film, tmp_path)
    shelf.put("face.png", shelf.picture("red"))
    shelf.put("notes.txt", b"short hair")
    return shelf


def test_what_another_program_saved_is_told_with_its_new_picture_and_facts(shelf: Shelf) -> None:
    before = shelf.file("face.png")
    assert before["state"] == "kept"
    assert shelf.client.get(before["thumbnailUrl"]).status_code == 200
    with shelf.client.websocket_connect(f"/ws/{shelf.film.id}") as window:
        while json.loads(window.receive_text())["type"] != "hello":
            pass
        (shelf.folder / "face.png").write_bytes(shelf.picture("blue", (128, 72)))
        heard: Json = {}
        while heard.get("type") != "asset_changed":
            heard = json.loads(window.receive_text())
    told = next(file for file in heard["changes"]["files"] if file["name"] == "face.png")
    assert told == shelf.file("face.png")
    assert (told["state"], told["width"], told["height"]) == ("changed", 128, 72)
    assert told["sha256"] != before["sha256"]
    assert told["thumbnailUrl"] != before["thumbnailUrl"]
    new, old = shelf.client.get(told["thumbnailUrl"]), shelf.client.get(before["thumbnailUrl"])
    assert new.content == old.content  # there is but one file
    assert "immutable" in new.headers["cache-control"]
    assert "immutable" not in old.headers["cache-control"]
    assert shelf.put("again.png", shelf.picture("red"))["duplicateOf"] is None
    assert shelf.put("copy.png", shelf.picture("blue", (128, 72)))["duplicateOf"]["name"] == "Mara"
    assert shelf.recorded()[0]["sha256"] == before["sha256"]  # nothing is committed before somebody says so


def test_keep_renews_the_record_in_one_entry_that_can_be_undone(shelf: Shelf) -> None:
    before, entries = shelf.file("face.png"), len(shelf.diary())
    (shelf.folder / "face.png").write_bytes(shelf.picture("blue", (128, 72)))
    answer = shelf.client.post(f"{shelf.url('face.png')}/keep")
    assert answer.status_code == 200, answer.text
    kept = answer.json()
    assert (kept["state"], kept["width"], kept["bytes"]) == ("kept", 128, (shelf.folder / "face.png").stat().st_size)
    assert shelf.recorded()[0]["sha256"] == kept["sha256"]
    assert shelf.is_clean()
    assert shelf.diary()[0] == "Take in face.png of character “Mara” as another program left it"
    assert len(shelf.diary()) == entries + 1
    assert shelf.client.post(f"{shelf.url('face.png')}/keep").json() == kept  # nothing is left to be kept
    assert len(shelf.diary()) == entries + 1
    undone = shelf.client.post(f"{shelf.api}/history/undo", json={"commits": [answer.headers["Auteur-Commit"]]})
    assert undone.status_code == 201, undone.text
    assert shelf.becomes("face.png", lambda file: file["state"] == "kept") == before


def test_keeping_all_outside_changes_renews_forgets_and_renames(shelf: Shelf) -> None:
    shelf.put("side.png", shelf.picture("green"))
    shelf.client.patch(f"{shelf.api}/assets/{shelf.mara['assetId']}", json={"cover": "side.png"})
    (shelf.folder / "face.png").write_bytes(shelf.picture("blue", (128, 72)))
    (shelf.folder / "notes.txt").unlink()
    (shelf.folder / "side.png").rename(shelf.folder / "profile.png")
    assert shelf.client.post(f"{shelf.api}/git/keep", json={}).status_code == 201
    asset = shelf.client.get(f"{shelf.api}/assets/{shelf.mara['assetId']}").json()
    assert [(file["name"], file["state"]) for file in asset["files"]] == [("face.png", "kept"), ("profile.png", "kept")]
    assert asset["files"][0]["width"] == 128
    assert asset["cover"] == "profile.png"
    assert shelf.is_clean()


def test_a_file_that_is_gone_is_missing_and_can_be_brought_back(shelf: Shelf) -> None:
    for name in ("face.png", "notes.txt"):
        before = shelf.file(name)
        content = (shelf.folder / name).read_bytes()
        (shelf.folder / name).unlink()
        gone = shelf.file(name)
        assert gone == before | {"state": "missing"}
        assert shelf.client.get(gone["url"]).status_code == 404
        if before["thumbnailUrl"]:
            assert shelf.client.get(gone["thumbnailUrl"]).status_code == 200
        assert shelf.client.post(f"{shelf.url(name)}/keep").status_code == 404
        back = shelf.client.post(f"{shelf.url(name)}/restore")
        assert (back.status_code, back.json()) == (200, before)
        assert shelf.file(name) == before
        assert (shelf.folder / name).read_bytes() == content
        assert shelf.client.post(f"{shelf.url(name)}/restore").json() == before
    assert shelf.is_clean()


def test_a_file_that_is_gone_and_committed_so_by_hand_comes_back_as_an_entry(shelf: Shelf) -> None:
    before = shelf.file("face.png")
    subprocess.run(["git", "rm", "-q", f"{shelf.mara['folder']}/face.png"], cwd=shelf.root, check=True)
    subprocess.run(["git", "commit", "-q", "-m", "By hand"], cwd=shelf.root, check=True)
    assert shelf.file("face.png")["state"] == "missing"
    assert shelf.client.post(f"{shelf.url('face.png')}/restore").json() == before
    assert shelf.diary()[0] == "Bring back face.png of character “Mara”"
    assert shelf.is_clean()


def test_a_missing_file_gives_way_to_a_new_one_or_is_taken_off_the_asset(shelf: Shelf) -> None:
    (shelf.folder / "face.png").unlink()
    (shelf.folder / "notes.txt").unlink()
    assert shelf.file("notes.txt")["state"] == "missing"
    assert shelf.put("face.png", shelf.picture("navy"), "?replace=true")["file"]["state"] == "kept"
    assert shelf.file("face.png")["state"] == "kept"
    assert shelf.client.delete(shelf.url("notes.txt")).status_code == 204
    assert [file["path"] for file in shelf.recorded()] == [f"{shelf.mara['folder']}/face.png"]
    assert shelf.is_clean()


def test_a_change_of_the_same_length_is_noticed_and_one_of_the_times_alone_is_none(shelf: Shelf) -> None:
    notes = shelf.folder / "notes.txt"
    notes.write_bytes(b"long hairs")
    shelf.becomes("notes.txt", lambda file: file["state"] == "changed")
    notes.write_bytes(b"short hair")
    shelf.becomes("notes.txt", lambda file: file["state"] == "kept")
    os.utime(shelf.folder / "face.png", (1, 1))
    shelf.client.get(shelf.file("face.png")["url"])  # this reads it, so that all is known
    assert shelf.file("face.png")["state"] == "kept"


def test_what_git_knows_to_be_as_it_was_is_not_read_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(shelf.root / ".git/index")  # so that it is younger than the files
    looks.forget(shelf.film.id)
    read, described = [], looks.described

    def noted(file: AssetFile, source: BinaryIO) -> AssetFile:
        read.append(file.path.name)
        return described(file, source)

    monkeypatch.setattr(looks, "described", noted)
    for name in ("face.png", "notes.txt"):
        assert shelf.client.get(shelf.file(name)["url"]).status_code == 200
    assert set(read) == {"notes.txt"}  # what is not in LFS is small


def test_what_is_still_written_is_neither_kept_nor_shown(shelf: Shelf) -> None:
    before = shelf.file("face.png")
    with (shelf.folder / "face.png").open("r+b") as painting:
        painting.write(b"half")
        painting.flush()
        for answer in (
            shelf.client.post(f"{shelf.url('face.png')}/keep"),
            shelf.client.get(before["url"]),
            shelf.client.get(before["thumbnailUrl"]),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "still_written")
        assert shelf.file("face.png") == before


def test_a_changed_file_that_is_renamed_here_is_recorded_as_it_is(shelf: Shelf) -> None:
    (shelf.folder / "face.png").write_bytes(shelf.picture("blue", (128, 72)))
    changed = shelf.becomes("face.png", lambda file: file["state"] == "changed")
    moved = shelf.client.post(f"{shelf.url('face.png')}/move", json={"name": "front.png"}).json()
    assert (moved["state"], moved["sha256"]) == ("kept", changed["sha256"])
    assert shelf.becomes("front.png", lambda file: file["state"] == "kept")["width"] == 128
    assert shelf.is_clean()
