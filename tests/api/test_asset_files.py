"""Files of assets over HTTP: streamed and hashed in one pass, kept in LFS, served inert; what is cut off leaves nothing."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import subprocess
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.errors import DiskFull, TooLarge
from app.services.uploads import incoming as uploads
from app.services.uploads.incoming import Upload
from builders import a_film, a_picture

Json = dict[str, Any]
RAW = {"content-type": "application/octet-stream"}


class Shelf:
    """A film with a character, and the character's files over HTTP."""

    def __init__(self, client: TestClient, services: Services, film: Project) -> None:
        self.client, self.services, self.film = client, services, film
        self.root: Path = services.workspace.root(film.id)
        self.mara = self.add("Mara")

    def add(self, name: str) -> Json:
        body = {"category": "characters", "name": name}
        asset: Json = self.client.post(f"/api/projects/{self.film.id}/assets", json=body).json()
        return asset

    def url(self, name: str, asset: Json | None = None) -> str:
        return f"/api/projects/{self.film.id}/assets/{(asset or self.mara)['assetId']}/files/{name}"

    def put(self, name: str, content: Any, **more: Any) -> Json:
        answer = self.client.put(self.url(name), content=content, headers=RAW, **more)
        assert answer.status_code == 201, answer.text
        received: Json = answer.json()
        return received

    def send_slowly(self, name: str, messages: Iterator[Json]) -> int:
        """Send a body message by message, as a server hands it in; gives the status of the answer."""
        path, sent = self.url(name), []

        async def receive() -> Json:
            return next(messages, {"type": "http.disconnect"})

        async def send(message: Json) -> None:
            sent.append(message)

        headers = {b"host": b"127.0.0.1:8000", b"content-type": b"application/octet-stream"}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "PUT",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": list(headers.items()),
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8000),
        }
        asyncio.run(self.client.app(scope, receive, send))  # type: ignore[arg-type]
        status: int = sent[0]["status"]
        return status

    def files(self) -> list[Json]:
        url = f"/api/projects/{self.film.id}/assets/{self.mara['assetId']}"
        files: list[Json] = self.client.get(url).json()["files"]
        return files

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", "-C", str(self.root), *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def assert_nothing_left(self) -> None:
        assert not list((self.root / ".git" / "auteur" / "uploads").glob("*"))
        assert not list((self.root / ".git" / "auteur" / "edits").glob("*"))
        assert self.git("status", "--porcelain") == ""


@pytest.fixture
def shelf(client: TestClient, services: Services) -> Iterator[Shelf]:
    yield Shelf(client, services, a_film(services))


@pytest.fixture
def picture(tmp_path: Path) -> bytes:
    return a_picture(tmp_path / "face.png", size=(320, 240)).read_bytes()


def test_a_picture_comes_in_with_its_facts_and_lies_in_lfs(shelf: Shelf, picture: bytes) -> None:
    file = shelf.put("Face é.png", picture)["file"]
    assert (file["mediaType"], file["width"], file["height"], file["bytes"]) == ("image/png", 320, 240, len(picture))
    assert file["sha256"] == sha256(picture).hexdigest()
    assert file["path"] == "01_Assets/Characters/Mara/Face é.png"
    assert (shelf.root / file["path"]).read_bytes() == picture
    assert shelf.git("show", f"HEAD:{file['path']}").startswith("version https://git-lfs")
    assert "OK" in shelf.git("lfs", "fsck")
    assert shelf.git("log", "-1", "--format=%s") == "Add Face é.png of character “Mara”"
    assert [one["name"] for one in shelf.files()] == ["Face é.png"]
    got = shelf.client.get(file["url"])
    assert got.content == picture
    assert got.headers["content-type"] == "image/png"
    assert "sandbox" in got.headers["content-security-policy"]
    small = shelf.client.get(file["thumbnailUrl"])
    assert small.headers["content-type"] == "image/webp"
    assert shelf.client.get(file["url"], headers={"range": "bytes=0-3"}).content == picture[:4]
    shelf.assert_nothing_left()


