"""A person puts the film in another order, copies, deletes and takes it back: by mouse and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio

pytestmark = pytest.mark.slow


@pytest.fixture
def film(studio: Running, request: pytest.FixtureRequest) -> Film:
    """Two scenes, Pier with A, B and C, and Market with D."""
    api = Studio(studio.url)
    film = api.film(request.node.name, "ABC")
    chapter = api.get(f"/projects/{film.id}/tree")["chapters"][0]["id"]
    scene = api.post(f"/projects/{film.id}/chapters/{chapter}/scenes", {"name": "Market"})["id"]
    api.post(f"/projects/{film.id}/scenes/{scene}/shots", {"name": "D"})
    return film


@pytest.fixture
def page(window: BrowserContext, film: Film) -> Page:
    page = window.new_page()
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    return page


ROWS_ARE = """names => {
  const shown = [...document.querySelectorAll('[role="treeitem"]')].map(row => row.ariaLabel);
  return JSON.stringify(shown.slice(1, 1 + names.length)) === JSON.stringify(names);
}"""


def expect_rows(page: Page, *names: str) -> None:
    """What stands below the first chapter, from top to bottom."""
    page.wait_for_function(ROWS_ARE, arg=[*names])


def test_shots_are_moved_copied_deleted_and_brought_back_with_the_keyboard(page: Page) -> None:
    expect_rows(page, "Pier", "A", "B", "C", "Market", "D")
    tree = page.get_by_role("tree")
    tree.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect_rows(page, "Pier", "B", "A", "C", "Market", "D")
    expect(page.get_by_text("A is now 2 of 3 in Pier.")).to_be_attached()
    page.keyboard.press("Alt+ArrowRight")
    expect_rows(page, "Pier", "B", "C", "Market", "A", "D")
    page.keyboard.press("Alt+ArrowLeft")
    expect_rows(page, "Pier", "B", "C", "A", "Market", "D")
    page.keyboard.press("Control+d")
    expect_rows(page, "Pier", "B", "C", "A", "A copy", "Market", "D")
    expect(page.get_by_role("treeitem", name="A copy")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Delete")
    expect_rows(page, "Pier", "B", "C", "A", "Market", "D")
    expect(page.get_by_text("Deleted shot “A copy”.")).to_be_visible()
    page.keyboard.press("Control+z")
    expect_rows(page, "Pier", "B", "C", "A", "A copy", "Market", "D")
    expect(page.get_by_role("treeitem", name="A copy")).to_have_attribute("aria-selected", "true")


def test_a_shot_is_dragged_into_another_scene_and_a_deleted_scene_comes_back_by_its_toast(page: Page) -> None:
    row = lambda name: page.get_by_role("treeitem", name=name, exact=True)  # noqa: E731
    expect_rows(page, "Pier", "A", "B", "C", "Market", "D")
    row("A").drag_to(row("D"), target_position={"x": 60, "y": 24})
    expect_rows(page, "Pier", "B", "C", "Market", "D", "A")
    row("Market").drag_to(row("Pier"), target_position={"x": 60, "y": 4})
    expect_rows(page, "Market", "D", "A", "Pier", "B", "C")
    row("Market").hover()
    page.get_by_role("button", name="Delete Market").click()
    expect(row("Market")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect_rows(page, "Market", "D", "A", "Pier", "B", "C")
