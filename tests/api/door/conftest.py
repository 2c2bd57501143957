"""A studio that wants a token from everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.api.door import slowing
from app.container import Services, build_services
from app.main import create_app
from app.services.keyring import KeyRing
from builders import StudioClient, settings_for


@pytest.fixture
def guarded_services(tmp_path: Path, valkey_url: str) -> Services:
    services = build_services(settings_for(tmp_path / "Guarded", valkey_url, require_token=True))
    services.library.install()
    services.workspace.prepare()
    return services


@pytest.fixture
def guarded(guarded_services: Services) -> Iterator[StudioClient]:
    with StudioClient(create_app(services=guarded_services), follow_redirects=False) as client:
        yield client


@pytest.fixture
def keys(guarded_services: Services) -> KeyRing:
    return KeyRing(guarded_services.settings.state_dir)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong tokens are answered at once; that they wait has a test of its own."""
    monkeypatch.setattr(slowing, "LONGEST_DELAY", 0.0)
