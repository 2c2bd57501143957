"""The tree by keyboard alone: its menu, numbers in order and back; a scene's beat; the sheet tells what works here."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio

pytestmark = pytest.mark.slow


@pytest.fixture
def film(studio: Running) -> Film:
    return Studio(studio.url).film(f"Numbers {uuid4().hex[:6]}", ["Gulls", "Rope", "Lamp"])


@pytest.fixture
def page(window: BrowserContext, film: Film) -> Page:
    page = window.new_page()
    page.goto(f"/projects/{film.id}?shot={film.shots[2]}")
    expect(page.get_by_role("treeitem", name="Lamp", exact=True)).to_be_visible()
    return page


def test_shots_are_put_in_order_numbered_and_unnumbered_without_a_mouse(page: Page) -> None:
    page.get_by_role("tree").focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    shots = page.get_by_role("treeitem").filter(has=page.locator(".mono.label", has_text=re.compile(r"^S\d+$")))
    expect(shots.first).to_have_accessible_name("Lamp")

    page.keyboard.press("Shift+F10")
    menu = page.get_by_role("menu", name="What can be done with Lamp")
    expect(menu.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tree")).to_be_focused()
    page.keyboard.press("Shift+F10")
    page.keyboard.press("r")
    page.keyboard.press("Enter")

    plan = page.get_by_role("dialog", name="Renumber")
    expect(plan.get_by_role("row", name="Lamp S01_S03 S01_S01")).to_be_visible()
    expect(plan.get_by_role("row")).to_have_count(4)
    plan.get_by_role("button", name="Renumber", exact=True).press("Enter")
    expect(plan).to_be_hidden()
    expect(shots.first.locator(".label").first).to_have_text("S01")
    page.get_by_role("tree").focus()
    page.keyboard.press("Control+z")
    expect(shots.first.locator(".label").first).to_have_text("S03")


def test_a_scene_takes_the_beat_and_the_words_that_the_structure_suggests(page: Page, film: Film) -> None:
    page.get_by_role("treeitem", name="Pier", exact=True).click()
    form = page.get_by_role("region", name="Scene")
    form.get_by_label("Beat", exact=True).fill("Act II: Confrontation")
    form.get_by_role("button", name="Add setback").click()
    form.get_by_label("Add to Keywords").fill("fog")
    form.get_by_label("Add to Keywords").press("Enter")
    expect(form.get_by_role("status")).to_have_text("saved")
    expect(form.get_by_role("button", name="Remove fog")).to_be_visible()
    page.get_by_role("treeitem", name="Lamp", exact=True).click()
    page.get_by_text("Prompt as it will be sent").click()
    expect(page.get_by_text("setback, fog").first).to_be_visible()


def test_the_sheet_shows_the_keys_of_this_page_and_no_others(page: Page) -> None:
    page.get_by_role("tree").focus()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    expect(sheet.get_by_role("heading", name="Tree", exact=True)).to_be_visible()
    expect(sheet.get_by_role("heading", name="Queue", exact=True)).to_have_count(0)
    expect(sheet.get_by_text("rate, 0 clears")).to_have_count(0)  # there is no take
    page.keyboard.press("Escape")
    page.goto("/")
    expect(page.get_by_role("searchbox", name="Search films")).to_be_visible()
    page.keyboard.press("?")
    expect(sheet.get_by_text("search films")).to_be_visible()
    expect(sheet.get_by_role("heading", name="Tree", exact=True)).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search films")).to_be_focused()
