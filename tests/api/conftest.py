"""An API in this process on a temporary workspace, with a real Valkey behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.container import Services, build_services
from app.main import create_app
from builders import StudioClient, settings_for


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
