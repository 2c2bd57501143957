"""An API in this process on a temporary workspace, with a real Valkey behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.domain.project import Project
from app.domain.shot import Shot
from app.main import create_app
from builders import StudioClient, a_film, a_shot, settings_for


@pytest.fixture
def services(tmp_path: Path, valkey_url: str) -> Services:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    services.library.install()
    services.workspace.prepare()
    return services


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with StudioClient(create_app(services=services)) as client:
        yield client


@pytest.fixture
def film(services: Services) -> Project:
    return a_film(services)


@pytest.fixture
def shot(services: Services, film: Project) -> Shot:
    return a_shot(services, film)


@pytest.fixture
def url(film: Project) -> str:
    return f"/api/projects/{film.id}"
