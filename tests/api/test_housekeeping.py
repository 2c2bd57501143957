"""A film's history is packed and rid of what nothing needs; the real Git and Git LFS are the judges."""

from __future__ import annotations

import os
import subprocess
import zlib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from app.errors import Busy
from app.services.edits import film_locked
from app.services.health import housekeeping
from app.services.health.packing import pack
from builders import a_take

RAW = {"content-type": "application/octet-stream"}


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    return subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True, text=True).stdout


def put(client: TestClient, film: Project, path: str, content: bytes) -> None:
    assert client.put(f"/api/projects/{film.id}/files/{path}", content=content, headers=RAW).is_success


def stored(root: Path) -> dict[str, Path]:
    return {path.name: path for path in (root / ".git/lfs/objects").glob("??/??/*")}


def grow_old(root: Path) -> None:
    for path in stored(root).values():
        os.utime(path, (1_700_000_000, 1_700_000_000))


def by_hand(root: Path, name: str, content: bytes) -> str:
    """Put a picture in LFS with Git itself. Returns its hash."""
    (root / name).write_bytes(content)
    git(root, "add", name)
    return git(root, "show", f":{name}").split("sha256:")[1].split("\n")[0]


@pytest.fixture
def root(services: Services, film: Project) -> Path:
    root = services.workspace.root(film.id)
    git(root, "lfs", "install", "--local", "--skip-repo")
    return root


def test_only_what_no_branch_stash_log_or_index_needs_goes(
    client: TestClient, services: Services, film: Project, shot: Shot, root: Path, tmp_path: Path
) -> None:
    take = a_take(services, film.id, shot.id, tmp_path / "run")
    services.takes.delete(film.id, shot.id, take.take_number)  # only history needs its picture now
    needed = {*stored(root)}
    git(root, "checkout", "-q", "-b", "other")
    needed.add(by_hand(root, "branch.png", b"on another branch"))
    git(root, "commit", "-qm", "Another branch")
    git(root, "checkout", "-q", "main")
    needed.add(by_hand(root, "stash.png", b"in the older of two stashes"))
    git(root, "stash", "-q")
    needed.add(by_hand(root, "stash.png", b"in the newer of two stashes"))
    git(root, "stash", "-q")
    needed.add(by_hand(root, "log.png", b"in a commit that only the log knows"))
    git(root, "commit", "-qm", "Taken back")
    git(root, "reset", "-q", "--hard", "HEAD~1")
    needed.add(by_hand(root, "index.png", b"in the index alone"))
    spare = by_hand(root, "changed.png", b"added, then added again as something else")
    needed.add(by_hand(root, "changed.png", b"something else"))
    url = f"/api/projects/{film.id}/storage"
    assert client.get(f"{url}/upkeep").json()["spare"]["files"] == 0  # it may belong to a change that is being made
    grow_old(root)
    assert {*stored(root)} == needed | {spare}

    upkeep = client.get(f"{url}/upkeep").json()
    assert (upkeep["spare"], [one["sha256"] for one in upkeep["examples"]]) == ({"files": 1, "bytes": 41}, [spare])
    refused = client.post(f"{url}/drop-spare")
    assert refused.status_code == 409 and "1 stored files (41 bytes)" in refused.json()["detail"]
    assert client.post(f"{url}/drop-spare?confirm=true").json() == {"files": 1, "bytes": 41}
    assert {*stored(root)} == needed
    for start in ("main", "other", "stash@{0}", "stash@{1}"):
        assert "OK" in git(root, "lfs", "fsck", "--objects", start)
    assert client.post(f"{url}/drop-spare?confirm=true").json() == {"files": 0, "bytes": 0}


def test_where_history_has_a_gap_nothing_is_removed(client: TestClient, film: Project, root: Path) -> None:
    put(client, film, "04_Project_Files/plan.txt", b"a plan")
    by_hand(root, "changed.png", b"first")
    by_hand(root, "changed.png", b"second")
    grow_old(root)
    before = {*stored(root)}
    blob = git(root, "rev-parse", "HEAD:04_Project_Files/plan.txt").strip()
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    answer = client.post(f"/api/projects/{film.id}/storage/drop-spare?confirm=true")
    assert (answer.status_code, answer.json()["code"]) == (409, "broken_project")
    assert {*stored(root)} == before


def test_packing_loses_nothing_and_gathers_packs_instead_of_files(
    client: TestClient, film: Project, shot: Shot, root: Path
) -> None:
    url, shots = f"/api/projects/{film.id}/storage", f"/api/projects/{film.id}/shots/{shot.id}"
    (root / ".git/hooks").mkdir(exist_ok=True)
    for n in range(5):
        assert client.patch(shots, json={"name": f"Mara waits {n}"}).is_success
        unreached = git(root, "hash-object", "-w", "--", "project.json").strip()
        everything = set(git(root, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split())
        done = client.post(f"{url}/pack").json()
        assert done["objects"] > 0 and done["bytesAfter"] > 0
        assert set(git(root, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()) == everything
        assert unreached in everything
        assert client.get(f"{url}/upkeep").json()["loose"]["objects"] == 0
    assert len(list((root / ".git/objects/pack").glob("*.pack"))) <= 3
    assert git(root, "fsck", "--full", "--strict") == ""
    assert client.patch(shots, json={"name": "Mara leaves"}).is_success  # on top of what is packed
    assert "Mara leaves" in git(root, "log", "-1", "-p")
    assert git(root, "status", "--porcelain") == ""


def test_a_damaged_object_stops_the_packing_before_anything_is_removed(
    client: TestClient, film: Project, root: Path
) -> None:
    put(client, film, "04_Project_Files/plan.txt", b"a plan")
    blob = git(root, "rev-parse", "HEAD:04_Project_Files/plan.txt").strip()
    file = root / ".git/objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(zlib.compress(b"blob 6\0a plot"))
    before = set((root / ".git/objects").glob("??/*"))
    answer = client.post(f"/api/projects/{film.id}/storage/pack")
    assert answer.status_code == 409 and "Git cannot read" in answer.json()["detail"]
    assert set((root / ".git/objects").glob("??/*")) == before
    assert not list((root / ".git/objects/pack").glob("*.pack"))


def test_nothing_goes_while_somebody_holds_the_film(services: Services, film: Project, root: Path) -> None:
    before = set((root / ".git/objects").glob("??/*"))
    with film_locked(root, wait=0), pytest.raises(Busy):
        pack(root, wait=0)
    assert set((root / ".git/objects").glob("??/*")) == before
    assert git(root, "fsck", "--full") == ""


def test_a_film_is_packed_by_itself_once_it_rests(
    services: Services, film: Project, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "SCATTERED", 0)
    (root / ".git/objects/17").mkdir(exist_ok=True)
    services.housekeeping.tidy()
    assert not list((root / ".git/objects/pack").glob("*.pack"))  # somebody worked on it a moment ago
    os.utime(root / ".git/logs/HEAD", (1_700_000_000, 1_700_000_000))
    services.housekeeping.tidy()
    assert list((root / ".git/objects/pack").glob("*.pack"))
    assert services.housekeeping.state(film.id).loose.objects == 0