def test_a_file_is_as_large_as_it_is_while_memory_stays_small(shelf: Shelf) -> None:
    piece, count = os.urandom(2**20), 96
    tracemalloc.start()
    whole = ({"type": "http.request", "body": piece[:], "more_body": n < count - 1} for n in range(count))
    assert shelf.send_slowly("voice.wav", whole) == 201
    assert tracemalloc.get_traced_memory()[1] < 16 * 2**20
    tracemalloc.stop()
    digest = sha256()
    for _ in range(count):
        digest.update(piece)
    assert shelf.files()[0]["sha256"] == digest.hexdigest()
    assert shelf.files()[0]["bytes"] == count * 2**20
    shelf.assert_nothing_left()


def test_the_same_content_is_pointed_out(shelf: Shelf, picture: bytes) -> None:
    assert shelf.put("face.png", picture)["duplicateOf"] is None
    tom = shelf.add("Tom")
    answer = shelf.client.put(shelf.url("also.png", tom), content=picture, headers=RAW).json()
    assert answer["duplicateOf"] == {
        "assetId": shelf.mara["assetId"],
        "name": "Mara",
        "path": "01_Assets/Characters/Mara/face.png",
    }


def test_a_name_is_taken_until_somebody_says_replace(shelf: Shelf, picture: bytes, tmp_path: Path) -> None:
    shelf.put("face.png", picture)
    for name in ("face.png", "FACE.png"):
        refused = shelf.client.put(shelf.url(name), content=picture, headers=RAW)
        assert (refused.status_code, refused.json()["code"]) == (409, "name_taken")
    other = a_picture(tmp_path / "other.png", "navy").read_bytes()
    shelf.put("face.png", other, params={"replace": True})
    assert shelf.client.get(shelf.url("face.png")).content == other
    assert len(shelf.files()) == 1
    assert "OK" in shelf.git("lfs", "fsck")
    shelf.assert_nothing_left()


def test_a_removed_file_is_kept_by_history(shelf: Shelf, picture: bytes) -> None:
    shelf.put("face.png", picture)
    assert shelf.client.delete(shelf.url("face.png")).status_code == 204
    assert shelf.files() == []
    assert shelf.client.get(shelf.url("face.png")).status_code == 404
    assert shelf.git("show", "HEAD~1:01_Assets/Characters/Mara/face.png").startswith("version https://git-lfs")
    shelf.assert_nothing_left()


def test_a_file_is_renamed_and_given_to_another_asset(shelf: Shelf, picture: bytes) -> None:
    shelf.put("face.png", picture)
    tom = shelf.add("Tom")
    url = f"/api/projects/{shelf.film.id}/assets/{shelf.mara['assetId']}"
    assert shelf.client.patch(url, json={"cover": "face.png"}).json()["cover"] == "face.png"
    renamed = shelf.client.post(f"{shelf.url('face.png')}/move", json={"name": "Mara.png"})
    assert renamed.json()["path"] == "01_Assets/Characters/Mara/Mara.png"
    assert shelf.client.get(url).json()["cover"] == "Mara.png"
    moved = shelf.client.post(f"{shelf.url('Mara.png')}/move", json={"to": tom["assetId"], "name": "tom.PNG"})
    assert moved.json()["path"] == "01_Assets/Characters/Tom/tom.PNG"
    assert shelf.client.get(moved.json()["url"]).content == picture
    assert (shelf.files(), shelf.client.get(url).json()["cover"]) == ([], None)
    assert shelf.git("log", "-1", "--format=%s") == "Move Mara.png from “Mara” to “Tom”"
    assert "OK" in shelf.git("lfs", "fsck")
    shelf.assert_nothing_left()


