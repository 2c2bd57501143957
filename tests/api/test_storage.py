"""What a film keeps in LFS and what it takes up: the studio and the real Git LFS say the same."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import Project
from app.domain.shot import Shot
from builders import a_take

RAW = {"content-type": "application/octet-stream"}


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True).stdout


def put(client: TestClient, film: Project, path: str, content: bytes) -> None:
    assert client.put(f"/api/projects/{film.id}/files/{path}", content=content, headers=RAW).is_success


@pytest.fixture
def root(services: Services, film: Project) -> Path:
    return services.workspace.root(film.id)


def in_lfs(root: Path) -> set[str]:
    return set(git(root, "lfs", "ls-files", "--name-only").split("\n")) - {""}


def test_a_pattern_comes_and_goes_and_its_files_follow_in_one_commit(
    client: TestClient, film: Project, root: Path
) -> None:
    url = f"/api/projects/{film.id}"
    large, small = "04_Project_Files/night.XCF", "04_Project_Files/day/noon.xcf"
    put(client, film, large, b"x" * 2_000_000)
    put(client, film, small, b"y" * 100)
    assert client.get(f"{url}/lfs").json()["candidates"] == [{"path": large, "bytes": 2_000_000, "pattern": "*.xcf"}]
    plan = client.get(f"{url}/lfs/plan", params={"pattern": "*.xcf"}).json()
    assert (plan["tracked"], plan["files"], plan["bytes"]) == (False, 2, 2_000_100)

    commits = git(root, "rev-list", "--count", "HEAD")
    answer = client.post(f"{url}/lfs/patterns", json={"pattern": "*.xcf"})
    assert answer.status_code == 201
    mine = next(p for p in answer.json()["patterns"] if p["pattern"] == "*.xcf")
    assert (mine["files"], mine["bytes"], mine["kept"]) == (2, 2_000_100, None)
    assert (answer.json()["missingCount"], answer.json()["candidates"]) == (0, [])
    assert int(git(root, "rev-list", "--count", "HEAD")) == int(commits) + 1
    assert in_lfs(root) == {large, small}
    assert mine["line"] in git(root, "lfs", "track")
    assert "OK" in git(root, "lfs", "fsck")
    assert git(root, "status", "--porcelain") == ""
    assert (root / large).stat().st_size == 2_000_000
    assert client.post(f"{url}/lfs/patterns", json={"pattern": "*.xcf"}).status_code == 200

    assert client.delete(f"{url}/lfs/patterns", params={"pattern": "*.xcf"}).status_code == 200
    assert in_lfs(root) == set()
    assert git(root, "cat-file", "-s", f"HEAD:{large}").strip() == "2000000"
    assert git(root, "status", "--porcelain") == ""
    assert client.delete(f"{url}/lfs/patterns", params={"pattern": "*.xcf"}).json()["code"] == "no_such_pattern"


def test_takes_stay_in_lfs_and_what_is_missing_is_named(
    client: TestClient, services: Services, film: Project, shot: Shot, root: Path, tmp_path: Path
) -> None:
    a_take(services, film.id, shot.id, tmp_path / "run")
    url = f"/api/projects/{film.id}/lfs"
    state = client.get(url).json()
    png = next(pattern for pattern in state["patterns"] if pattern["pattern"] == "*.png")
    assert (png["files"], png["kept"]) == (1, "Takes are kept in LFS.")
    assert in_lfs(root) == {next(root.glob("03_Renders/**/*.png")).relative_to(root).as_posix()}
    assert client.delete(f"{url}/patterns", params={"pattern": "*.png"}).json()["code"] == "kept_in_lfs"
    for file in (root / ".git/lfs/objects").glob("??/??/*"):
        file.unlink()
    assert client.get(url).json()["missing"] == sorted(in_lfs(root))


@pytest.mark.parametrize(
    "pattern",
    ["*", "*.json", "*.md", "project.json", "**", "03_Renders/**", "a b", '"x"', "!*.png", "#x", "/etc/*.x", "../*.x",
     "*.x\n*.y", "\u202e*.x", "[attr]x", "02_Source_Creative/Scripts/*"],
)  # fmt: skip
def test_a_pattern_that_makes_no_sense_is_refused(client: TestClient, film: Project, root: Path, pattern: str) -> None:
    before = (root / ".gitattributes").read_bytes()
    answer = client.post(f"/api/projects/{film.id}/lfs/patterns", json={"pattern": pattern})
    assert (answer.status_code, answer.json()["code"]) in ((422, "bad_pattern"), (400, "bad_pattern"))
    assert (root / ".gitattributes").read_bytes() == before


def test_a_file_that_another_program_changed_is_not_committed_by_the_way(
    client: TestClient, film: Project, root: Path
) -> None:
    put(client, film, "04_Project_Files/night.xcf", b"night")
    (root / "04_Project_Files/night.xcf").write_bytes(b"darker night")
    answer = client.post(f"/api/projects/{film.id}/lfs/patterns", json={"pattern": "*.xcf"})
    assert answer.status_code == 409
    assert (root / "04_Project_Files/night.xcf").read_bytes() == b"darker night"
    assert git(root, "show", "HEAD:04_Project_Files/night.xcf") == "night"


def test_what_a_film_takes_up_is_told_by_kind_and_cleaned_when_that_is_confirmed(
    client: TestClient, film: Project, root: Path
) -> None:
    url = f"/api/projects/{film.id}/storage"
    (root / "05_Cache/proxies").mkdir(parents=True)
    (root / "05_Cache/proxies/a.bin").write_bytes(b"x" * 5000)
    put(client, film, "04_Project_Files/plan.txt", b"y" * 300)
    assert client.delete(f"/api/projects/{film.id}/files/04_Project_Files/plan.txt").is_success
    kinds = {kind["kind"]: kind for kind in client.get(url).json()["kinds"]}
    assert (kinds["cache"]["bytes"], kinds["trash"]["bytes"], kinds["projectFiles"]["bytes"]) == (5000, 300, 0)
    assert kinds["git"]["bytes"] > 0 and not kinds["git"]["cleanable"]
    wanted = {"kinds": ["cache", "trash"]}
    refused = client.post(f"{url}/clean", json=wanted)
    assert refused.status_code == 409 and "5,300 bytes" in refused.json()["detail"]
    assert client.post(f"{url}/clean?confirm=true", json=wanted).json() == {"files": 2, "bytes": 5300}
    kinds = {kind["kind"]: kind["bytes"] for kind in client.get(url).json()["kinds"]}
    assert (kinds["cache"], kinds["trash"]) == (0, 0)
    assert (root / "05_Cache").is_dir()
    assert client.get(f"/api/projects/{film.id}").is_success


def test_what_other_programs_did_joins_the_history_when_somebody_says_so(
    client: TestClient, services: Services, film: Project, shot: Shot, root: Path, tmp_path: Path
) -> None:
    a_take(services, film.id, shot.id, tmp_path / "run")
    put(client, film, "04_Project_Files/old.txt", b"old")
    url = f"/api/projects/{film.id}/git"
    assert client.post(f"{url}/keep", json={}).json()["code"] == "nothing_to_keep"
    (root / "01_Assets/Locations/Pier/day").mkdir(parents=True)
    (root / "01_Assets/Locations/Pier/day/noon.png").write_bytes(b"\x89PNG but no more")
    (root / "04_Project_Files/notes.txt").write_text("Call Tom.")
    (root / "04_Project_Files/old.txt").unlink()
    assert client.get(f"{url}/status").json()["changedCount"] == 3

    kept = client.post(f"{url}/keep", json={"paths": ["04_Project_Files/notes.txt"]})
    assert (kept.status_code, kept.json()["message"]) == (201, "Take in 04_Project_Files/notes.txt")
    assert client.get(f"{url}/status").json()["changedCount"] == 2
    assert client.post(f"{url}/keep", json={}).status_code == 201
    assert git(root, "status", "--porcelain") == ""
    assert "01_Assets/Locations/Pier/day/noon.png" in in_lfs(root)
    assert git(root, "ls-files", "04_Project_Files") == "04_Project_Files/notes.txt\n"

    (root / "project.json").write_text("{")
    assert client.post(f"{url}/keep", json={}).is_client_error
    assert git(root, "show", "HEAD:project.json") != "{"
