"""Focus comes back after a dialogue, and an address leads to what it names."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def film(studio: Running) -> Film:
    """One scene with three shots; the first has two takes."""
    api = Studio(studio.url)
    film = api.film("Finding Back", "ABC")
    api.ask_for_takes(film, count=2)
    until(lambda: api.takes(film) == 2, "No takes were made.")
    return film


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def closed_by(page: Page, opener: Locator, how: str) -> None:
    """Open a dialogue with the keyboard and close it again; the opener has the focus then."""
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    if how == "Escape":
        page.keyboard.press("Escape")
    else:
        dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.parametrize("how", ["Escape", "Close"])
def test_the_focus_is_back_where_it_was_when_a_dialogue_closes(page: Page, film: Film, how: str) -> None:
    page.goto("/")
    closed_by(page, page.get_by_role("button", name="New film").first, how)
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}&take=2")
    for name in ("Keyboard shortcuts", "Recipe", "Compare", "Open take 2 large"):
        closed_by(page, page.get_by_role("button", name=re.compile(f"^{name}")), how)


def test_the_focus_is_in_the_tree_when_a_shot_is_kept_after_all(page: Page, film: Film) -> None:
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    expect(page.get_by_role("treeitem", name="A", exact=True)).to_have_attribute("aria-selected", "true")
    tree = page.get_by_role("tree")
    tree.focus()
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(tree).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("treeitem", name="B", exact=True)).to_have_attribute("aria-selected", "true")


def test_an_address_opens_the_shot_and_the_take_that_it_names(page: Page, film: Film) -> None:
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}&take=1")
    expect(page.get_by_role("img", name="S01_S01 take 1")).to_be_visible()
    page.get_by_role("button", name="Show S01_S01 take 2").click()
    expect(page).to_have_url(re.compile("take=2"))
    page.get_by_role("treeitem", name="C", exact=True).click()
    expect(page).to_have_url(re.compile(f"shot={film.shots[2]}$"))
    page.go_back()
    expect(page.get_by_role("img", name="S01_S01 take 2")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("treeitem", name="C", exact=True)).to_have_attribute("aria-selected", "true")


def test_an_address_of_a_shot_that_is_gone_says_so_and_leads_to_the_film(page: Page, film: Film) -> None:
    page.goto(f"/projects/{film.id}?shot=shot-nevermade00")
    expect(page.get_by_role("heading", name="This shot is not in the film")).to_be_visible()
    page.get_by_role("button", name="Show the film").click()
    expect(page.get_by_role("heading", name="Finding Back 3 shots")).to_be_visible()


def test_an_address_of_a_film_that_is_gone_says_so_and_leads_to_the_films(page: Page) -> None:
    page.goto("/projects/00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("heading", name="There is no such film")).to_be_visible()
    page.get_by_role("link", name="Back to your films").click()
    expect(page.get_by_role("heading", name="Films")).to_be_attached()
