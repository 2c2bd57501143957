"""Only pages of the studio itself, at an address of its own, reach anything at all."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import WebSocketDenialResponse

from api.door.routes import routes_of
from app.api.door.addresses import AllowedAddresses, parse_authority, parse_origin
from app.container import Services
from app.errors import Invalid
from app.main import create_app
from app.services.keyring import KeyRing
from builders import ADDRESS, StudioClient, a_film, settings_for
from reliability.corpora import lines_of

GOOD_HOSTS = ("127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000", "127.0.0.2:8000")
GOOD_ORIGINS = (ADDRESS, "http://localhost:8000", "http://[::1]:8000")
BAD_HOSTS = lines_of("hosts.txt")
BAD_ORIGINS = lines_of("origins.txt")


def test_every_route_refuses_a_foreign_name_and_a_foreign_page(client: StudioClient) -> None:
    """Route by route, each with a host and an origin of the corpora; the whole corpora go through one route below."""
    routes = routes_of(client.app)  # type: ignore[arg-type]
    assert len(routes) > 40
    for n, route in enumerate(routes):
        host, origin = BAD_HOSTS[n % len(BAD_HOSTS)], BAD_ORIGINS[n % len(BAD_ORIGINS)]
        answer = client.request(route.method, route.path, headers={"host": host}, **route.arguments())
        assert (answer.status_code, answer.json()["code"]) == (421, "host_not_allowed"), (route, host)
        answer = client.request(route.method, route.path, headers={"origin": origin}, **route.arguments())
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed"), (route, origin)
        for site in ("cross-site", "same-site", "elsewhere"):
            visit = {"sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
            answer = client.request(route.method, route.path, headers=visit, **route.arguments())
            assert answer.status_code == 403, (route, site)


def test_a_foreign_or_malformed_host_is_refused_and_ours_is_not(client: StudioClient) -> None:
    for host in BAD_HOSTS:
        assert client.get("/api/health/live", headers={"host": host}).status_code == 421, host
    for host in GOOD_HOSTS:
        assert client.get("/api/health/live", headers={"host": host}).status_code == 200, host


def test_a_foreign_origin_can_neither_read_nor_write(client: StudioClient, services: Services) -> None:
    for origin in BAD_ORIGINS:
        for method in ("GET", "POST"):
            answer = client.request(method, "/api/projects", headers={"origin": origin}, json={"name": "Theirs"})
            assert answer.status_code == 403, origin
            assert not [name for name in answer.headers if name.startswith("access-control")]
    assert services.workspace.list() == []


def test_our_own_page_and_a_script_without_origin_may(client: StudioClient) -> None:
    for n, origin in enumerate(GOOD_ORIGINS):
        headers = {"origin": origin, "sec-fetch-site": "same-origin"}
        assert client.post("/api/projects", json={"name": f"Ours {n}"}, headers=headers).status_code == 201
    assert client.post("/api/projects", json={"name": "By script"}).status_code == 201


def test_a_header_that_comes_twice_is_refused(client: StudioClient) -> None:
    for name, value, status in (("host", "127.0.0.1:8000", 421), ("origin", ADDRESS, 403)):
        answer = client.get("/api/projects", headers=[("host", "127.0.0.1:8000"), (name, value), (name, value)])
        assert answer.status_code == status


def test_no_cors_is_ever_granted(client: StudioClient) -> None:
    asked = {"origin": ADDRESS, "access-control-request-method": "DELETE"}
    for headers in (asked, asked | {"origin": "https://evil.example"}):
        answer = client.options("/api/projects", headers=headers)
        assert answer.status_code in (403, 405)
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_link_to_a_page_may_be_followed_but_not_framed_or_loaded(client: StudioClient) -> None:
    visit = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get("/", headers=visit).status_code != 403
    for change in ({"sec-fetch-dest": "iframe"}, {"sec-fetch-mode": "no-cors"}, {"sec-fetch-dest": "image"}):
        assert client.get("/", headers=visit | change).status_code == 403
    assert client.post("/", headers=visit).status_code == 403
    assert client.get("/api/projects", headers=visit).status_code == 403
    assert client.get("/_app/version.json", headers=visit).status_code == 403


def test_a_foreign_handshake_is_refused_before_a_socket_opens(client: StudioClient, services: Services) -> None:
    film = a_film(services)
    headers = [{"host": host} for host in BAD_HOSTS] + [{"origin": origin} for origin in BAD_ORIGINS]
    for foreign in [*headers, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}]:
        with (
            pytest.raises(WebSocketDenialResponse) as denied,
            client.websocket_connect(f"/ws/{film.id}", headers=foreign),
        ):
            pass
        assert denied.value.status_code == (421 if "host" in foreign else 403), foreign


def test_our_own_page_opens_a_socket(client: StudioClient, services: Services) -> None:
    film = a_film(services)
    ours = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
    with client.websocket_connect(f"/ws/{film.id}", headers=ours) as socket:
        assert socket.receive_json()["type"] == "hello"


def test_an_address_that_the_owner_named_is_ours_in_its_own_scheme_and_port_and_wants_a_token(
    services: Services, valkey_url: str
) -> None:
    settings = settings_for(
        services.settings.workspace_root,
        valkey_url,
        allowed_origins=("https://studio.example", "http://localhost:5173"),
    )
    token = KeyRing(settings.state_dir).new_token("tests", "write")
    signed = {"authorization": f"Bearer {token}"}
    with StudioClient(create_app(settings)) as client:
        for headers, status in (
            ({"host": "studio.example"}, 401),
            ({"host": "studio.example"} | signed, 200),
            ({"host": "studio.example:443", "origin": "https://studio.example"} | signed, 200),
            ({"host": "studio.example", "origin": "http://studio.example"} | signed, 403),
            ({"host": "studio.example:8000"} | signed, 421),
            ({"host": "a.studio.example"} | signed, 421),
            ({"host": "localhost:5173", "origin": "http://localhost:5173"}, 200),
            ({"host": "localhost:5174"}, 421),
        ):
            assert client.get("/api/projects", headers=headers).status_code == status, headers


def test_a_setting_that_is_no_address_stops_the_start(services: Services, valkey_url: str) -> None:
    for named in ("studio.example", "*", "https://*.example", "https://a.example/path", "null"):
        settings = settings_for(services.settings.workspace_root, valkey_url, allowed_origins=(named,))
        with pytest.raises(Invalid, match="AUTEUR_ALLOWED_ORIGINS"):
            create_app(settings)


def scope_at(host: str, port: int = 8000, **fields: Any) -> dict[str, Any]:
    return {"type": "http", "scheme": "http", "server": (host, port), **fields}


def test_the_address_that_was_dialled_counts_but_not_a_name_for_it() -> None:
    allowed = AllowedAddresses("0.0.0.0")
    assert allowed.knows_authority("192.168.7.5:8000", scope_at("192.168.7.5"))
    assert not allowed.knows_authority("192.168.7.6:8000", scope_at("192.168.7.5"))
    assert not allowed.knows_authority("0.0.0.0:8000", scope_at("127.0.0.1"))
    assert not allowed.knows_authority("my-pc:8000", scope_at("192.168.7.5"))
    assert AllowedAddresses("my-pc").knows_authority("my-pc:8000", scope_at("192.168.7.5"))
    assert not allowed.knows_authority("localhost", scope_at("127.0.0.1"))
    assert allowed.knows_authority("localhost", scope_at("127.0.0.1", 80))
    assert not allowed.knows_authority("localhost:8000", {"type": "http", "scheme": "http", "server": None})


def test_addresses_are_compared_whole() -> None:
    assert parse_origin("https://Example.com") == ("https", "example.com", 443)
    assert parse_origin("http://[0:0::1]:80") == ("http", "::1", 80)
    assert str(parse_origin("http://[::1]:8000")) == "http://[::1]:8000"
    for text in (
        "null",
        "",
        "http://",
        "file://",
        "http://a/",
        "http://a b",
        "http://a:0",
        "http://a:70000",
        "ftp://a",
    ):
        assert parse_origin(text) is None, text
    assert parse_authority("[::g]", "http") is None
