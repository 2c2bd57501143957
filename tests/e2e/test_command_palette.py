"""Any place is found and anything done by typing; the sheet of keys and the palette speak from one list."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio

PALETTE = "Find anything, do anything"


@pytest.fixture
def film(studio: Running) -> Film:
    return Studio(studio.url).film(f"Palette Film {uuid4().hex[:6]}", ["Harbour at night", "Gulls", "Rope"])


@pytest.fixture
def page(window: BrowserContext, film: Film) -> Page:
    page = window.new_page()
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    expect(page.get_by_role("treeitem", name="Gulls", exact=True)).to_be_visible()
    return page


def test_a_shot_is_reached_by_typing_and_the_focus_goes_back(page: Page, film: Film) -> None:
    tree = page.get_by_role("tree")
    tree.focus()
    page.keyboard.press("Control+k")
    words = page.get_by_role("combobox", name=PALETTE)
    expect(words).to_be_focused()
    page.keyboard.press("Escape")
    expect(tree).to_be_focused()

    page.keyboard.press("Control+k")
    page.keyboard.type("gul")
    option = page.get_by_role("option", name=re.compile("Gulls"))
    expect(option).to_have_attribute("aria-selected", "true")
    expect(words).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"shot={film.shots[1]}"))
    expect(page.get_by_role("treeitem", name="Gulls", exact=True)).to_have_attribute("aria-selected", "true")

    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="Lately").get_by_role("option").first).to_contain_text("Gulls")


def test_what_can_be_done_here_is_done_and_another_film_is_opened(page: Page, film: Film, studio: Running) -> None:
    other = Studio(studio.url).film("Another Palette Film")
    page.keyboard.press("Control+k")
    page.keyboard.type("all keys")
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Keyboard")
    expect(sheet.get_by_text("find anything, do anything")).to_be_visible()
    page.keyboard.press("Escape")

    page.keyboard.press("Control+k")
    page.keyboard.type("new chapter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="New chapter", exact=True)).to_be_visible()

    page.keyboard.press("Control+k")
    page.keyboard.type("another palette")
    expect(page.get_by_role("option", name=re.compile("^Another Palette Film"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(other.id))


def test_the_palette_has_no_fault_that_axe_finds(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = {}
    for theme in ("dark", "light"):
        page.evaluate(f"localStorage.setItem('mode-watcher-mode', '{theme}')")
        page.reload()
        expect(page.get_by_role("treeitem", name="Gulls", exact=True)).to_be_visible()
        for typed in ("", "g"):
            page.keyboard.press("Control+k")
            page.keyboard.type(typed)
            expect(page.get_by_role("listbox", name="Found").get_by_role("option").first).to_be_visible()
            for fault in Axe().run(page).response["violations"]:
                found[f"{theme} {typed} {fault['id']}"] = [node["html"][:160] for node in fault["nodes"]][:3]
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_have_count(0)
    assert found == {}
