"""A studio with a film, and things around it that nobody may touch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.container import Services, build_services
from app.main import create_app
from builders import StudioClient, a_film, a_shot, a_take, settings_for

CANARY = "the-canary-sings-7f3a9c"


@dataclass(frozen=True)
class Stage:
    """`outside` must never change and never be read; `film` must not change by bad input."""

    client: StudioClient
    services: Services
    folder: Path
    film_id: str
    shot_id: str

    def around(self) -> dict[str, str]:
        """Everything that is no part of the workspace."""
        return _snapshot(self.folder, without="Workspace")

    def film(self) -> dict[str, str]:
        return _snapshot(self.services.workspace.root(self.film_id))


@pytest.fixture
def stage(tmp_path: Path, valkey_url: str) -> Iterator[Stage]:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    film = a_film(services)
    shot = a_shot(services, film)
    for place in ("Workspace2", "Workspace2/Projects/My_Film", "etc"):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "canary.txt").write_text(CANARY)
    (tmp_path / "canary.txt").write_text(CANARY)
    (tmp_path / "Workspace" / "canary.txt").write_text(CANARY)
    (tmp_path / "Workspace" / "Projects" / "canary.txt").write_text(CANARY)
    a_take(services, film.id, shot.id, tmp_path / "frames")
    # git-lfs makes it when `git status` asks it for the first time.
    (services.workspace.root(film.id) / ".git" / "lfs" / "tmp").mkdir(parents=True, exist_ok=True)
    with StudioClient(create_app(services=services), raise_server_exceptions=False) as client:
        yield Stage(client, services, tmp_path, film.id, shot.id)


def _snapshot(root: Path, without: str = "") -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(root.rglob("*"))
        if not without or path.relative_to(root).parts[0] != without
    }
