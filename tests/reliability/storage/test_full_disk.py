"""No room, or no right to write: reads work, writes are refused and change nothing, and all goes on once there is."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.container import build_services
from app.main import create_app
from builders import StudioClient, a_film, a_shot, a_take, settings_for
from reliability.storage.checker import assert_whole, git, takes

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"this machine lets nobody mount: {mounted.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def fill(place: Path) -> Path:
    """Take every byte that is left."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(65536))
        except OSError:
            pass
        try:
            while True:
                out.write(b"\0")
        except OSError:
            return filler


def test_a_full_disk_is_survived_without_a_restart(disk: Path, tmp_path: Path, valkey_url: str) -> None:
    services = build_services(settings_for(disk / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    film = a_film(services)
    shot, root = a_shot(services, film), services.workspace.root(film.id)
    take = a_take(services, film.id, shot.id, tmp_path / "made")
    base = f"/api/projects/{film.id}"
    with StudioClient(create_app(services=services)) as client:
        head = git(root, "rev-parse", "HEAD")
        filler = fill(disk)
        refused: list[tuple[str, str, dict[str, Any]]] = [
            ("PATCH", f"{base}/shots/{shot.id}", {"description": "No room for this."}),
            ("PATCH", base, {"description": "Nor for this."}),
            ("POST", f"{base}/chapters", {"name": "Nor this"}),
            ("POST", f"{base}/shots/{shot.id}/takes", {}),
            ("POST", "/api/projects", {"name": "Another film"}),
            ("PATCH", "/api/workspace/config", {"defaultQuality": "high"}),
        ]
        for method, path, body in refused:
            answer = client.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (507, "disk_full"), (method, path, answer.text)
        for path in (
            "/api/projects",
            base,
            f"{base}/tree",
            f"{base}/shots/{shot.id}/takes",
            "/api/tasks",
            "/api/queue",
        ):
            assert client.get(path).status_code == 200
        assert client.get(f"{base}/shots/{shot.id}/takes/1/media").content == (root / take.output.path).read_bytes()
        assert git(root, "rev-parse", "HEAD") == head
        assert client.get("/api/tasks").json()["items"] == []
        assert client.get("/api/health").json()["checks"]["disk"]["status"] == "error"
        filler.unlink()
        for method, path, body in refused[:4]:
            answer = client.request(method, path, json=body)
            assert answer.status_code in (200, 201, 202), (method, path, answer.text)
    services.caretaker.tend()
    assert takes(root) == [take.task_id]
    assert_whole(root)


def test_a_disk_that_becomes_read_only_is_survived_without_a_restart(
    disk: Path, tmp_path: Path, valkey_url: str
) -> None:
    services = build_services(settings_for(disk / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    film = a_film(services)
    shot, root = a_shot(services, film), services.workspace.root(film.id)
    take = a_take(services, film.id, shot.id, tmp_path / "made")
    base = f"/api/projects/{film.id}"
    writes: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", f"{base}/shots/{shot.id}", {"description": "Not to be written."}),
        ("POST", f"{base}/chapters", {"name": "Nor this"}),
        ("POST", f"{base}/shots/{shot.id}/takes", {}),
    ]
    with StudioClient(create_app(services=services)) as client:
        head = git(root, "rev-parse", "HEAD")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        for method, path, body in writes:
            answer = client.request(method, path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (503, "not_writable"), (method, path, answer.text)
        for path in (base, f"{base}/tree", f"{base}/shots/{shot.id}/takes", "/api/queue"):
            assert client.get(path).status_code == 200
        assert client.get(f"{base}/shots/{shot.id}/takes/1/media").content == (root / take.output.path).read_bytes()
        assert git(root, "rev-parse", "HEAD") == head
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        for method, path, body in writes:
            answer = client.request(method, path, json=body)
            assert answer.status_code in (200, 201, 202), (method, path, answer.text)
    assert_whole(root)
