"""The real server on a real port: malformed HTTP is refused or hung up on, and the next client is served."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.container import build_services
from app.studio import bounded_http
from builders import settings_for
from reliability.corpora import cases_of
from served import Served, served
from worker.studio import PATIENCE_SECONDS


@pytest.fixture
def server(tmp_path: Path, valkey_url: str) -> Iterator[Served]:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url))
    with served(services) as running:
        yield running


def spoken_to(server: Served, sent: bytes) -> bytes:
    """All that comes back until the server hangs up, or says nothing more for a moment after we have hung up."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as line:
        back = b""
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65_536):
                back += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
        return back


def test_malformed_http_is_the_clients_error(server: Served) -> None:
    for case in cases_of("http.json"):
        sent = case["send"].replace("@", f"127.0.0.1:{server.port}")
        if "repeat" in case:
            sent += case["repeat"][0] * case["repeat"][1] + case["then"]
        back = spoken_to(server, sent.encode("latin-1"))
        assert not back or 400 <= int(back.split(b" ", 2)[1]) < 500, (case["name"], back[:200])
        assert back.count(b"HTTP/1.1 ") <= 1, (case["name"], back[:600])
        asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
        asking.request("GET", "/api/health/live")
        assert asking.getresponse().status == 200, case["name"]
        asking.close()
    assert server.services.workspace.list() == []


def test_headers_without_end_are_not_gathered_for_ever(server: Served) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as line:
        sent = 0
        try:
            line.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n".encode())
            while sent < 64 * 2**20:
                sent += line.send(b"X-Endless: " + b"a" * 60_000 + b"\r\n")
        except OSError:
            pass
    assert sent < 64 * 2**20


def test_a_head_that_does_not_end_is_hung_up_on(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        assert line.recv(4096).startswith(b"HTTP/1.1 400")
        assert line.recv(4096) == b""


def test_a_line_on_which_nobody_ever_asks_is_hung_up_on(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_http, "HEAD_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as line:
        assert line.recv(4096) == b""


def test_a_refused_handshake_is_plain_http_and_no_alarm(server: Served, caplog: pytest.LogCaptureFixture) -> None:
    asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    asking.request("GET", "/ws/studio", headers=headers | {"Origin": "https://evil.example"})
    answer = asking.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (403, "origin_not_allowed")
    assert caplog.text == ""
