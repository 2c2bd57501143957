"""Settings are changed, refused with a sentence, saved, and not left behind unasked."""

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
    return Studio(studio.url).film(f"Settings {uuid4().hex[:6]}", ["Harbour"])


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def test_a_film_gets_another_structure_knowingly_and_keeps_its_scene(page: Page, film: Film, studio: Running) -> None:
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    page.get_by_role("link", name="Settings of the film").click()
    save = page.get_by_role("button", name="Save", exact=True)
    expect(save).to_be_disabled()
    page.get_by_label("Narrative structure").select_option("beat-sheet")
    plan = page.get_by_role("region", name="What saving will do")
    expect(plan).to_contain_text("The scene stays, with its shots and takes")
    expect(plan).to_contain_text("“Act I: Setup” becomes")
    expect(page.get_by_role("status").filter(has_text="1 change not saved")).to_be_visible()

    page.get_by_label("Frames per second").fill("9000")
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("240")
    page.get_by_label("Frames per second").fill("25")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()

    api = Studio(studio.url)
    manifest = api.get(f"/projects/{film.id}")["manifest"]
    assert (manifest["settings"]["fps"], manifest["narrative"]["structure"]) == (25, "beat-sheet")
    chapters = api.get(f"/projects/{film.id}/tree")["chapters"]
    assert [shot["id"] for c in chapters for scene in c["scenes"] for shot in scene["shots"]] == film.shots


def test_leaving_with_unsaved_changes_asks(page: Page, film: Film, studio: Running) -> None:
    page.goto(f"/projects/{film.id}/settings")
    page.get_by_label("Description").fill("A night at the harbour.")
    page.get_by_role("link", name="Auteur: all films").click()
    asking = page.get_by_role("dialog", name="Leave without saving?")
    asking.get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Description")).to_have_value("A night at the harbour.")
    page.get_by_role("link", name="Auteur: all films").click()
    asking.get_by_role("button", name="Save and leave").click()
    expect(page).to_have_url(re.compile(r"/$"))
    assert Studio(studio.url).get(f"/projects/{film.id}")["description"] == "A night at the harbour."


def test_what_another_window_saves_appears_and_is_marked_where_it_is_changed_here(page: Page, film: Film) -> None:
    page.goto(f"/projects/{film.id}/settings")
    page.get_by_label("Description").fill("Mine.")
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    page.evaluate(
        'id => fetch(`/api/projects/${id}`, {method: \'PATCH\', body: \'{"description": "Theirs.", "quality": "high"}\','
        " headers: {'Content-Type': 'application/json'}})",
        film.id,
    )
    expect(page.get_by_text("Another window saved “Theirs.” meanwhile.")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("Mine.")
    expect(page.get_by_label("Quality")).to_have_value("high")
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_label("Description")).to_have_value("Theirs.")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()


def test_the_studios_settings_are_kept(page: Page, studio: Running) -> None:
    page.goto("/settings")
    page.get_by_label("Quality").select_option("high")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Quality")).to_have_value("high")
    page.get_by_label("Quality").select_option("standard")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
