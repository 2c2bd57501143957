"""Where a token is wanted, nothing but a short list answers without one, and a scope allows what it says."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from starlette.testclient import WebSocketDenialResponse, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from api.door.routes import routes_of
from app.api.door import lasting
from app.api.door.refusals import TooManyTries
from app.api.door.scopes import wanted_scope
from app.api.door.slowing import LONGEST_DELAY, Slowing
from app.container import Services
from app.domain.access import SCOPES, Scope
from app.main import create_app
from app.services.keyring import KeyRing
from builders import StudioClient, a_film, settings_for

PUBLIC = {("GET", "/api/health/live")}


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def test_every_route_but_the_public_ones_wants_a_token(guarded: StudioClient) -> None:
    for route in routes_of(guarded.app):  # type: ignore[arg-type]
        for path in (route.path, route.path.replace("/api/", "/api/v1/", 1)):
            answer = guarded.request(route.method, path, **route.arguments())
            if (route.method, route.path) in PUBLIC:
                assert answer.status_code == 200
            else:
                assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), (route.method, path)
                assert answer.headers["www-authenticate"].startswith("Bearer")
    for path in ("/openapi.json", "/api", "/api/", "/api/nothing", "/api/v2/projects", "/ws/x", "//api/projects"):
        assert guarded.get(path).status_code in (303, 401), path


def test_every_route_wants_its_scope_and_no_more(guarded: StudioClient, keys: KeyRing) -> None:
    tokens = {scope: keys.new_token(scope, scope) for scope in SCOPES}
    wanted_somewhere = set()
    for route in routes_of(guarded.app):  # type: ignore[arg-type]
        if (route.method, route.path) in PUBLIC:
            continue
        wanted = wanted_scope(route.method, route.path)
        wanted_somewhere.add(wanted)
        for scope in SCOPES:
            answer = guarded.request(route.method, route.path, headers=bearer(tokens[scope]), **route.arguments())
            if SCOPES.index(scope) < SCOPES.index(wanted):
                assert (answer.status_code, answer.json()["code"]) == (403, "scope_too_small"), (route, scope)
            else:
                assert answer.status_code not in (401, 403), (route, scope)
    assert wanted_somewhere == set(SCOPES)


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/projects", "read"),
        ("HEAD", "/api/projects", "read"),
        ("POST", "/api/projects", "write"),
        ("POST", "/api/projects/x/shots/y/takes", "generate"),
        ("POST", "/api/projects/x/shots/y/takes/1/restore", "write"),
        ("POST", "/api/tasks/submit", "generate"),
        ("POST", "/api/tasks/x/cancel", "generate"),
        ("POST", "/api/queue/pause", "write"),
        ("PATCH", "/api/workspace/config", "admin"),
        ("POST", "/api/projects/x/prompt/preview", "read"),
        ("TRACE", "/anything", "write"),
        ("POST", "/", "write"),
    ],
)
def test_a_route_has_the_scope_that_one_would_expect(method: str, path: str, scope: Scope) -> None:
    assert wanted_scope(method, path) == scope


@pytest.mark.usefixtures("no_waiting")
def test_a_wrong_token_is_refused_also_where_none_is_needed(client: StudioClient, guarded: StudioClient) -> None:
    for studio in (client, guarded):
        for header in ("Bearer nonsense", "Bearer ", "Bearer", "Basic YTpi", "nonsense", "bearer\tx", "Bearer \xff"):
            answer = studio.get("/api/projects", headers={"authorization": header.encode("latin-1")})
            assert answer.status_code in (401, 429), header
    assert client.get("/api/projects").status_code == 200


def test_a_token_shown_on_loopback_allows_no_more_than_its_scope(client: StudioClient, services: Services) -> None:
    secret = KeyRing(services.settings.state_dir).new_token("reader", "read")
    assert client.get("/api/projects", headers=bearer(secret)).status_code == 200
    assert client.post("/api/projects", json={"name": "No"}, headers=bearer(secret)).status_code == 403
    assert client.post("/api/projects", json={"name": "Yes"}).status_code == 201


def test_a_token_made_or_revoked_by_the_command_line_counts_at_once(guarded: StudioClient, keys: KeyRing) -> None:
    elsewhere = KeyRing(keys._path.parent)
    secret = elsewhere.new_token("render farm", "generate")
    assert guarded.get("/api/projects", headers=bearer(secret)).status_code == 200
    elsewhere.revoke("render farm")
    assert guarded.get("/api/projects", headers=bearer(secret)).status_code == 401


def test_a_socket_wants_a_token_too_and_its_scope_binds_what_it_asks(
    guarded: StudioClient, guarded_services: Services, keys: KeyRing
) -> None:
    film = a_film(guarded_services)
    for headers in ({}, bearer("nonsense")):
        with (
            pytest.raises(WebSocketDenialResponse) as denied,
            guarded.websocket_connect(f"/ws/{film.id}", headers=headers),
        ):
            pass
        assert denied.value.status_code == 401
    reader = bearer(keys.new_token("reader", "read"))
    start = {"type": "start_generation", "nodeId": "shot-000000000000", "nodeType": "shot", "parameters": {}}
    cancel = {"type": "cancel_task", "taskId": "task-000000000000"}
    with guarded.websocket_connect(f"/ws/{film.id}", headers=reader) as socket:
        assert socket.receive_json()["type"] == "hello"
        for message in (start, cancel):
            socket.send_json(message)
            assert _error(socket) == "scope_too_small"
    maker = bearer(keys.new_token("maker", "generate"))
    with guarded.websocket_connect(f"/ws/{film.id}", headers=maker) as socket:
        for message, code in ((start, "shot_not_found"), (cancel, "task_not_found")):
            socket.send_json(message)
            assert _error(socket) == code


def test_a_socket_ends_with_the_right_to_it(
    guarded: StudioClient, guarded_services: Services, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "LOOK_SECONDS", 0.02)
    film = a_film(guarded_services)
    token = bearer(keys.new_token("phone", "read"))
    session = {"cookie": guarded.get(f"/enter?token={keys.launch()}").headers["set-cookie"].split(";")[0]}
    guarded.cookies.clear()
    for headers, end in ((token, lambda: keys.revoke("phone")), (session, keys.sign_everybody_out)):
        with guarded.websocket_connect(f"/ws/{film.id}", headers=headers) as socket:
            assert socket.receive_json()["type"] == "hello"
            socket.send_json({"type": "ping", "n": 1})
            while socket.receive_json()["type"] != "pong":
                pass
            end()
            with pytest.raises(WebSocketDisconnect) as closed:
                while True:
                    socket.receive_json()
        assert closed.value.code == 1008


def _error(socket: WebSocketTestSession) -> str:
    while True:
        message = socket.receive_json()
        if message["type"] == "error":
            return str(message["code"])


def test_a_token_from_the_settings_opens_everything_and_is_wanted_on_loopback(
    tmp_path: Path, services: Services, valkey_url: str
) -> None:
    secret = "a secret of my own choice"
    settings = settings_for(services.settings.workspace_root, valkey_url, token=secret)
    assert secret not in repr(settings)
    with StudioClient(create_app(settings)) as client:
        assert client.get("/api/projects").status_code == 401
        assert client.patch("/api/workspace/config", json={}, headers=bearer(secret)).status_code == 200
    kept = [path for path in services.settings.workspace_root.rglob("*") if path.is_file()]
    assert not [path for path in kept if secret.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("peer", "address", "more"),
    [
        ("192.168.7.9", "http://192.168.7.5:8000", {}),
        ("192.168.7.9", "http://127.0.0.1:8000", {}),
        ("172.17.0.1", "http://localhost:8000", {}),
        ("127.0.0.1", "http://192.168.7.5:8000", {}),
        ("127.0.0.1", "http://127.0.0.1:8000", {"x-forwarded-for": "203.0.113.7"}),
        ("127.0.0.1", "http://127.0.0.1:8000", {"forwarded": "for=203.0.113.7"}),
        ("::ffff:192.168.7.9", "http://127.0.0.1:8000", {}),
    ],
)
def test_whoever_is_not_at_this_machine_wants_a_token_without_any_setting(
    services: Services, peer: str, address: str, more: dict[str, str]
) -> None:
    app = create_app(services=services)
    with StudioClient(app, base_url=address, peer=peer) as stranger:
        assert stranger.get("/api/projects", headers=more).status_code == 401
        secret = KeyRing(services.settings.state_dir).new_token("friend", "read")
        assert stranger.get("/api/projects", headers=more | bearer(secret)).status_code == 200


def test_wrong_tokens_cost_more_each_time_and_are_forgiven() -> None:
    slept: list[float] = []
    moment = 0.0

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def play() -> None:
        nonlocal moment
        slowing = Slowing(lambda: moment, sleep)
        for _ in range(8):
            await slowing.after_wrong("10.0.0.1")
        assert slept == sorted(slept) and slept[0] < slept[4] and slept[-1] == LONGEST_DELAY
        await slowing.after_wrong("10.0.0.2")
        assert slept[-1] == slept[0]
        moment = 1000.0
        await slowing.after_wrong("10.0.0.1")
        assert slept[-1] == slept[0]

    asyncio.run(play())


def test_a_peer_has_few_wrong_answers_outstanding() -> None:
    async def play() -> None:
        released = asyncio.Event()

        async def sleep(_: float) -> None:
            await released.wait()

        slowing = Slowing(sleep=sleep)
        waiting = [asyncio.create_task(slowing.after_wrong("10.0.0.1")) for _ in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyTries):
            await slowing.after_wrong("10.0.0.1")
        released.set()
        await asyncio.gather(*waiting)

    asyncio.run(play())


def test_nothing_that_opens_the_door_is_kept_in_clear(keys: KeyRing, guarded_services: Services) -> None:
    token, launch = keys.new_token("script", "write"), keys.launch()
    session = keys.redeem(launch)
    assert session
    path = guarded_services.settings.state_dir / "door.json"
    text = path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    assert {entry["name"] for entry in json.loads(text)["tokens"]} == {"script"}
    for secret in (token, launch, session):
        assert secret not in text and secret.removeprefix("auteur_") not in text
