"""The film's files over HTTP: looked at, brought in, moved, deleted, brought back; its records stay true."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.services.files import trash as file_trash
from app.services.files.taking import clear
from builders import a_picture, a_take

Json = dict[str, Any]
RAW = {"content-type": "application/octet-stream"}
FORM = {"X-Auteur-Client": "test"}


class Cutter:
    """Somebody who looks after a film's files."""

    def __init__(self, client: TestClient, services: Services, film: Project) -> None:
        self.client, self.services = client, services
        self.url = f"/api/projects/{film.id}"
        self.root: Path = services.workspace.root(film.id)

    def put(self, path: str, content: bytes, **query: Any) -> Json:
        answer = self.client.put(f"{self.url}/files/{path}", content=content, headers=RAW, params=query)
        assert answer.status_code == 201, answer.text
        shown: Json = answer.json()
        return shown

    def list(self, path: str = "", **query: Any) -> list[Json]:
        answer = self.client.get(f"{self.url}/files", params={"path": path, **query})
        assert answer.status_code == 200, answer.text
        items: list[Json] = answer.json()["items"]
        return items

    def names(self, path: str) -> list[str]:
        return [one["name"] for one in self.list(path)]

    def move(self, source: str, target: str) -> Json:
        answer = self.client.post(f"{self.url}/files/move", json={"from": source, "to": target})
        assert answer.status_code == 200, answer.text
        shown: Json = answer.json()
        return shown

    def trash(self) -> list[Json]:
        items: list[Json] = self.client.get(f"{self.url}/trash").json()["items"]
        return items

    def delete(self, path: str) -> str:
        answer = self.client.delete(f"{self.url}/files/{path}")
        assert answer.status_code == 200, answer.text
        item: str = answer.json()["id"]
        return item

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", "-C", str(self.root), *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def by_hand(self, path: str, content: bytes = b"by hand") -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file


@pytest.fixture
def cutter(client: TestClient, services: Services, film: Project) -> Cutter:
    return Cutter(client, services, film)


