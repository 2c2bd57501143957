"""A film that is thrown away while windows are open on it: they say so, and show it again when it is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from bench.studio import Running
from tests.e2e.films import Studio

pytestmark = pytest.mark.slow


def test_two_windows_say_that_their_film_is_in_the_trash_and_come_back_with_it(
    window: BrowserContext, studio: Running
) -> None:
    api = Studio(studio.url)
    film = api.film("Thrown away", ["The pier"])
    one, two = window.new_page(), window.new_page()
    one.goto(f"/projects/{film.id}")
    two.goto(f"/projects/{film.id}/history")
    expect(one.get_by_role("treeitem", name="The pier", exact=True)).to_be_visible()
    expect(two.get_by_role("heading", name="History")).to_be_visible()
    api.throw_away(film)
    for page in (one, two):
        expect(page.get_by_role("heading", name="The film is in the trash")).to_be_visible()
        expect(page.get_by_text("“Thrown away” was thrown away")).to_be_visible()
    expect(one.get_by_role("treeitem")).to_have_count(0)
    two.reload()
    two.get_by_role("button", name="Restore").click()
    expect(two.get_by_role("heading", name="History")).to_be_visible()
    expect(one.get_by_role("treeitem", name="The pier", exact=True)).to_be_visible()
    scene = api.get(f"/projects/{film.id}/tree")["chapters"][0]["scenes"][0]["id"]
    api.post(f"/projects/{film.id}/scenes/{scene}/shots", {"name": "The ferry"})
    expect(one.get_by_role("treeitem", name="The ferry", exact=True)).to_be_visible()
