"""What every answer says to the browser."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from app.api.door.headers import PagePolicy
from app.container import Services, build_services
from app.main import create_app
from builders import StudioClient, settings_for

PAGE = '<!doctype html><script src="/a.js"></script><body><script>\n  start("é");\n</script><script type="module">x</script>'


@pytest.fixture
def built(tmp_path: Path, valkey_url: str) -> tuple[StudioClient, Path]:
    web = tmp_path / "web"
    (web / "_app").mkdir(parents=True)
    (web / "index.html").write_text(PAGE)
    (web / "_app" / "a.js").write_text("1")
    services: Services = build_services(settings_for(tmp_path / "W", valkey_url, web_dir=web))
    services.workspace.prepare()
    return StudioClient(create_app(services=services)), web


def source(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_the_page_runs_its_own_scripts_and_no_other(built: tuple[StudioClient, Path]) -> None:
    client, web = built
    policy = client.get("/projects/some-film", headers={"accept": "text/html"}).headers["content-security-policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts and set(scripts.group(1).split()) == {"'self'", source('\n  start("é");\n'), source("x")}
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "connect-src 'self'"):
        assert part in policy
    (web / "index.html").write_text("<script>rebuilt()</script>")
    assert source("rebuilt()") in client.get("/").headers["content-security-policy"]


def test_everything_but_the_page_may_do_nothing(built: tuple[StudioClient, Path]) -> None:
    client, _ = built
    for path in ("/api/health/live", "/api/projects/x", "/openapi.json", "/_app/a.js", "/_app/missing.js"):
        answer = client.get(path)
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'", path
        for name, value in (
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ):
            assert answer.headers[name] == value, path


def test_a_refusal_at_the_door_has_the_same_headers(client: StudioClient) -> None:
    for headers in ({"host": "evil.example"}, {"origin": "null"}):
        answer = client.get("/", headers=headers)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_page_that_is_asked_for_again_keeps_its_policy(built: tuple[StudioClient, Path]) -> None:
    client, _ = built
    first = client.get("/")
    again = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert (
        again.headers.get("content-security-policy", first.headers["content-security-policy"])
        == (first.headers["content-security-policy"])
    )


def test_without_a_built_app_there_is_a_policy_too() -> None:
    assert "script-src 'self';" in str(PagePolicy(None))


def test_the_api_is_shown_on_a_page_that_needs_no_script_and_no_other_site(client: StudioClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page.text
    assert "PATCH /api/workspace/config <small>admin</small>" in page.text
    assert "<script" not in page.text and "http://" not in page.text and "https://" not in page.text
