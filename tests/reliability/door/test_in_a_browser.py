"""A real browser in front of the door: the app works under its policy, and pages of other sites get nothing."""

from __future__ import annotations

import contextlib
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Request, Response
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from app.api.bytes import bytes_response
from app.container import Services, build_services
from app.services.keyring import KeyRing
from builders import a_film, a_shot, a_take, settings_for
from e2e.conftest import CHROMIUM_FLAGS
from reliability.corpora import cases_of
from served import Served, served

ATTACKS = """
async (target) => {
  const outcomes = {};
  const tries = {
    read: () => fetch(target + '/api/projects').then((r) => r.text()),
    blind: () => fetch(target + '/api/projects', { mode: 'no-cors', credentials: 'include' }).then((r) => r.text()),
    write: () => fetch(target + '/api/projects', { method: 'POST', body: '{"name": "Theirs"}', mode: 'no-cors' }),
    json: () => fetch(target + '/api/projects', { method: 'POST', body: '{"name": "Theirs"}',
      headers: { 'content-type': 'application/json' } }),
    beacon: async () => navigator.sendBeacon(target + '/api/projects', '{"name": "Theirs"}'),
    multipart: () => { const form = new FormData(); form.append('name', 'Theirs');
      return fetch(target + '/api/projects', { method: 'POST', body: form, mode: 'no-cors' }); },
    socket: () => new Promise((done, fail) => { const s = new WebSocket(target.replace('http', 'ws') + '/ws/studio');
      s.onopen = () => done('open'); s.onerror = () => fail(new Error('closed')); }),
    picture: () => new Promise((done, fail) => { const i = new Image(); i.onload = () => done('shown');
      i.onerror = () => fail(new Error('refused')); i.src = target + window.secretPicture; }),
    script: () => new Promise((done, fail) => { const s = document.createElement('script'); s.onload = () => done('ran');
      s.onerror = () => fail(new Error('refused')); s.src = target + '/openapi.json'; document.head.append(s); }),
  };
  for (const [name, attempt] of Object.entries(tries)) {
    try { outcomes[name] = String((await attempt()) ?? '').slice(0, 200); }
    catch { outcomes[name] = 'refused'; }
  }
  return outcomes;
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("Chromium is not installed (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def services(tmp_path: Path, valkey_url: str) -> Services:
    services = build_services(settings_for(tmp_path / "Workspace", valkey_url, require_token=True))
    if services.settings.built_web_dir is None:
        pytest.fail("The web app has not been built; run `make setup`.")
    services.library.install()
    return services


@pytest.fixture
def server(services: Services) -> Iterator[Served]:
    with served(services) as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A page of another site."""

    class Blank(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Elsewhere</title><body>")

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Blank) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_address[1]}"
        site.shutdown()


@pytest.fixture
def page(browser: Browser, server: Served) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def sign_in(page: Page, server: Served) -> None:
    keys = KeyRing(server.services.settings.state_dir)
    page.goto(f"{server.http}/enter?token={keys.launch()}")
    page.wait_for_url(f"{server.http}/")


def test_the_app_works_behind_the_door_and_its_policy(page: Page, server: Served, services: Services) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    film = a_film(services, "The Long Way")
    sign_in(page, server)
    expect(page.get_by_text("The Long Way").first).to_be_visible()
    page.goto(f"{server.http}/projects/{film.id}")
    expect(page.get_by_text("The Long Way").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("The Long Way").first).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    assert "token" not in page.url
    assert complaints == []


def test_a_token_can_be_typed_at_the_entry(page: Page, server: Served) -> None:
    secret = KeyRing(server.services.settings.state_dir).new_token("mine", "write")
    page.goto(f"{server.http}/projects/some-film")
    page.get_by_label("Token").fill("wrong")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Token").fill(secret)
    page.get_by_role("button", name="Enter").click()
    page.wait_for_url(f"{server.http}/")
    assert page.evaluate("fetch('/api/projects').then((r) => r.status)") == 200