@pytest.mark.parametrize(
    ("move", "status", "code"),
    [
        ({"name": "face.txt"}, 422, "invalid"),
        ({"name": "SIDE.png"}, 409, "name_taken"),
        ({"name": "../side.png"}, 400, "bad_path"),
        ({"to": "char-00000000"}, 404, "asset_not_found"),
    ],
)
def test_a_file_that_cannot_go_there_stays(
    shelf: Shelf, picture: bytes, move: dict[str, str], status: int, code: str
) -> None:
    shelf.put("face.png", picture)
    shelf.put("side.png", picture + b"x")
    refused = shelf.client.post(f"{shelf.url('face.png')}/move", json=move)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert [one["name"] for one in shelf.files()] == ["face.png", "side.png"]
    url = f"/api/projects/{shelf.film.id}/assets/{shelf.mara['assetId']}"
    assert shelf.client.patch(url, json={"cover": "nobody.png"}).status_code == 422
    shelf.assert_nothing_left()


@pytest.mark.parametrize("name", ["shot.svg", "page.html", "face.png"])
def test_what_could_run_is_told_by_content_and_only_downloaded(shelf: Shelf, name: str) -> None:
    shelf.put(name, b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    got = shelf.client.get(shelf.url(name))
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment")
    assert shelf.files()[0]["thumbnailUrl"] is None
    assert shelf.client.get(f"{shelf.url(name)}/thumbnail").status_code == 415


def test_a_models_header_is_read(shelf: Shelf) -> None:
    tensors = {f"lora.{n}": {"dtype": "F16" if n else "F32", "shape": [2], "data_offsets": [0, 4]} for n in range(3)}
    header = json.dumps({"__metadata__": {"modelspec.architecture": "flux/lora"}, **tensors}).encode()
    file = shelf.put("mara.safetensors", struct.pack("<Q", len(header)) + header + bytes(64))["file"]
    assert file["model"] == {"tensors": 3, "types": ["F16", "F32"], "kind": "flux/lora", "triggerWords": []}
    liar = shelf.put("liar.safetensors", struct.pack("<Q", 2**62) + b"{}")["file"]
    assert liar["model"] is None


@pytest.mark.parametrize(
    ("name", "content", "headers", "status"),
    [
        ("a.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", RAW, 422),
        ("a.png", b"", RAW, 422),
        ("a.png", b"{}", {"content-type": "application/json"}, 415),
        ("a.png", b"x", {"content-type": "text/plain"}, 415),
        ("..%2fa.png", b"x", RAW, 415),
        ("con.png", b"x", RAW, 400),
        (".gitattributes", b"x", RAW, 400),
        ("a%00.png", b"x", RAW, 400),
        ("notes.txt", b"x" * (uploads.MAX_PLAIN_BYTES + 1), RAW, 413),
    ],
)
def test_what_may_not_come_in_leaves_nothing(
    shelf: Shelf, name: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = shelf.client.put(shelf.url(name), content=content, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.json()["code"]
    assert shelf.files() == []
    shelf.assert_nothing_left()


def test_a_file_that_is_cut_off_leaves_nothing(shelf: Shelf) -> None:
    cut: list[Json] = [{"type": "http.request", "body": b"x" * 2**21, "more_body": True}, {"type": "http.disconnect"}]
    assert shelf.send_slowly("face.png", iter(cut)) == 400
    assert shelf.files() == []
    shelf.assert_nothing_left()


def test_a_disk_without_room_is_said_before_a_byte_is_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DiskFull):
        Upload(shelf.root, "01_Assets/a.png", 2**35)
    with pytest.raises(TooLarge):
        Upload(shelf.root, "01_Assets/a.png", uploads.MAX_UPLOAD_BYTES + 1)

    def full(upload: Upload, chunk: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Upload, "write", full)
    answer = shelf.client.put(shelf.url("face.png"), content=b"x", headers=RAW)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    shelf.assert_nothing_left()


def test_what_a_crash_left_is_removed_by_the_next_upload_but_not_what_is_being_written(
    shelf: Shelf, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_GRACE_SECONDS", -1.0)
    folder = shelf.root / ".git" / "auteur" / "uploads"
    under_way = Upload(shelf.root, "01_Assets/a.png", None)
    (folder / "left-by-a-crash").write_bytes(b"x")
    shelf.put("face.png", picture)
    assert list(folder.iterdir()) == [under_way.file]
    under_way.close()
    shelf.assert_nothing_left()