def test_a_file_comes_in_as_one_commit_and_is_read_in_parts(cutter: Cutter) -> None:
    content = b"RIFF\0\0\0\0WAVE" + bytes(range(256)) * 40
    shown = cutter.put("04_Project_Files/mix/Rain é.wav", content)
    assert (shown["kind"], shown["bytes"], shown["viewer"]) == ("file", len(content), "audio")
    assert (shown["inHistory"], shown["inLfs"], shown["locked"]) == ("saved", True, None)
    assert cutter.git("log", "-1", "--format=%s") == "Add 04_Project_Files/mix/Rain é.wav"
    assert cutter.git("status", "--porcelain") == ""
    whole = cutter.client.get(shown["url"])
    assert whole.content == content
    assert "sandbox" in whole.headers["content-security-policy"]
    part = cutter.client.get(shown["url"], headers={"Range": "bytes=100-199", "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, content[100:200])
    assert cutter.client.get(shown["url"], headers={"If-None-Match": whole.headers["etag"]}).status_code == 304


def test_a_file_is_not_replaced_unasked_and_what_no_commit_holds_is_kept(cutter: Cutter) -> None:
    path = "04_Project_Files/notes.txt"
    cutter.put(path, b"one")
    refused = cutter.client.put(f"{cutter.url}/files/{path}", content=b"two", headers=RAW)
    assert (refused.status_code, refused.json()["code"]) == (409, "name_taken")
    tag = cutter.client.get(f"{cutter.url}/files/{path}").headers["etag"]
    cutter.by_hand(path, b"written by hand")
    stale = cutter.client.put(f"{cutter.url}/files/{path}", content=b"two", headers={**RAW, "If-Match": tag})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    cutter.put(path, b"two", replace=True)
    assert (cutter.root / path).read_bytes() == b"two"
    [kept] = cutter.trash()
    cutter.client.post(f"{cutter.url}/trash/{kept['id']}/restore", json={"to": "04_Project_Files/hand.txt"})
    assert (cutter.root / "04_Project_Files/hand.txt").read_bytes() == b"written by hand"
    assert cutter.trash() == []


def test_several_small_files_come_in_a_form_all_or_none(cutter: Cutter, tmp_path: Path) -> None:
    picture = a_picture(tmp_path / "pier.png").read_bytes()
    files = [("file", ("pier.png", picture)), ("file", ("pier.txt", b"At dawn."))]
    post = f"{cutter.url}/files"
    answer = cutter.client.post(post, files=files, data={"category": "locations"}, headers=FORM)
    assert answer.status_code == 201, answer.text
    assert [one["path"] for one in answer.json()["items"]] == [
        "01_Assets/Locations/pier.png",
        "01_Assets/Locations/pier.txt",
    ]
    assert cutter.git("log", "-1", "--format=%s") == "Add 2 files in 01_Assets/Locations"
    more = [("file", ("new.txt", b"new")), ("file", ("pier.txt", b"again"))]
    assert (
        cutter.client.post(post, files=more, data={"path": "01_Assets/Locations"}, headers=FORM).json()["code"]
        == "name_taken"
    )
    assert cutter.names("01_Assets/Locations") == ["pier.png", "pier.txt"]
    assert cutter.client.post(post, files=more, headers=FORM).status_code == 422
    assert not list((cutter.root / ".git" / "auteur" / "uploads").glob("*"))


def test_a_folder_is_listed_with_what_git_knows_of_it(cutter: Cutter, tmp_path: Path) -> None:
    cutter.put("04_Project_Files/a.txt", b"a")
    cutter.by_hand("04_Project_Files/b.json", b"{}")
    cutter.by_hand("06_Exports/cut.mp4")
    cutter.by_hand("04_Project_Files/what?.txt")
    (cutter.root / "04_Project_Files" / "link").symlink_to("/etc/passwd")
    shown = {
        one["name"]: (one["inHistory"], one["viewer"], one["locked"] is None) for one in cutter.list("04_Project_Files")
    }
    assert shown == {
        "a.txt": ("saved", "text", True),
        "b.json": ("new", "json", True),
        "what?.txt": ("new", "text", False),
    }
    assert cutter.list("06_Exports")[0]["inHistory"] == "ignored"
    top = cutter.list()
    assert [one["name"] for one in top if one["kind"] == "file"] == ["project.json"]
    assert all(one["locked"] for one in top)
    first = cutter.client.get(f"{cutter.url}/files", params={"path": "04_Project_Files", "limit": 2}).json()
    assert (first["total"], first["nextCursor"], len(first["items"])) == (3, "2", 2)
    assert "04_Project_Files/a.txt" in [one["path"] for one in cutter.list(recursive=True)]


def test_a_moved_folder_takes_everything_along_also_what_no_commit_held(cutter: Cutter) -> None:
    cutter.put("04_Project_Files/old/in/kept.txt", b"kept")
    cutter.by_hand("04_Project_Files/old/in/kept.txt", b"changed by hand")
    cutter.by_hand("04_Project_Files/old/new.txt", b"new")
    cutter.move("04_Project_Files/old", "Notes/two")
    assert (cutter.root / "Notes/two/in/kept.txt").read_bytes() == b"changed by hand"
    assert (cutter.root / "Notes/two/new.txt").read_bytes() == b"new"
    assert not (cutter.root / "04_Project_Files/old").exists()
    assert cutter.git("status", "--porcelain") == ""
    assert cutter.git("log", "-1", "--format=%s") == "Move 04_Project_Files/old to Notes/two"
    assert cutter.move("Notes/two/new.txt", "Notes/two/newer.txt")["path"] == "Notes/two/newer.txt"
    for source, target, code in [
        ("Notes/two", "Notes/two/in/deep", "bad_path"),
        ("Notes/two/newer.txt", "Notes/two/in/kept.txt", "name_taken"),
        ("Notes/gone", "Notes/x", "file_not_found"),
    ]:
        answer = cutter.client.post(f"{cutter.url}/files/move", json={"from": source, "to": target})
        assert answer.json()["code"] == code


def test_what_is_deleted_lies_in_the_trash_and_comes_back_as_it_was(cutter: Cutter) -> None:
    cutter.put("04_Project_Files/box/a.txt", b"a")
    cutter.by_hand("04_Project_Files/box/a.txt", b"by hand")
    cutter.by_hand("04_Project_Files/box/b.txt", b"no commit holds it")
    cutter.by_hand("06_Exports/cut.mp4", b"film")
    before = cutter.git("rev-parse", "HEAD")
    export = cutter.delete("06_Exports/cut.mp4")
    assert cutter.git("rev-parse", "HEAD") == before
    box = cutter.delete("04_Project_Files/box")
    assert not (cutter.root / "04_Project_Files/box").exists()
    assert not (cutter.root / "06_Exports/cut.mp4").exists()
    assert [(one["path"], one["kind"], one["files"], one["bytes"]) for one in cutter.trash()] == [
        ("04_Project_Files/box", "folder", 2, 25),
        ("06_Exports/cut.mp4", "file", 1, 4),
    ]
    for item in (export, box):
        assert cutter.client.post(f"{cutter.url}/trash/{item}/restore").status_code == 200
    assert (cutter.root / "06_Exports/cut.mp4").read_bytes() == b"film"
    assert (cutter.root / "04_Project_Files/box/a.txt").read_bytes() == b"by hand"
    assert (cutter.root / "04_Project_Files/box/b.txt").read_bytes() == b"no commit holds it"
    assert cutter.git("status", "--porcelain") == ""
    assert cutter.trash() == []
    item = cutter.delete("04_Project_Files/box/a.txt")
    cutter.put("04_Project_Files/box/a.txt", b"another")
    taken = cutter.client.post(f"{cutter.url}/trash/{item}/restore")
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    assert cutter.client.delete(f"{cutter.url}/trash/{item}").json()["code"] == "confirmation_needed"
    assert cutter.client.delete(f"{cutter.url}/trash?confirm=true").status_code == 204
    assert cutter.trash() == []


def test_what_a_crash_left_half_deleted_is_lost_in_no_case(cutter: Cutter) -> None:
    cutter.put("04_Project_Files/a.txt", b"a")
    item = cutter.delete("04_Project_Files/a.txt")
    places = cutter.services.settings.state_dir / "trash" / "files"
    [place] = places.glob("*/trash*")
    place.rename(place.with_name(f".new-{place.name}"))
    assert [one["id"] for one in cutter.trash()] == [item]
    cutter.client.post(f"{cutter.url}/trash/{item}/restore")
    cutter.delete("04_Project_Files/a.txt")
    [place] = places.glob("*/trash*")
    place.rename(place.with_name(f".new-{place.name}"))
    cutter.by_hand("04_Project_Files/a.txt", b"still there")
    assert cutter.trash() == []
    assert (cutter.root / "04_Project_Files/a.txt").exists()


def test_a_file_system_that_knows_no_second_names_has_a_trash_too(
    cutter: Cutter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    cutter.put("04_Project_Files/a.txt", b"a")
    cutter.by_hand("06_Exports/b.mp4", b"b")
    for path in ("04_Project_Files/a.txt", "06_Exports/b.mp4"):
        item = cutter.delete(path)
        assert not (cutter.root / path).exists()
        assert cutter.client.post(f"{cutter.url}/trash/{item}/restore").status_code == 200
        assert (cutter.root / path).read_bytes() == path[-5].encode()


def test_what_changes_while_it_is_deleted_stays(cutter: Cutter, monkeypatch: pytest.MonkeyPatch) -> None:
    file = cutter.by_hand("04_Project_Files/new.txt", b"half")

    def write_on(*words: Any) -> None:
        file.write_bytes(b"half and half")
        clear(*words)

    monkeypatch.setattr(file_trash, "clear", write_on)
    cutter.delete("04_Project_Files/new.txt")
    assert file.read_bytes() == b"half and half"


@pytest.mark.parametrize(
    "path",
    ["project.json", "03_Renders/x.txt", "06_Exports/x.mp4", ".auteur/x", "03_renders/x.txt", "01_Assets/Characters"],
)
def test_what_belongs_to_the_film_is_not_written_as_a_file(cutter: Cutter, path: str) -> None:
    answer = cutter.client.put(f"{cutter.url}/files/{path}", content=b"x", headers=RAW, params={"replace": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "kept_by_film")
    cutter.put("04_Project_Files/a.txt", b"a")
    answer = cutter.client.post(f"{cutter.url}/files/move", json={"from": "04_Project_Files/a.txt", "to": path})
    assert (answer.status_code, answer.json()["code"]) == (409, "kept_by_film")


def test_takes_and_files_of_assets_say_whose_they_are_and_stay(
    cutter: Cutter, services: Services, film: Project, shot: Any, tmp_path: Path
) -> None:
    a_take(services, film.id, shot.id, tmp_path)
    mara = cutter.client.post(f"{cutter.url}/assets", json={"category": "characters", "name": "Mara"}).json()
    face = a_picture(tmp_path / "face.png").read_bytes()
    cutter.client.put(f"{cutter.url}/assets/{mara['assetId']}/files/face.png", content=face, headers=RAW)
    of_mara = "01_Assets/Characters/Mara/face.png"
    for folder, keeper in [
        ("01_Assets/Characters/Mara", {"kind": "asset", "id": mara["assetId"], "name": "Mara"}),
        ("03_Renders/Chapter_01/Scene_01/Shot_01", {"kind": "shot", "id": shot.id, "name": shot.name}),
    ]:
        for one in cutter.list(folder):
            assert (one["keeper"], one["locked"] is None) == (keeper, False)
            answer = cutter.client.delete(f"{cutter.url}/files/{one['path']}")
            assert (answer.status_code, answer.json()["code"]) == (409, "kept_by_film")
    assert cutter.client.get(f"{cutter.url}/files/{of_mara}").content == face


def test_a_document_that_is_moved_stays_a_document(cutter: Cutter) -> None:
    cutter.put("02_Source_Creative/Scripts/Train.fountain", b"INT. TRAIN - NIGHT\n")
    cutter.move("02_Source_Creative/Scripts/Train.fountain", "02_Source_Creative/Scripts/Night Train.fountain")
    listed = cutter.client.get(f"{cutter.url}/documents").json()["items"]
    assert [(one["name"], one["documentType"], one["readable"]) for one in listed] == [
        ("Night Train", "screenplay", True)
    ]


def test_hostile_paths_lead_nowhere(cutter: Cutter) -> None:
    corpus = Path(__file__).parents[1] / "reliability" / "corpora"
    names = json.loads((corpus / "names.json").read_text())
    for name in [*names, "../../etc/passwd", "/etc/passwd", ".git/config", "04_Project_Files/.git/hooks/x"]:
        answer = cutter.client.post(f"{cutter.url}/files/move", json={"from": name, "to": "04_Project_Files/x"})
        assert 400 <= answer.status_code < 500, name
        listed = cutter.client.get(f"{cutter.url}/files", params={"path": name})
        assert 400 <= listed.status_code < 500 or name in ("", "."), name
    assert not (cutter.root / "04_Project_Files/x").exists()
