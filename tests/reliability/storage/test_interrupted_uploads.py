"""An upload goes on where it stopped: after a cut line, after a lost answer, after the server was killed."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.domain.asset import NewAsset
from app.domain.project import Project
from app.errors import BadRequest
from app.main import create_app
from app.services.uploads import incoming as uploads
from app.services.uploads import partial as partial_uploads
from app.services.uploads.partial import Resume, UploadBusy, UploadNotFound, WrongOffset
from builders import StudioClient, a_film, a_picture, settings_for
from reliability.storage.killable import Servers, wait_for

ID = "an-upload-of-mine-0001"
Json = dict[str, Any]


@pytest.fixture
def services(tmp_path: Path, valkey_url: str) -> Services:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    return services


@pytest.fixture
def film(services: Services) -> Project:
    return a_film(services)


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with StudioClient(create_app(services=services)) as client:
        yield client


class Mara:
    """A character that files come to, part by part."""

    def __init__(self, services: Services, film: Project) -> None:
        self.services, self.film = services, film
        self.id = services.assets.add(film.id, NewAsset(category="characters", name="Mara")).asset_id
        self.url = f"/api/projects/{film.id}/assets/{self.id}"
        self.folder = uploads.uploads_folder(services.workspace.root(film.id))

    def expect(self, offset: int, length: int = 100, name: str = "voice.wav") -> uploads.Upload:
        resume = Resume(ID, offset, length)
        return self.services.asset_files.expect(self.film.id, self.id, name, None, replace=False, resume=resume)

    def send(self, client: TestClient, content: bytes, offset: int = 0, name: str = "voice.wav") -> httpx.Response:
        """The rest of a file, all of it."""
        headers = {**a_part(offset, len(content)), "content-type": "application/octet-stream"}
        answer: Any = client.put(f"{self.url}/files/{name}", content=content[offset:], headers=headers)
        return answer  # type: ignore[no-any-return]


@pytest.fixture
def mara(services: Services, film: Project) -> Mara:
    return Mara(services, film)


def a_part(offset: int, length: int) -> dict[str, str]:
    return {"upload-id": ID, "upload-offset": str(offset), "upload-length": str(length)}


def begin(port: int, path: str, content: bytes, offset: int, sent: int) -> socket.socket:
    """Begin to send the rest of a file, `sent` bytes of it; the line stays open."""
    line = socket.create_connection(("127.0.0.1", port))
    headers = {
        "Host": f"127.0.0.1:{port}",
        "Content-Type": "application/octet-stream",
        "Content-Length": str(len(content) - offset),
        **a_part(offset, len(content)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    line.sendall(f"PUT {path} HTTP/1.1\r\n{head}\r\n".encode() + content[offset : offset + sent])
    return line


def received(port: int, url: str) -> int:
    answer = httpx.get(f"http://127.0.0.1:{port}{url}/uploads/{ID}")
    return int(answer.json()["received"]) if answer.status_code == 200 else -1


def test_a_file_whose_line_was_cut_and_whose_server_was_killed_is_whole_in_the_end(
    client: TestClient, services: Services, mara: Mara
) -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    content = chance.randbytes(6 * 2**20 + 17)
    path = f"{mara.url}/files/voice.wav"
    servers = Servers()
    try:
        server = servers.start(services)
        port = server.port
        cut = chance.randrange(2**20 + 1, 3 * 2**20)
        begin(port, path, content, 0, cut).close()
        wait_for(lambda: received(port, mara.url) >= 2**20)
        here = received(port, mara.url)
        assert here <= cut

        line = begin(port, path, content, here, 2 * 2**20 + chance.randrange(2**18))
        wait_for(lambda: received(port, mara.url) > here)
        server.kill()
    finally:
        servers.close()
    line.close()
    again = client.get(f"{mara.url}/uploads/{ID}").json()["received"]
    assert here < again < len(content)
    assert mara.send(client, content, again).status_code == 201
    film = services.workspace.film(mara.film.id)
    stored = film.fs.read_bytes(services.assets.get(film.project.id, mara.id)[0].files[0].path)
    assert sha256(stored).digest() == sha256(content).digest()


def test_a_lost_answer_does_no_harm(client: TestClient, mara: Mara) -> None:
    content = b"RIFF" + bytes(200)
    assert mara.send(client, content).status_code == 201
    told = client.get(f"{mara.url}/uploads/{ID}").json()
    assert (told["received"], told["length"], told["file"]["name"]) == (204, 204, "voice.wav")
    assert [one.name for one in mara.folder.iterdir()] == [f"kept-{ID}.json"]


def test_a_wrong_byte_to_go_on_at_is_refused_with_the_right_one(client: TestClient, mara: Mara) -> None:
    part = mara.expect(0)
    part.write(b"x" * 40)
    part.close()
    refused = mara.send(client, b"x" * 100, 30).json()
    assert (refused["code"], refused["received"]) == ("wrong_offset", 40)
    assert mara.send(client, b"x" * 100, 40).status_code == 201


def test_the_newest_line_goes_on_and_a_dead_one_never_writes_again(mara: Mara) -> None:
    dead = mara.expect(0)
    dead.write(b"x" * 10)
    living = mara.expect(10)
    with pytest.raises(BadRequest):
        dead.write(b"x")
    dead.give_up()
    dead.close()
    living.write(b"y" * 90)
    stored = living.stored()
    assert stored.sha256 == sha256(b"x" * 10 + b"y" * 90).hexdigest()
    with pytest.raises(UploadBusy):
        mara.expect(100)
    living.close()


def test_what_cannot_go_on_is_said_plainly(client: TestClient, mara: Mara, monkeypatch: pytest.MonkeyPatch) -> None:
    part = mara.expect(0)
    part.write(b"x" * 40)
    part.close()
    other = {**a_part(40, 90), "content-type": "application/octet-stream"}
    assert client.put(f"{mara.url}/files/voice.wav", content=b"y", headers=other).json()["code"] == "conflict"
    more = {**a_part(40, 100), "content-type": "application/octet-stream"}
    assert client.put(f"{mara.url}/files/voice.wav", content=b"y" * 61, headers=more).status_code == 422
    assert client.get(f"{mara.url}/uploads/{ID}").json()["code"] == "upload_not_found"
    assert list(mara.folder.iterdir()) == []
    with pytest.raises(WrongOffset):
        mara.expect(40)
    part = mara.expect(0)
    part.write(b"x" * 40)
    part.close()
    monkeypatch.setattr(partial_uploads, "_boot", lambda: "another day")
    with pytest.raises(UploadNotFound):
        mara.services.asset_files.partial(mara.film.id, mara.id, ID)


def test_a_cancelled_upload_leaves_nothing_and_a_forgotten_one_goes_after_a_day(
    client: TestClient, services: Services, mara: Mara, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = mara.expect(0)
    part.write(b"x" * 40)
    part.close()
    assert client.delete(f"{mara.url}/uploads/{ID}").status_code == 204
    assert list(mara.folder.iterdir()) == []
    mara.expect(0).close()
    services.caretaker.tend()
    assert len(list(mara.folder.iterdir())) == 2
    monkeypatch.setattr(uploads, "_KEPT_SECONDS", -1.0)
    services.caretaker.tend()
    assert list(mara.folder.iterdir()) == []


def test_a_file_for_a_folder_goes_on_and_a_lost_answer_is_told(client: TestClient, film: Project) -> None:
    base, content = f"/api/projects/{film.id}", b"a tide table\n" * 50
    where = f"{base}/files/04_Project_Files/tides.txt"
    raw = {"content-type": "application/octet-stream"}
    cut = client.put(where, content=content[:100], headers={**a_part(0, len(content)), **raw})
    assert (cut.status_code, cut.json()["received"]) == (400, 100)
    told = client.get(f"{base}/uploads/{ID}").json()
    assert (told["name"], told["received"], told["file"]) == ("04_Project_Files/tides.txt", 100, None)
    done = client.put(where, content=content[100:], headers={**a_part(100, len(content)), **raw})
    assert done.status_code == 201, done.text
    assert client.get(where).content == content
    kept = client.get(f"{base}/uploads/{ID}").json()
    assert (kept["received"], kept["file"]["path"]) == (len(content), "04_Project_Files/tides.txt")
    other = a_part(0, 3) | {"upload-id": "another-upload-0002"}
    client.put(f"{base}/files/04_Project_Files/b.txt", content=b"a", headers={**other, **raw})
    assert client.delete(f"{base}/uploads/another-upload-0002").status_code == 204
    assert client.get(f"{base}/uploads/another-upload-0002").json()["code"] == "upload_not_found"


def test_an_upload_whose_place_was_taken_before_it_was_kept_is_not_told_as_kept(
    client: TestClient, services: Services, film: Project
) -> None:
    path, base = "04_Project_Files/tides.txt", f"/api/projects/{film.id}"
    part = services.file_changes.expect(film.id, path, None, replace=False, resume=Resume(ID, 0, 4))
    part.write(b"mine")
    part.stored()  # and here the server went
    part.close()
    raw = {"content-type": "application/octet-stream"}
    assert client.put(f"{base}/files/{path}", content=b"another's", headers=raw).status_code == 201
    told = client.get(f"{base}/uploads/{ID}").json()
    assert (told["received"], told["file"]) == (4, None)


def test_a_picture_for_a_slot_goes_on_where_it_stopped(client: TestClient, mara: Mara, tmp_path: Path) -> None:
    picture = a_picture(tmp_path / "face.png").read_bytes()
    slot = mara.url.replace("/assets/", "/characters/") + "/base-face"
    raw = {"content-type": "application/octet-stream"}
    client.put(slot, content=picture[:60], headers={**a_part(0, len(picture)), **raw})
    assert client.get(f"{mara.url}/uploads/{ID}").json()["received"] == 60
    done = client.put(slot, content=picture[60:], headers={**a_part(60, len(picture)), **raw})
    assert done.status_code == 200, done.text
    assert done.json()["baseFaceImagePath"]
    kept = client.get(f"{mara.url}/uploads/{ID}").json()
    assert kept["received"] == len(picture) and kept["file"]["sha256"] == sha256(picture).hexdigest()
    huge = client.put(slot, content=b"x", headers={**a_part(0, 2**29) | {"upload-id": "another-upload-0002"}, **raw})
    assert huge.status_code == 413
