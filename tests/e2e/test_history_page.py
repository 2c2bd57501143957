"""The history page: what happened to a film, pictures of before and after, and the way back."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from bench.studio import Running
from tests.e2e.films import Studio, until

pytestmark = pytest.mark.slow


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def test_a_shot_is_restored_from_its_history_and_a_moment_gets_a_name(page: Page, studio: Running) -> None:
    api = Studio(studio.url)
    film = api.film("The Lighthouse", ["Lamp"], description="A lamp on a cliff in the rain.")
    api.ask_for_takes(film)
    until(lambda: api.takes(film) == 1, "the first take was not made")
    shot = f"{studio.url}/api/projects/{film.id}/shots/{film.shots[0]}"
    for lens in (35, 50):
        assert page.request.patch(shot, data={"lens": lens}).ok

    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    page.get_by_role("link", name="History of this shot").click()
    expect(page).to_have_url(re.compile(f"/history\\?element={film.shots[0]}"))
    diary, entry = part(page, "Diary"), part(page, "Entry")
    expect(diary.get_by_role("button")).to_have_count(4)
    expect(entry.get_by_role("heading", level=3)).to_have_text("Shot S01_S01: lens 35 → 50 mm")

    page.keyboard.press("Tab")
    diary.get_by_role("button", name="lens – → 35").focus()
    page.keyboard.press("ArrowDown")
    expect(entry.get_by_role("img")).to_have_count(1)
    until(lambda: bool(entry.get_by_role("img").last.evaluate("i => i.naturalWidth > 0")), "no picture", 15)
    diary.get_by_role("button", name="lens – → 35").click()
    expect(entry.get_by_role("heading", level=3, name="Shot S01_S01: lens – → 35 mm")).to_be_visible()
    entry.get_by_role("button", name="Restore this shot").click()
    page.get_by_role("dialog").get_by_role("button", name="Restore", exact=True).click()
    expect(diary.get_by_role("button").first).to_contain_text("Restore shot S01_S01")
    expect(entry.get_by_role("heading", level=3)).to_have_text("Shot S01_S01: lens 50 → 35 mm")
    assert api.get(f"/projects/{film.id}/shots/{film.shots[0]}")["lens"] == 35

    page.get_by_label("of").select_option("")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Make a checkpoint").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Rough cut")
    page.keyboard.press("Enter")
    expect(diary.get_by_role("button").first).to_contain_text("Rough cut")
    page.request.patch(shot, data={"mood": "tense"})  # somebody else changes something
    expect(diary.get_by_role("button").first).to_contain_text("mood – → tense")
    expect(entry.get_by_role("heading", level=2)).to_have_text("Rough cut")
    found = {}
    for theme in ("dark", "light"):
        page.evaluate(f"localStorage.setItem('mode-watcher-mode', '{theme}')")
        page.reload()
        expect(entry.get_by_role("heading", level=2)).to_have_text("Rough cut")
        for fault in Axe().run(page).response["violations"]:
            found[f"{theme} {fault['id']}"] = [node["html"][:160] for node in fault["nodes"]][:3]
    assert found == {}
    page.keyboard.press("h")
    expect(page).to_have_url(re.compile(f"/projects/{film.id}$"))
