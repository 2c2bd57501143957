"""Making a character for somebody whom the screenplay names."""

from __future__ import annotations

import pytest
from films import Studio
from playwright.sync_api import BrowserContext, expect

from bench.studio import Running

pytestmark = pytest.mark.slow


def test_a_character_has_her_name_from_the_first_key_on_and_is_cast_wherever_she_is_named(
    window: BrowserContext, studio: Running
) -> None:
    api = Studio(studio.url)
    film = api.film("Called Mara", ["She waits", "She runs"], cast=[{"name": "MARA"}])
    page = window.new_page()
    page.goto(f"/projects/{film.id}")
    new = page.get_by_role("button", name="New character")
    new.click()
    page.keyboard.type("Tom")
    page.keyboard.press("Escape")
    expect(new).to_be_focused()
    new.click()
    page.keyboard.type("Mara")
    page.keyboard.press("Enter")
    uses = page.get_by_role("region", name="Used in")
    uses.get_by_role("button", name="Cast in those 2 shots").click()
    expect(uses.get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_text("“Mara” is in 2 more shots now")).to_be_visible()
    assert [asset["name"] for asset in api.get(f"/projects/{film.id}/assets")["items"]] == ["Mara"]
    diary = [entry["message"] for entry in api.get(f"/projects/{film.id}/history")["items"]]
    assert diary[:2] == ["Put “Mara” into 2 shots that name it", "Add character “Mara”"]
