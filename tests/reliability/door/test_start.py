"""Starting the studio: who may come in is decided and said before anything is served."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.services.keyring import KeyRing
from app.studio.address import StudioRefused
from app.studio.invitation import invitation_for
from bench.studio import free_port
from builders import settings_for
from worker.studio import wait_until


def test_on_loopback_nobody_is_asked_and_nothing_is_made(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "::1", "127.0.0.2"):
        invitation = invitation_for(settings_for(tmp_path, host=host))
        assert "no token is wanted" in " ".join(invitation.lines(8000))
        assert "token=" not in invitation.to_browser(8000)
    assert not (tmp_path / ".auteur").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.7.5", "my-pc", "localhost.example"])
def test_elsewhere_a_token_is_made_and_told_once(tmp_path: Path, host: str) -> None:
    first = " ".join(invitation_for(settings_for(tmp_path, host=host)).lines(8000))
    assert "Open to: everybody who reaches http://" in first and "not encrypted" in first
    secret = re.search(r"Token: +(auteur_\S+)", first)
    assert secret
    keys = KeyRing(tmp_path / ".auteur")
    grant = keys.token(secret.group(1))
    assert grant and grant.scope == "admin"
    launch = re.search(r"/enter\?token=(auteur_\S+)", first)
    assert launch and keys.redeem(launch.group(1))
    second = " ".join(invitation_for(settings_for(tmp_path, host=host)).lines(8000))
    assert "Token:" not in second and "/enter?token=" in second
    assert secret.group(1) not in second


def test_a_token_of_ones_own_is_never_printed(tmp_path: Path) -> None:
    told = " ".join(invitation_for(settings_for(tmp_path, host="0.0.0.0", token="my very own secret 1")).lines(8000))
    assert "my very own" not in told and "Token:" not in told and "/enter?token=" in told


def test_where_no_token_can_be_kept_the_start_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".auteur").write_text("a file in the way")
    with pytest.raises(StudioRefused, match="wants a token"):
        invitation_for(settings_for(tmp_path, host="0.0.0.0"))
    with pytest.raises(StudioRefused, match="16 characters"):
        invitation_for(settings_for(tmp_path / "W", host="0.0.0.0", token="short"))
    (tmp_path / "V" / ".auteur").mkdir(parents=True)
    (tmp_path / "V" / ".auteur" / "door.json").write_text("{")
    with pytest.raises(StudioRefused, match="cannot be read"):
        invitation_for(settings_for(tmp_path / "V", require_token=True))


def test_tokens_from_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKSPACE_ROOT", str(tmp_path))
    run = CliRunner().invoke
    made = run(cli, ["token", "new", "render farm", "--scope", "generate"])
    secret = made.output.strip()
    keys = KeyRing(tmp_path / ".auteur")
    grant = keys.token(secret)
    assert made.exit_code == 0 and grant and grant.scope == "generate"
    listed = run(cli, ["token", "list"]).output
    assert "render farm" in listed and "generate" in listed and secret not in listed
    assert run(cli, ["token", "new", "x", "--scope", "root"]).exit_code == 2
    assert run(cli, ["token", "new", "render farm", "--scope", "read"]).exit_code == 1
    link = run(cli, ["token", "link"]).output.strip()
    session = keys.redeem(link.split("token=")[1])
    assert session and run(cli, ["token", "sign-out"]).output.startswith("1 ")
    assert keys.session(session) is None
    assert run(cli, ["token", "revoke", "render farm"]).exit_code == 0
    assert run(cli, ["token", "revoke", "render farm"]).exit_code == 1
    assert keys.token(secret) is None


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[tuple[int, list[str]]]:
    """`auteur run` as a person starts it; its port and what it says."""
    port, said = free_port(), []
    environment = {
        **os.environ,
        "WORKSPACE_ROOT": str(folder),
        "PORT": str(port),
        "AUTEUR_SAMPLE_FILM": "0",
        **settings,
    }
    studio = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "run", "--no-browser"], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert studio.stdout is not None
    listening = threading.Thread(target=lambda: said.extend(studio.stdout or ()), daemon=True)
    listening.start()
    try:
        wait_until(lambda: any("Ctrl-C stops" in line for line in said), 60)
        yield port, said
    finally:
        studio.send_signal(signal.SIGINT)
        studio.wait(30)


def test_a_studio_bound_to_everything_asks_strangers_and_lets_the_invited_in(tmp_path: Path) -> None:
    with started(tmp_path / "Workspace", HOST="0.0.0.0", AUTEUR_REQUIRE_TOKEN="1") as (port, said):
        url = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{url}/api/health/live").status_code == 200
        assert httpx.get(f"{url}/api/projects").status_code == 401
        launch = re.search(r"/enter\?token=\S+", "".join(said))
        assert launch
        with httpx.Client(base_url=url) as browser:
            assert browser.get(launch.group(0)).headers["location"] == "/"
            assert browser.get("/api/projects").status_code == 200