def test_a_page_of_another_site_gets_nothing_from_a_signed_in_browser(
    page: Page, server: Served, services: Services, elsewhere: str, tmp_path: Path
) -> None:
    film = a_film(services, "The Long Way")
    shot = a_shot(services, film)
    a_take(services, film.id, shot.id, tmp_path / "frames")
    sign_in(page, server)
    picture = f"/api/projects/{film.id}/shots/{shot.id}/takes/1/media"
    assert page.evaluate(f"fetch('{picture}').then((r) => r.status)") == 200
    for site in (elsewhere, elsewhere.replace("localhost", "127.0.0.1")):
        page.goto(site)
        page.evaluate(f"window.secretPicture = '{picture}'")
        outcomes = page.evaluate(ATTACKS, server.http)
        assert outcomes.pop("beacon") == "true"  # sent into nothing: nobody is told what became of it
        assert set(outcomes.values()) == {"refused"}, outcomes
        page.evaluate(
            "(to) => { const f = document.createElement('form'); f.method = 'post'; f.action = to;"
            " f.enctype = 'text/plain'; document.body.append(f); f.submit(); }",
            f"{server.http}/api/projects",
        )
        page.wait_for_url(f"{server.http}/api/projects")
        assert "origin_not_allowed" in page.content()
    assert [project.name for project in services.workspace.list()] == ["The Long Way"]


def test_a_link_on_another_site_leads_into_the_app_and_a_frame_does_not(
    page: Page, server: Served, services: Services, elsewhere: str
) -> None:
    a_film(services, "The Long Way")
    sign_in(page, server)
    page.goto(elsewhere)
    page.evaluate(
        "(to) => { document.body.innerHTML = `<iframe src='${to}'></iframe><a href='${to}'>go</a>` }", f"{server.http}/"
    )
    page.wait_for_load_state("networkidle")
    assert "The Long Way" not in "".join(frame.content() for frame in page.frames[1:])
    page.get_by_text("go").click()
    expect(page.get_by_text("The Long Way").first).to_be_visible()


def test_no_file_of_a_film_runs_anything_in_our_origin(page: Page, server: Served, tmp_path: Path) -> None:
    """Each active file is opened by itself, and loaded as script, style, frame, object and picture by a page of ours."""
    cases = cases_of("active_content.json")
    ran: list[str] = []
    for n, case in enumerate(cases):
        content = case["text"].replace("run()", f"fetch('/api/ran?{n}')").encode("latin-1")
        (tmp_path / f"{n}").write_bytes(content)

    def file(request: Request, number: int) -> Response:
        name = f"x{cases[number]['ending']}"
        return bytes_response(request, (tmp_path / f"{number}").open("rb"), f"{number}", name, fixed=False)

    def note(request: Request) -> None:
        ran.append(request.url.query)

    server.app.add_api_route("/api/zoo/{number}/{name}", file)
    server.app.add_api_route("/api/ran", note)
    sign_in(page, server)
    urls = [f"{server.http}/api/zoo/{n}/x{case['ending']}" for n, case in enumerate(cases)]
    for url in urls:
        with contextlib.suppress(Error):  # a download is no page to go to
            page.goto(url, wait_until="load")
    page.goto(f"{server.http}/")
    page.evaluate(
        """async (urls) => {
          const loaded = [];
          for (const url of urls)
            for (const [kind, key] of [['script', 'src'], ['link', 'href'], ['iframe', 'src'], ['object', 'data'],
                                       ['embed', 'src'], ['img', 'src'], ['video', 'src']]) {
              const element = document.createElement(kind);
              if (kind === 'link') element.rel = 'stylesheet';
              loaded.push(new Promise((done) => { element.onload = element.onerror = done; setTimeout(done, 2000); }));
              element[key] = url;
              document.body.append(element);
            }
          await Promise.all(loaded);
        }""",
        urls,
    )
    assert ran == []
    assert page.evaluate("fetch('/api/ran?it-counts').then((r) => r.status)") == 200
    assert ran == ["it-counts"]
