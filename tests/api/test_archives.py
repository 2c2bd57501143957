"""Films as wholes: duplicated, taken away as a zip, brought in again; and nothing is left after a refusal."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from app.container import Services
from app.domain.project import Project
from app.services.travel.tickets import ArchiveTickets, TicketGone
from builders import a_film, a_shot, a_take

FORM = {"X-Auteur-Client": "tests"}


def git(root: Path, *args: str) -> str:
    return subprocess.run(["git", "-C", str(root), *args], check=True, capture_output=True, text=True).stdout.strip()


def a_film_with_a_take(services: Services, tmp_path: Path) -> tuple[Project, Path]:
    film = a_film(services)
    a_take(services, film.id, a_shot(services, film).id, tmp_path / "out")
    root = services.workspace.root(film.id)
    (root / "02_Source_Creative" / "Treatments" / "notes.md").write_text("A ferry at night.\n")
    return film, root


def hashes(root: Path) -> dict[str, str]:
    """Every file of a film but Git's own."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


def archived(client: TestClient, project_id: str, *, history: bool = True) -> bytes:
    answer = client.post(f"/api/projects/{project_id}/archive", json={"history": history})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


def brought_in(client: TestClient, content: bytes) -> Response:
    return client.post("/api/projects/import", files={"file": ("film.zip", content)}, headers=FORM)


def everything(services: Services) -> set[str]:
    """Every path of the workspace, but for the locks and what the studio keeps of its own work."""
    root = services.settings.workspace_root
    return {str(path.relative_to(root)) for path in root.rglob("*")} - {".auteur/workspace.lock", ".auteur/arrivals"}


