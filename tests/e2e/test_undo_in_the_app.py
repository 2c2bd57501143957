"""Undo and redo over what a person did in this window, by keys, and what stands in the way is said."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio


@pytest.fixture
def film(studio: Running, request: pytest.FixtureRequest) -> Film:
    return Studio(studio.url).film(request.node.name, ["Lamp", "Rain"])


@pytest.fixture
def page(window: BrowserContext, film: Film) -> Page:
    page = window.new_page()
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    return page


def saved(page: Page) -> AbstractContextManager[object]:
    return page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok)


def test_what_was_done_in_this_window_is_undone_and_done_again(page: Page, studio: Running, film: Film) -> None:
    api, tree = Studio(studio.url), page.get_by_role("tree")
    lens, size = page.get_by_label("Lens", exact=True), page.get_by_label("Size", exact=True)
    size.select_option("CU")
    page.keyboard.press("Control+z")  # before it is saved: it is saved first
    expect(page.get_by_text("Undone: Shot S01_S01: size – → CU")).to_be_visible()
    expect(size).to_have_value("")
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_text("Done again: Shot S01_S01: size – → CU")).to_be_visible()
    expect(size).to_have_value("CU")

    with saved(page):
        lens.fill("50")
    lens.press("Control+z")  # a field that is typed into has an undo of its own
    expect(lens).to_have_value("")
    with saved(page):
        lens.fill("35")

    tree.focus()
    page.keyboard.press("Control+z")  # 50, nothing and 35 were typed in one go
    expect(page.get_by_text("Undone: Shot S01_S01: lens – → 35")).to_be_visible()
    expect(lens).to_have_value("")
    page.keyboard.press("Control+Shift+Z")
    expect(lens).to_have_value("35")
    page.keyboard.press("Alt+ArrowDown")
    rows = page.get_by_role("treeitem")
    expect(rows.nth(2)).to_have_attribute("aria-label", "Rain")
    page.reload()  # the steps stay with the window
    tree.focus()
    page.keyboard.press("Control+z")
    expect(rows.nth(2)).to_have_attribute("aria-label", "Lamp")
    page.keyboard.press("Control+Shift+Z")
    expect(rows.nth(2)).to_have_attribute("aria-label", "Rain")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Undone: Shot S01_S01: lens")).to_be_visible()
    expect(lens).not_to_have_value("35")
    assert api.get(f"/projects/{film.id}/shots/{film.shots[0]}")["size"] == "CU"


def test_what_somebody_else_changed_since_is_not_undone_but_told(page: Page, studio: Running, film: Film) -> None:
    size = page.get_by_label("Size", exact=True)
    with saved(page):
        size.select_option("CU")
    shot = f"{studio.url}/api/projects/{film.id}/shots/{film.shots[0]}"
    assert page.request.patch(shot, data={"size": "WS"}, headers={"X-Auteur-Client": "the-other"}).ok
    expect(size).to_have_value("WS")
    page.get_by_role("tree").focus()
    page.keyboard.press("Control+z")
    told = "size was changed since from another browser, with “Shot S01_S01: size CU → WS”. So this cannot be undone."
    expect(page.get_by_text(told)).to_be_visible()
    expect(size).to_have_value("WS")
    page.get_by_role("button", name="Show that change").click()
    expect(page.get_by_role("region", name="Entry")).to_contain_text("size CU → WS")
