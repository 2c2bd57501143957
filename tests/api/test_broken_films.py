"""Ways in which a film's folder comes to harm: each is told in a sentence, has a way out, and harms no other film."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Services
from app.domain.project import ProjectPatch
from builders import a_film, a_shot, a_take


def git(root: Path, *words: str, check: bool = True) -> str:
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    return subprocess.run(["git", "-C", str(root), *who, *words], check=check, capture_output=True, text=True).stdout


def torn(root: Path) -> None:
    (root / "project.json").write_text('{"id": ')


def gone(root: Path) -> None:
    (root / "project.json").unlink()


def wide(root: Path) -> None:
    manifest = root / "project.json"
    manifest.write_text(manifest.read_text(), encoding="utf-16")


def half_merged(root: Path) -> None:
    manifest = root / "project.json"
    for branch, start, name in (("other", "HEAD~1", "Noon"), ("main", "main", "Night")):
        git(root, "checkout", "-q", *(["-b", branch] if branch != "main" else []), start)
        manifest.write_text(manifest.read_text().replace('"name": "Harm"', f'"name": "{name}"'))
        git(root, "commit", "-qam", name)
    git(root, "merge", "other", check=False)


def with_version(root: Path, version: object) -> None:
    manifest = root / "project.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "schemaVersion": version}))


def without_git(root: Path) -> None:
    shutil.rmtree(root / ".git")


def without_objects(root: Path) -> None:
    shutil.rmtree(root / ".git/objects")
    (root / ".git/objects").mkdir()


def without_newest_tree(root: Path) -> None:
    tree = git(root, "rev-parse", "HEAD^{tree}").strip()
    (root / ".git/objects" / tree[:2] / tree[2:]).unlink()


def without_branch(root: Path) -> None:
    (root / ".git/HEAD").write_text("")


def with_spoilt_index(root: Path) -> None:
    (root / ".git/index").write_bytes(b"spoilt")


def with_spoilt_config(root: Path) -> None:
    (root / ".git/config").write_bytes(b"[core\n")


def with_foreign_program(root: Path) -> None:
    git(root, "config", "core.fsmonitor", "touch pwned")


@pytest.mark.parametrize(
    ("harm", "sentence", "remedy"),
    [
        (torn, "is not valid JSON", "manifest"),
        (gone, "is not there", "manifest"),
        (wide, "is not text in UTF-8", "manifest"),
        (half_merged, "the marks of a merge", "manifest"),
        (lambda root: with_version(root, "one"), "schemaVersion", "manifest"),
        (without_git, "has no Git repository", "history"),
        (without_objects, "part of its Git repository is damaged or gone", "history"),
        (without_newest_tree, "part of its Git repository is damaged or gone", "history"),
        (without_branch, "part of its Git repository is damaged or gone", "history"),
        (with_spoilt_index, "list of its files", "index"),
        (with_spoilt_config, ".git/config cannot be read", "config"),
        (with_foreign_program, "core.fsmonitor", "config"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_harmed_film_says_what_is_wrong_and_is_put_right_without_losing_what_is_in_the_folder(
    client: TestClient, services: Services, tmp_path: Path, harm: Callable[[Path], None], sentence: str, remedy: str
) -> None:
    good, film = a_film(services, "Good"), a_film(services, "Harm")
    shot = a_shot(services, film)
    take = a_take(services, film.id, shot.id, tmp_path / "run")
    services.workspace.update(film.id, ProjectPatch(description="before"))
    root = services.workspace.root(film.id)
    picture = next(root.glob("03_Renders/**/*.png")).read_bytes()
    url = f"/api/projects/{film.id}"
    harm(root)

    listed = {one["folder"]: one for one in client.get("/api/projects").json()["items"]}
    assert sentence in listed["Harm"]["broken"] and str(tmp_path) not in listed["Harm"]["broken"]
    assert (listed["Harm"]["id"], listed["Harm"]["remedy"], listed["Good"]["broken"]) == (film.id, remedy, None)
    for answer in (client.get(url), client.get(f"{url}/tree"), client.patch(url, json={"description": "no"})):
        assert 400 <= answer.status_code < 500 and sentence in answer.json()["detail"]
    assert client.patch(f"/api/projects/{good.id}", json={"description": "fine"}).is_success

    repaired = client.post(f"{url}/repair")
    assert repaired.status_code == 200, repaired.text
    assert repaired.json()["broken"] is None
    assert client.patch(url, json={"description": "after"}).is_success
    assert client.get(f"{url}/shots/{shot.id}/takes").json()["items"][0]["takeNumber"] == take.take_number
    assert client.get(f"{url}/shots/{shot.id}/takes/{take.take_number}/media").content == picture
    assert client.get(f"{url}/history").json()["items"][0]["message"] == "Change the film's description"
    assert git(root, "fsck", "--full", "--no-dangling") == "" and "OK" in git(root, "lfs", "fsck")
    assert git(root, "status", "--porcelain", "--untracked-files=no") == ""
    assert not (root / "pwned").exists()


def test_harm_that_a_change_meets_first_is_listed_from_then_on(client: TestClient, services: Services) -> None:
    film = a_film(services)
    assert client.get("/api/projects").json()["items"][0]["broken"] is None
    without_newest_tree(services.workspace.root(film.id))  # neither the manifest nor the index says so
    assert client.patch(f"/api/projects/{film.id}", json={"description": "no"}).status_code == 409
    assert client.get("/api/projects").json()["items"][0]["remedy"] == "history"


def test_a_newer_studios_film_is_neither_opened_nor_written(client: TestClient, services: Services) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    with_version(root, 2)
    before = (root / "project.json").read_bytes()
    listed = client.get("/api/projects").json()["items"][0]
    assert (listed["id"], listed["remedy"]) == (film.id, None) and "newer Auteur" in listed["broken"]
    for answer in (
        client.patch(f"/api/projects/{film.id}", json={"description": "no"}),
        client.post(f"/api/projects/{film.id}/repair"),
    ):
        assert answer.status_code == 409 and "update the studio" in answer.json()["detail"]
    assert (root / "project.json").read_bytes() == before


def test_a_folder_that_is_a_link_is_listed_and_not_followed(client: TestClient, services: Services) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    elsewhere = root.parents[1] / "elsewhere"
    root.rename(elsewhere)
    root.symlink_to(elsewhere)
    listed = client.get("/api/projects").json()["items"]
    assert [(one["folder"], one["remedy"]) for one in listed] == [("My_Film", None)] and "link" in listed[0]["broken"]
    assert client.get(f"/api/projects/{film.id}").status_code == 404
    assert client.post(f"/api/projects/{listed[0]['id']}/repair").status_code == 409
    root.unlink()
    elsewhere.rename(root)
    assert client.get(f"/api/projects/{film.id}").is_success


def test_a_gap_deep_in_the_newest_version_is_told_when_a_change_needs_it(
    client: TestClient, services: Services
) -> None:
    film = a_film(services)
    shot = a_shot(services, film)
    root = services.workspace.root(film.id)
    folder = next(root.glob("03_Renders/**/shot.json")).parent.relative_to(root)
    tree = git(root, "rev-parse", f"HEAD:{folder}").strip()
    (root / ".git/objects" / tree[:2] / tree[2:]).unlink()
    answer = client.patch(f"/api/projects/{film.id}/shots/{shot.id}", json={"name": "Mara leaves"})
    assert answer.status_code == 409 and "Nothing was changed" in answer.json()["detail"]
    assert not list((root / ".git/auteur/edits").glob("*"))


def test_the_damaged_history_is_kept_aside_whole(client: TestClient, services: Services) -> None:
    film = a_film(services)
    root = services.workspace.root(film.id)
    commit = git(root, "rev-parse", "HEAD").strip()
    (root / ".git/HEAD").write_text("")
    assert client.post(f"/api/projects/{film.id}/repair").is_success
    kept = next((services.settings.state_dir / "set_aside").iterdir()) / ".git"
    (kept / "HEAD").write_text("ref: refs/heads/main\n")
    assert git(kept.parent, "rev-parse", "HEAD").strip() == commit