def rewritten(content: bytes, change: Callable[[dict[str, bytes]], None], **options: Any) -> bytes:
    """The archive with other files in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        files = {name: old.read(name) for name in old.namelist() if not name.endswith("auteur-archive.json")}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **options) as new:
        for name, data in files.items():
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("history", [True, False])
def test_a_film_comes_back_from_its_archive_with_every_hash_it_had(
    client: TestClient, services: Services, tmp_path: Path, history: bool
) -> None:
    film, root = a_film_with_a_take(services, tmp_path)
    before, log, head = hashes(root), git(root, "log", "--format=%H"), git(root, "status", "--porcelain")
    content = archived(client, film.id, history=history)
    shutil.rmtree(root)
    answer = brought_in(client, content)
    assert answer.status_code == 201, answer.text
    assert answer.json()["id"] == film.id
    back = services.workspace.root(film.id)
    assert hashes(back) == before
    git(back, "fsck", "--strict")
    git(back, "lfs", "fsck")
    if history:
        assert git(back, "log", "--format=%H") == log
        assert git(back, "status", "--porcelain") == head == "?? 02_Source_Creative/"
    else:
        assert git(back, "log", "--format=%s") == "Bring in the film “My Film”"
        assert git(back, "status", "--porcelain") == ""
    assert client.get(f"/api/projects/{film.id}/verify").is_success
    assert services.verifier.check(film.id).findings == []
    assert client.patch(f"/api/projects/{film.id}", json={"description": "It can be worked on."}).is_success


def test_an_archive_names_the_hash_of_every_file_and_stores_media_as_they_are(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    film, _ = a_film_with_a_take(services, tmp_path)
    with zipfile.ZipFile(io.BytesIO(archived(client, film.id))) as archive:
        listing = json.loads(archive.read("My_Film/auteur-archive.json"))
        assert {f"My_Film/{file['path']}" for file in listing["files"]} == set(archive.namelist()) - {
            "My_Film/auteur-archive.json"
        }
        for file in listing["files"]:
            content = archive.read(f"My_Film/{file['path']}")
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        pictures = [info for info in archive.infolist() if info.filename.endswith(".png")]
        assert pictures and all(info.compress_type == zipfile.ZIP_STORED for info in pictures)
        assert not [name for name in archive.namelist() if name.endswith((".git/config", ".git/index"))]
    assert list((services.settings.state_dir / "arrivals").iterdir()) == []


def test_a_film_that_is_here_already_comes_in_under_a_new_id_and_folder(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    film, root = a_film_with_a_take(services, tmp_path)
    twin = brought_in(client, archived(client, film.id)).json()
    assert twin["id"] != film.id
    assert (twin["folder"], twin["name"], twin["broken"]) == ("My_Film_2", "My Film", None)
    assert services.workspace.root(film.id) == root
    assert git(services.workspace.root(twin["id"]), "log", "-1", "--format=%s") == (
        "Bring in the film “My Film” as one of its own"
    )


def test_a_duplicate_has_the_material_and_the_history_and_shares_no_file(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    film, root = a_film_with_a_take(services, tmp_path)
    answer = client.post(f"/api/projects/{film.id}/duplicate", json={})
    assert answer.status_code == 201, answer.text
    copy = answer.json()
    assert (copy["name"], copy["id"] != film.id) == ("My Film copy", True)
    assert answer.headers["Location"] == f"/api/projects/{copy['id']}"
    second = services.workspace.root(copy["id"])
    same, other = hashes(root), hashes(second)
    assert {path for path in same if same[path] != other.get(path)} == {"project.json"}
    assert git(second, "log", "--format=%H").splitlines()[1:] == git(root, "log", "--format=%H").splitlines()
    assert git(second, "status", "--porcelain") == "?? 02_Source_Creative/"
    inodes = {os.lstat(path).st_ino for path in root.rglob("*") if path.is_file()}
    assert not inodes & {os.lstat(path).st_ino for path in second.rglob("*") if path.is_file()}
    git(second, "lfs", "fsck")
    assert client.post(f"/api/projects/{film.id}/duplicate", json={"name": "my film"}).json()["code"] == "name_taken"
    assert client.post(f"/api/projects/{film.id}/duplicate", json={}).json()["name"] == "My Film copy 2"


def test_the_same_key_duplicates_once(client: TestClient, services: Services) -> None:
    film = a_film(services)
    key = {"Idempotency-Key": "once"}
    first = client.post(f"/api/projects/{film.id}/duplicate", json={}, headers=key).json()
    assert client.post(f"/api/projects/{film.id}/duplicate", json={}, headers=key).json()["id"] == first["id"]
    assert client.get("/api/projects").json()["total"] == 2
    other = client.post(f"/api/projects/{film.id}/duplicate", json={"name": "Another"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")


def test_a_key_that_brought_in_one_film_does_not_stand_for_another(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    key = {"Idempotency-Key": "once"}
    _, root = a_film_with_a_take(services, tmp_path)
    for name in ("One", "Two"):
        shutil.copytree(root, services.settings.workspace_root / "Incoming" / name)

    def bring_in(name: str) -> Any:
        return client.post("/api/projects/import", json={"path": f"Incoming/{name}"}, headers=key)

    first = bring_in("One").json()["id"]
    assert bring_in("One").json()["id"] == first
    content = archived(client, first)
    for other in (
        bring_in("Two"),
        client.post("/api/projects/import", files={"file": ("film.zip", content)}, headers={**FORM, **key}),
    ):
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert client.get("/api/projects").json()["total"] == 2


def test_the_same_key_brings_a_film_in_once_and_its_copies_do_not_have_it(
    client: TestClient, services: Services
) -> None:
    content = archived(client, a_film(services).id)

    def bring_in(key: str) -> str:
        answer = client.post(
            "/api/projects/import", files={"file": ("film.zip", content)}, headers={**FORM, "Idempotency-Key": key}
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    first = bring_in("k1")
    assert bring_in("k1") == first
    copy = client.post(f"/api/projects/{first}/duplicate", json={}).json()["id"]
    assert bring_in("k1") == first != copy
    assert bring_in("k2") not in (first, copy)


def test_a_folder_of_the_workspace_is_copied_in_and_stays_as_it_was(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    _, root = a_film_with_a_take(services, tmp_path)
    folder = services.settings.workspace_root / "Incoming" / "Old Film"
    shutil.copytree(root, folder)
    (folder / ".git" / "hooks" / "post-commit").write_text("#!/bin/sh\ntouch /tmp/pwned\n")
    git(folder, "config", "core.fsmonitor", "touch pwned")
    before = hashes(folder)
    answer = client.post("/api/projects/import", json={"path": "Incoming/Old Film"})
    assert answer.status_code == 201, answer.text
    back = services.workspace.root(answer.json()["id"])
    assert hashes(folder) == before
    assert not (back / ".git" / "hooks" / "post-commit").exists()
    assert "fsmonitor" not in (back / ".git" / "config").read_text()
    for wrong, status in (("Projects/My_Film", 409), ("../x", 400), (".auteur", 400), ("Nowhere", 404), ("", 422)):
        assert client.post("/api/projects/import", json={"path": wrong}).status_code == status, wrong
    os.symlink("/etc/passwd", folder / "02_Source_Creative" / "link.txt")
    refused = client.post("/api/projects/import", json={"path": "Incoming/Old Film"})
    assert refused.json()["code"] == "bad_archive"


def test_settings_hooks_and_other_git_files_of_a_zip_are_not_taken_over(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    film, _ = a_film_with_a_take(services, tmp_path)

    def poison(files: dict[str, bytes]) -> None:
        files["My_Film/.git/config"] = b"[core]\n\tfsmonitor = touch pwned\n"
        files["My_Film/.git/hooks/post-commit"] = b"#!/bin/sh\ntouch pwned\n"
        files["My_Film/.git/info/attributes"] = b"* filter=evil\n"
        files["My_Film/.git/objects/info/alternates"] = b"/etc\n"

    answer = brought_in(client, rewritten(archived(client, film.id), poison))
    assert answer.status_code == 201, answer.text
    folder = services.workspace.root(answer.json()["id"]) / ".git"
    assert "fsmonitor" not in (folder / "config").read_text()
    assert not [
        name for name in ("hooks/post-commit", "info/attributes", "objects/info/alternates") if (folder / name).exists()
    ]


def _put(name: str, content: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({name: content})


def _spoil(ending: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        name = next(name for name in files if ending in name)
        files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])

    return change


HOSTILE = {
    "a name that climbs": _put("My_Film/../../evil.txt"),
    "an absolute name": _put("/etc/evil.txt"),
    "a drive": _put("My_Film/C:/evil.txt"),
    "a backslash": _put("My_Film/..\\evil.txt"),
    "a device": _put("My_Film/01_Assets/aux.txt"),
    "a case twin": _put("My_Film/PROJECT.json"),
    "a twin of a folder": _put("My_Film/01_assets/x.txt"),
    "a file that is a folder": _put("My_Film/project.json/x"),
    "Git's folder in another case": _put("My_Film/.GIT/config"),
    "a repository inside": _put("My_Film/01_Assets/.git/config"),
    "something beside the film": _put("Other/x.txt"),
    "a damaged LFS object": _spoil("/lfs/objects/"),
    "a damaged Git object": _spoil("/.git/objects/"),
    "a branch that leads out": _put("My_Film/.git/HEAD", b"ref: refs/heads/../../../../etc/passwd\n"),
    "no such branch": _put("My_Film/.git/HEAD", b"ref: refs/heads/nowhere\n"),
    "a torn manifest": _put("My_Film/project.json", b"{"),
    "no manifest": lambda files: files.pop("My_Film/project.json") and None,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_zip_is_refused_and_leaves_nothing(
    client: TestClient, services: Services, tmp_path: Path, what: str
) -> None:
    film, _ = a_film_with_a_take(services, tmp_path)
    content = rewritten(archived(client, film.id), HOSTILE[what])
    before = everything(services)
    answer = brought_in(client, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_archive"), answer.text
    assert everything(services) == before
    assert client.get("/api/projects").json()["total"] == 1


def test_a_zip_with_a_link_a_bomb_or_a_lie_in_it_is_refused(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    film, _ = a_film_with_a_take(services, tmp_path)
    content = archived(client, film.id)
    before = everything(services)

    def told(content: bytes) -> str:
        answer = brought_in(client, content)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_archive"), answer.text
        assert everything(services) == before
        return str(answer.json()["detail"])

    link = io.BytesIO(content)
    with zipfile.ZipFile(link, "a") as archive:
        entry = zipfile.ZipInfo("My_Film/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "is a link" in told(link.getvalue())
    bomb = rewritten(content, _put("My_Film/zeros.txt", bytes(90 * 2**20)), compression=zipfile.ZIP_DEFLATED)
    assert "far more" in told(bomb)
    at = content.index(b"A ferry at night.") if b"A ferry at night." in content else content.index(b"\x89PNG") + 40
    told(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    told(content[: len(content) // 2])
    told(b"no zip at all")
    told(b"")


def test_a_form_that_is_none_is_refused(client: TestClient, services: Services) -> None:
    before = everything(services)
    other = client.post("/api/projects/import", files={"other": ("film.zip", b"x")}, headers=FORM)
    assert other.status_code == 422
    broken = {**FORM, "Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"", b"--x", b"junk", b"--x\r\nContent-Disposition: form-data\r\n\r\nnever ends"):
        assert client.post("/api/projects/import", content=body, headers=broken).status_code in (400, 422)
    assert client.post("/api/projects/import", json={"path": 3}).json()["errors"]
    assert client.post("/api/projects/import", json=[]).status_code == 422
    assert everything(services) == before


def test_a_ticket_gives_the_zip_once_as_the_film_was_then(
    client: TestClient, services: Services, tmp_path: Path
) -> None:
    film, other = a_film_with_a_take(services, tmp_path)[0], a_film(services, "Other")
    answer = client.post(f"/api/projects/{film.id}/archive/tickets", json={})
    assert answer.status_code == 201, answer.text
    link = answer.json()["url"]
    client.patch(f"/api/projects/{film.id}", json={"name": "Renamed since"})
    assert client.get(link.replace(film.id, other.id)).json()["code"] == "ticket_gone"
    got = client.get(link)
    assert got.headers["content-disposition"].startswith('attachment; filename="My_Film.zip"')
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("My_Film/auteur-archive.json"))["name"] == "My Film"
    again = client.get(link)
    assert (again.status_code, again.json()["code"]) == (404, "ticket_gone")
    assert client.get(f"/api/projects/{film.id}/archive").status_code == 422


def test_an_archive_that_nobody_fetches_is_forgotten_with_what_was_kept_for_it(services: Services) -> None:
    tickets = ArchiveTickets(services.archiver, good_for=timedelta(milliseconds=1))
    film = a_film(services)
    ticket = tickets.give(film.id, history=True)
    rooms = services.settings.state_dir / "arrivals"
    deadline = time.monotonic() + 10
    while any(rooms.iterdir()):
        assert time.monotonic() < deadline, "the room of the archive is still there"
        time.sleep(0.01)
    with pytest.raises(TicketGone):
        tickets.take(film.id, ticket.secret)
