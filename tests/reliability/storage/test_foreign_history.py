"""What somebody commits with Git is told, archived and taken back, or refused with a sentence, whatever it is."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.main import create_app
from builders import StudioClient, a_film, a_shot, settings_for

Json = dict[str, Any]


class Foreign:
    """A film and somebody who knows Git."""

    def __init__(self, services: Services, client: TestClient) -> None:
        film = a_film(services)
        self.client, self.shot = client, a_shot(services, film)
        self.root, self.url = services.workspace.root(film.id), f"/api/projects/{film.id}"
        self.own = self.root / "04_Project_Files"

    def commit(self, message: str) -> str:
        self._git("add", "-A")
        self._git("-c", "user.name=Eve", "-c", "user.email=e@localhost", "commit", "-q", "-m", message)
        return self._git("rev-parse", "HEAD")

    def undo(self, commit: str) -> tuple[int, Json]:
        answer = self.client.post(f"{self.url}/history/undo", json={"commits": [commit]})
        return answer.status_code, answer.json()

    def _git(self, *words: str) -> str:
        done = subprocess.run(["git", "-C", str(self.root), *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()


@pytest.fixture
def foreign(tmp_path: Path, valkey_url: str) -> Iterator[Foreign]:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    with StudioClient(create_app(services=services)) as client:
        yield Foreign(services, client)


def _other_shapes(film: Json) -> Iterator[bytes]:
    """The manifest with something else in every one of its places."""
    for odd in (5, "x", [7], None, {"x": {}}):
        for key in film:
            yield json.dumps({**film, key: odd}).encode()
        for key in film["narrative"]:
            yield json.dumps({**film, "narrative": {**film["narrative"], key: odd}}).encode()


def _spoilt(film: Json) -> list[bytes]:
    whole = json.dumps(film)
    return [
        b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}", b'{"narrative": NaN}',
        whole.replace("My Film", "\\ud800").encode(), *list(_other_shapes(film))[::7],
    ]  # fmt: skip


def test_a_manifest_of_another_shape_is_history_that_can_be_looked_at_and_not_undone(foreign: Foreign) -> None:
    record = foreign.root / "project.json"
    good = record.read_bytes()
    for spoilt in _spoilt(json.loads(good)):
        record.write_bytes(spoilt)
        broken = foreign.commit("Spoil it")
        record.write_bytes(good)
        mended = foreign.commit("Mend it")
        for commit in (broken, mended):
            told = foreign.client.get(f"{foreign.url}/history/{commit}")
            assert told.status_code == 200, (spoilt[:80], told.text)
            code, said = foreign.undo(commit)
            assert (code, said["code"]) in ((409, "not_undoable"), (409, "as_it_was"), (409, "changed_since")), (
                spoilt[:80],
                said,
            )
        assert record.read_bytes() == good


def test_a_link_that_somebody_committed_is_never_looked_behind(foreign: Foreign, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    for name, target in (("folder", "outside"), ("file.txt", "outside.txt")):
        path = f"04_Project_Files/{name}"
        (foreign.own / name).write_text("a file")
        before = foreign.commit(f"Add {name}")
        (foreign.own / name).unlink()
        os.symlink(tmp_path / target, foreign.own / name)
        commit = foreign.commit(f"Link {name}")
        again = foreign.client.post(f"{foreign.url}/history/restore", json={"commit": before, "path": path})
        assert (again.status_code, again.json()["code"]) == (409, "unsaved_changes")
        for answer in (
            foreign.client.get(f"{foreign.url}/history/{commit}/media", params={"path": path}),
            foreign.client.post(f"{foreign.url}/history/restore", json={"commit": commit, "path": path}),
        ):
            assert 400 <= answer.status_code < 500, answer.text
        assert foreign.client.get(f"{foreign.url}/history/{commit}").status_code == 200
        assert foreign.undo(commit)[0] < 500
    assert sorted(path.name for path in tmp_path.glob("outside*")) == ["outside", "outside.txt"]
    assert (tmp_path / "outside.txt").read_text() == "secret"


def test_a_file_whose_name_is_no_text_stays_at_home_and_the_archive_says_so(foreign: Foreign) -> None:
    (foreign.root / os.fsdecode(b"04_Project_Files/\xff.txt")).write_text("odd")
    foreign.commit("An odd name")
    packed = foreign.client.post(f"{foreign.url}/archive", json={"history": False})
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        listing = next(name for name in archive.namelist() if name.endswith("auteur-archive.json"))
        assert "04_Project_Files/\ufffd.txt" in json.loads(archive.read(listing))["leftOut"]
    brought = foreign.client.post(
        "/api/projects/import", files={"file": ("film.zip", packed.content)}, headers={"X-Auteur-Client": "test"}
    )
    assert brought.status_code == 201, brought.text
    plan = foreign.client.get(f"{foreign.url}/lfs/plan", params={"pattern": "*.txt"})
    assert (plan.status_code, plan.json()["examples"]) == (200, ["04_Project_Files/\ufffd.txt"])
    kept = foreign.client.post(f"{foreign.url}/lfs/patterns", json={"pattern": "*.txt"})
    assert (kept.status_code, kept.json()["code"]) == (422, "bad_pattern")
    for where in ("files?recursive=true", "history", "git/status", "storage", "lfs"):
        assert foreign.client.get(f"{foreign.url}/{where}").status_code == 200
