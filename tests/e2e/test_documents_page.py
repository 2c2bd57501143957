"""The documents page: writing a screenplay, breaking it down, and two windows on one text."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio, until

SCRIPT = (
    "INT. DINER - NIGHT\n\nMara waits. CLOSE ON her cup.\n\nMARA\nHe never came.\n\nEXT. STREET - DAWN\n\nShe runs.\n"
)


@pytest.fixture(scope="module")
def api(studio: Running) -> Studio:
    return Studio(studio.url)


@pytest.fixture(scope="module")
def film(api: Studio) -> Film:
    return api.film("Night Train")


def writing(window: BrowserContext, film: Film, name: str) -> Page:
    page = window.new_page()
    page.goto(f"/projects/{film.id}/documents")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("textbox", name=name)).to_be_visible()
    return page


def write(page: Page, name: str, text: str) -> None:
    """In place of everything that is there."""
    page.get_by_role("textbox", name=name).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_a_screenplay_is_written_and_becomes_scenes_and_shots(window: BrowserContext, api: Studio, film: Film) -> None:
    address = f"/projects/{film.id}/documents/02_Source_Creative/Scripts/Draft one.fountain"
    page = window.new_page()
    page.goto(f"/projects/{film.id}")
    page.get_by_role("link", name="Documents").click()
    page.get_by_role("main").get_by_role("button", name="New document").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Draft one")
    page.get_by_role("button", name="Create").click()
    write(page, "Draft one", SCRIPT)
    expect(page.get_by_role("region", name="Preview").get_by_text("INT. DINER - NIGHT")).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    until(lambda: api.get(address)["content"] == SCRIPT, "the script was not saved", 10)

    page.get_by_role("button", name="Break down").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="She runs.").uncheck()
    dialog.get_by_role("button", name="Add 2 scenes, 1 shot").click()
    expect(dialog).to_be_hidden()
    scenes = api.get(f"/projects/{film.id}/tree")["chapters"][0]["scenes"][1:]
    assert [(scene["name"], [shot["name"] for shot in scene["shots"]]) for scene in scenes] == [
        ("INT. DINER - NIGHT", ["Mara waits. CLOSE ON her cup."]),
        ("EXT. STREET - DAWN", []),
    ]


def busy(route: Route) -> None:
    """The studio cannot save just now."""
    if route.request.method == "PUT":
        route.fulfill(status=423, json={"detail": "Another program holds the project.", "code": "project_busy"})
    else:
        route.continue_()


def test_two_windows_on_one_text_never_lose_what_either_wrote(window: BrowserContext, api: Studio, film: Film) -> None:
    body = {"documentType": "treatment", "name": "Idea", "content": "A train."}
    path = f"/projects/{film.id}/documents/{api.post(f'/projects/{film.id}/documents', body)['path']}"
    mine, theirs = writing(window, film, "Idea"), writing(window, film, "Idea")

    write(theirs, "Idea", "A train at night.")
    expect(mine.get_by_role("textbox", name="Idea")).to_have_text("A train at night.")

    mine.route("**/documents/**", busy)
    write(mine, "Idea", "A plane.")
    expect(mine.get_by_role("alert").get_by_text("Another program holds the project.")).to_be_visible()
    write(theirs, "Idea", "A ferry.")
    until(lambda: api.get(path)["content"] == "A ferry.", "theirs was not saved", 10)
    mine.unroute("**/documents/**", busy)
    mine.get_by_role("button", name="Try again").click()
    conflict = mine.get_by_role("alert", name="The document was changed elsewhere")
    expect(conflict.get_by_label("theirs")).to_have_value("A ferry.")
    expect(conflict.get_by_label("yours")).to_have_value("A plane.")
    conflict.get_by_role("button", name="Keep mine").click()
    expect(theirs.get_by_role("textbox", name="Idea")).to_have_text("A plane.")
    assert api.get(path)["content"] == "A plane."
