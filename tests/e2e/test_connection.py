"""A window that loses the studio: it notices, says so, and comes back with everything that happened meanwhile."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from bench.studio import Running
from tests.e2e.films import Studio


class Line:
    """The wire between the app and the studio; cut, it swallows everything without closing anything."""

    def __init__(self, page: Page) -> None:
        self.cut = False
        self.opened: list[str] = []
        self.asked = self.answered = 0
        page.route_web_socket(re.compile("/ws/"), self._carry)

    def _carry(self, app: WebSocketRoute) -> None:
        self.opened.append(app.url)
        dead: list[bool] = []
        studio = app.connect_to_server()

        def alive() -> bool:
            if self.cut:
                dead.append(True)
            return not dead

        def out(message: str | bytes) -> None:
            self.asked += '"ping"' in str(message)
            if alive():
                studio.send(message)

        def back(message: str | bytes) -> None:
            if alive():
                app.send(message)
            self.answered += '"pong"' in str(message)

        app.on_message(out)
        studio.on_message(back)

    def wait_until_asked(self, page: Page) -> None:
        """Until the app has asked whether anybody is there."""
        deadline = time.monotonic() + 15
        while not self.asked and time.monotonic() < deadline:
            page.wait_for_timeout(20)
        assert self.asked

    @property
    def since(self) -> str | None:
        return parse_qs(urlsplit(self.opened[-1]).query).get("since", [None])[0]


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def add_chapter(studio: Running, film: str, name: str) -> None:
    Studio(studio.url).post(f"/projects/{film}/chapters", {"name": name})


def a_film(studio: Running, name: str) -> str:
    return Studio(studio.url).film(name).id


def test_a_line_that_died_silently_is_noticed_and_nothing_is_missed(page: Page, studio: Running) -> None:
    film = a_film(studio, "Silence")
    page.clock.install()
    line = Line(page)
    page.goto(f"/projects/{film}")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    line.cut = True
    add_chapter(studio, film, "Said into the silence")
    page.clock.run_for(40_000)
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    line.cut = False
    page.clock.run_for(20_000)
    expect(page.get_by_role("treeitem", name="Said into the silence", exact=True)).to_be_visible()
    assert len(line.opened) == 2
    assert line.since is not None


def test_a_line_that_answers_is_kept(page: Page, studio: Running) -> None:
    film = a_film(studio, "Patience")
    page.clock.install()
    line = Line(page)
    page.goto(f"/projects/{film}")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    for asked in range(1, 6):
        page.clock.run_for(20_000)
        deadline = time.monotonic() + 15
        while line.answered < asked and time.monotonic() < deadline:
            page.wait_for_timeout(20)
        assert (line.asked, line.answered) == (asked, asked)
    assert len(line.opened) == 1


def test_a_window_whose_network_comes_back_does_not_wait_for_a_timer(page: Page, studio: Running) -> None:
    film = a_film(studio, "Waking")
    page.clock.install()
    line = Line(page)
    page.goto(f"/projects/{film}")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    line.cut = True
    add_chapter(studio, film, "While it slept")
    page.evaluate("dispatchEvent(new Event('online'))")
    line.wait_until_asked(page)
    line.cut = False
    page.clock.run_for(6_000)
    expect(page.get_by_role("treeitem", name="While it slept", exact=True)).to_be_visible()
    assert len(line.opened) == 2


def test_the_queue_page_loads_again_what_a_dead_line_kept_from_it(page: Page, studio: Running) -> None:
    api = Studio(studio.url)
    film = api.film("Unheard", ["Alone"])
    api.post("/queue/pause")
    page.clock.install()
    line = Line(page)
    page.goto("/queue")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    line.cut = True
    api.ask_for_takes(film)
    page.evaluate("dispatchEvent(new Event('online'))")
    line.wait_until_asked(page)
    line.cut = False
    page.clock.run_for(6_000)
    expect(page.get_by_role("region", name="Waiting", exact=True)).to_contain_text("S01_S01 Alone")
    assert [bool(line.since), len(line.opened)] == [False, 2]
    api.post("/queue/cancel")
    api.post("/queue/resume")


def test_what_could_not_be_loaded_while_the_studio_was_away_is_shown_when_it_is_back(
    browser: Browser, studio: Running
) -> None:
    film = a_film(studio, "Back again")
    context = browser.new_context(base_url=studio.url)  # the browser itself writes a refused connection down
    page = context.new_page()
    lines: list[WebSocketRoute] = []

    def carry(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket(re.compile("/ws/"), carry)
    page.goto(f"/projects/{film}/files")
    folder = page.get_by_text("02_Source_Creative")
    expect(folder).to_be_visible()
    page.route("**/files?**", lambda route: route.abort())
    folder.dblclick()
    expect(page.get_by_role("heading", name="This folder cannot be shown")).to_be_visible()
    page.unroute("**/files?**")
    lines[-1].close()
    expect(page.get_by_role("heading", name="This folder cannot be shown")).to_have_count(0)
    expect(page.get_by_text("Treatments", exact=True)).to_be_visible()
    context.close()
