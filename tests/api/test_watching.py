"""What other programs do in a film's folder is told to every window on it; what the studio does itself is told once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession

from app.container import Services
from app.domain.project import Project
from app.main import create_app
from app.services.git.own_commits import ForeignMove, OwnCommits
from app.services.watcher import disks, film_watch, watched_film
from app.services.watcher.grounds import Grounds
from app.services.watcher.inotify import NO_MORE_WATCHERS, CannotWatch
from builders import StudioClient, a_film, a_picture, a_shot, a_take

pytestmark = pytest.mark.timeout(30)
Json = dict[str, Any]


@pytest.fixture
def film(services: Services) -> Project:
    return a_film(services)


@pytest.fixture
def folder(services: Services, film: Project) -> Path:
    return services.workspace.root(film.id)


@contextmanager
def window(client: TestClient, film: Project) -> Iterator[WebSocketTestSession]:
    """From its hello on, everything is told."""
    with client.websocket_connect(f"/ws/{film.id}") as socket:
        until(socket, "hello")
        yield socket


def told(socket: WebSocketTestSession, path: str, change: str = "created") -> list[Json]:
    """Everything up to the news about a file."""
    heard: list[Json] = []
    while not (heard and heard[-1]["type"] == "file_changed" and heard[-1]["path"] == path):
        heard.append(json.loads(socket.receive_text()))
    assert heard[-1]["change"] == change
    return heard


def until(socket: WebSocketTestSession, kind: str) -> Json:
    while True:
        message: Json = json.loads(socket.receive_text())
        if message["type"] == kind:
            return message


def files_in(heard: list[Json]) -> list[str]:
    return [event["path"] for event in heard if event["type"] == "file_changed"]


def test_a_file_that_comes_changes_and_goes_is_told(client: TestClient, film: Project, folder: Path) -> None:
    with window(client, film) as socket:
        picture = a_picture(folder / "01_Assets/Locations/harbour.png")
        told(socket, "01_Assets/Locations/harbour.png", "created")
        a_picture(picture, "navy")
        told(socket, "01_Assets/Locations/harbour.png", "modified")
        os.replace(a_picture(folder.parent / "new.png", "red"), picture)
        told(socket, "01_Assets/Locations/harbour.png", "modified")
        picture.unlink()
        told(socket, "01_Assets/Locations/harbour.png", "deleted")


def test_a_half_written_file_is_told_when_it_is_whole(client: TestClient, film: Project, folder: Path) -> None:
    with window(client, film) as socket:
        with (folder / "06_Exports/cut.mov").open("wb") as cut:
            cut.write(b"half")
            cut.flush()
            for n in range(2):
                (folder / f"marker{n}.txt").write_text("x")
                assert files_in(told(socket, f"marker{n}.txt")) == [f"marker{n}.txt"]
        told(socket, "06_Exports/cut.mov")


def test_what_is_not_there_to_stay_is_not_told(client: TestClient, film: Project, folder: Path) -> None:
    with window(client, film) as socket:
        for name in (".~lock.idea.odt#", "film.mov.part", "film.zip.crdownload", "~$idea.docx", ".idea.md.swp", "4913"):
            (folder / "04_Project_Files" / name).write_text("x")
        (folder / "05_Cache/frame.png").write_text("x")
        (folder / "04_Project_Files/pipe").touch()
        (folder / "04_Project_Files/pipe").unlink()
        os.mkfifo(folder / "04_Project_Files/fifo")
        (folder / "marker.txt").write_text("x")
        assert files_in(told(socket, "marker.txt")) == ["marker.txt"]


def test_an_edit_that_comes_while_the_one_before_is_judged_is_no_news_of_others(
    client: TestClient, film: Project, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catch_up, names = OwnCommits.catch_up, iter(("Second", "Third"))

    def with_another_edit(own: OwnCommits) -> ForeignMove | None:
        moved = catch_up(own)
        if (name := next(names, None)) is not None:
            client.patch(f"/api/projects/{film.id}", json={"name": name})
        return moved

    with window(client, film) as socket:
        monkeypatch.setattr(OwnCommits, "catch_up", with_another_edit)
        client.patch(f"/api/projects/{film.id}", json={"name": "First"})
        heard: list[Json] = []
        while "Third" not in json.dumps(heard):
            heard.append(json.loads(socket.receive_text()))
        (folder / "marker.txt").write_text("x")
        heard += told(socket, "marker.txt")
        assert files_in(heard) == ["marker.txt"]
        assert "reset" not in [event["type"] for event in heard]


def test_what_the_studio_does_itself_is_no_news_of_others(
    client: TestClient, services: Services, film: Project, folder: Path, tmp_path: Path
) -> None:
    shot = a_shot(services, film)
    with window(client, film) as socket:
        client.patch(f"/api/projects/{film.id}", json={"name": "New Name"})
        a_take(services, film.id, shot.id, tmp_path / "run")
        made = client.post(f"/api/projects/{film.id}/documents", json={"documentType": "treatment", "name": "Idea"})
        client.delete(f"/api/projects/{film.id}/documents/{made.json()['path']}")
        (folder / "marker.txt").write_text("x")
        heard = told(socket, "marker.txt")
        assert files_in(heard) == ["marker.txt"]
        kinds = [event["type"] for event in heard]
        assert "reset" not in kinds
        assert kinds.count("creative_document_updated") == 2
        shot_file = next(folder.glob("03_Renders/**/shot.json"))
        shot_file.write_bytes(shot_file.read_bytes().replace(b"Mara waits", b"Mara walks"))
        told(socket, shot_file.relative_to(folder).as_posix(), "modified")
        until(socket, "reset")
        assert client.get(f"/api/projects/{film.id}/shots/{shot.id}").json()["name"] == "Mara walks"


def test_a_document_that_another_editor_saves_is_told_as_a_document(
    client: TestClient, film: Project, folder: Path
) -> None:
    with window(client, film) as socket:
        (folder / "02_Source_Creative/Treatments/Idea.md").write_text("A train.")
        event = until(socket, "creative_document_updated")
        listed = client.get(f"/api/projects/{film.id}/documents").json()["items"]
        assert (event["change"], event["document"]) == ("created", listed[0])


def test_a_folder_that_comes_tells_of_each_file_and_one_that_goes_of_itself(
    client: TestClient, film: Project, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "Harbour/day").mkdir(parents=True)
    (tmp_path / "Harbour/plan.txt").write_text("x")
    (tmp_path / "Harbour/day/noon.txt").write_text("x")
    with window(client, film) as socket:
        os.rename(tmp_path / "Harbour", folder / "01_Assets/Locations/Harbour")
        heard = {until(socket, "file_changed")["path"] for _ in range(2)}
        assert heard == {f"01_Assets/Locations/Harbour/{name}" for name in ("plan.txt", "day/noon.txt")}
        os.rename(folder / "01_Assets/Locations/Harbour", folder / "01_Assets/Styles/Port")
        heard = {(event["path"], event["change"]) for event in (until(socket, "file_changed") for _ in range(3))}
        assert ("01_Assets/Locations/Harbour", "deleted") in heard
        assert ("01_Assets/Styles/Port/day/noon.txt", "created") in heard
        (folder / "01_Assets/Styles/Port/day/dusk.txt").write_text("x")
        told(socket, "01_Assets/Styles/Port/day/dusk.txt")
        shutil.rmtree(folder / "01_Assets/Styles/Port")
        assert len({until(socket, "file_changed")["path"] for _ in range(3)}) == 3


def test_what_somebody_commits_and_checks_out_with_git_is_told(client: TestClient, film: Project, folder: Path) -> None:
    def git(*words: str) -> None:
        name = ["-c", "user.name=Mara", "-c", "user.email=mara@example.org", "-C", str(folder)]
        subprocess.run(["git", *name, *words], check=True, capture_output=True)

    with window(client, film) as socket:
        note = folder / "02_Source_Creative/note.txt"
        note.write_text("one")
        told(socket, "02_Source_Creative/note.txt", "created")
        git("add", "02_Source_Creative/note.txt")
        git("commit", "-m", "A note")
        assert until(socket, "history_changed")["message"] == "A note"
        note.write_text("two, and longer")
        told(socket, "02_Source_Creative/note.txt", "modified")
        git("checkout", "--", ".")
        told(socket, "02_Source_Creative/note.txt", "modified")
        git("checkout", "HEAD~1")
        told(socket, "02_Source_Creative/note.txt", "deleted")


def test_a_flood_of_changes_is_one_reload(client: TestClient, film: Project, folder: Path) -> None:
    with window(client, film) as socket:
        for n in range(watched_film.TOLD_AT_MOST * 3):
            (folder / f"06_Exports/frame{n}.txt").touch()
        heard = [json.loads(socket.receive_text())]
        while heard[-1]["type"] != "reset":
            heard.append(json.loads(socket.receive_text()))
        assert len(files_in(heard)) < watched_film.TOLD_AT_MOST * 2  # a second may end in between


def test_without_the_systems_help_the_studio_looks_by_itself_and_says_so(
    services: Services, film: Project, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing() -> None:
        raise CannotWatch(NO_MORE_WATCHERS)

    monkeypatch.setattr(film_watch, "Inotify", nothing)
    monkeypatch.setattr(watched_film, "SWEEP_SECONDS", 0.05)
    with StudioClient(create_app(services=services)) as client, window(client, film) as socket:
        (folder / "01_Assets/plan.txt").write_text("x")
        told(socket, "01_Assets/plan.txt")
        (folder / "01_Assets/plan.txt").unlink()
        told(socket, "01_Assets/plan.txt", "deleted")
        check = client.get("/api/health").json()["checks"]["watching"]
        assert check["status"] == "off" and "max_user_instances" in check["fix"]


def test_a_film_on_a_network_drive_is_looked_at_though_the_kernel_offers_to_tell(
    client: TestClient, services: Services, film: Project, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/api/health").json()["checks"]["watching"]["status"] == "ok"
    place = str(folder.parent).replace(" ", "\\040")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:40 / {place} rw,relatime - nfs4 nas:/films rw,vers=4.2\n"
    )
    monkeypatch.setattr(disks, "MOUNTS", mounts)
    monkeypatch.setattr(watched_film, "SWEEP_SECONDS", 0.05)
    monkeypatch.setattr(Grounds, "watch", lambda *_: pytest.fail("the kernel was asked"))
    with window(client, film) as socket:
        (folder / "01_Assets/plan.txt").write_text("x")
        told(socket, "01_Assets/plan.txt")
        client.patch(f"/api/projects/{film.id}", json={"name": "New Name"})
        (folder / "marker.txt").write_text("x")
        assert files_in(told(socket, "marker.txt")) == ["marker.txt"]
        check = client.get("/api/health").json()["checks"]["watching"]
    assert (check["status"], check["detail"]) == (
        "off",
        "The films lie on a network drive (nfs4), which does not tell what others change there. "
        "Open films are looked at every second or so instead, large ones less often.",
    )
    assert "disk of this machine" in check["fix"]
