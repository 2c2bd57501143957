"""A screenplay of Final Draft becomes shots that know their lines, and a list that is filled in by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio, until

pytestmark = pytest.mark.slow

FDX = Path(__file__).parents[1] / "unit/domain/final_draft/night_train.fdx"


@pytest.fixture(scope="module")
def api(studio: Running) -> Studio:
    return Studio(studio.url)


@pytest.fixture(scope="module")
def film(api: Studio) -> Film:
    return api.film("Train at Night")


def test_an_imported_screenplay_its_shots_and_their_list(window: BrowserContext, api: Studio, film: Film) -> None:
    page = window.new_page()
    page.goto(f"/projects/{film.id}/documents")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import", exact=True).click()
    chooser.value.set_files(FDX)
    said = page.get_by_role("dialog", name="What is not as it was in the file")
    expect(said.get_by_text("Revision marks of 1 text were left out.")).to_be_visible()
    said.get_by_role("button", name="Good").click()
    expect(page.get_by_role("region", name="Preview").get_by_text("INT. DINER - NIGHT")).to_be_visible()

    page.get_by_role("button", name="Break down").click()
    page.get_by_role("button", name="Add 2 scenes, 3 shots").click()
    slate = page.locator(".cm-slate", has_text="S03_S01")
    expect(slate).to_be_visible()

    # What is typed above moves the mark along; a second break-down offers the new words alone.
    page.get_by_text("!NOTHING MOVES.").click()
    page.keyboard.press("Home")
    page.keyboard.insert_text("A train, far away.\n\n")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("button", name="Break down").click()
    dialog = page.get_by_role("dialog", name="Break down the screenplay")
    expect(dialog.get_by_role("checkbox", name="NOTHING MOVES.")).to_be_disabled()
    dialog.get_by_role("checkbox", name="A train, far away.").check()
    dialog.get_by_role("button", name="Add 1 shot").click()
    expect(dialog).to_be_hidden()

    slate.click()
    script = page.get_by_role("region", name="Script", exact=True)
    expect(script.get_by_role("region", name="Lines of the script")).to_contain_text("NOTHING MOVES.")
    script.get_by_role("link", name="night_train, lines 36–42").click()
    expect(page.locator(".cm-activeLine, .cm-line", has_text="!NOTHING MOVES.").first).to_be_in_viewport()

    page.keyboard.press("Control+k")
    page.keyboard.type("go shot list")
    page.get_by_role("option", name="The film’s shot list").click()
    table = page.get_by_role("grid", name="Shot list")
    expect(table.get_by_role("row")).to_have_count(5)
    table.get_by_role("row", name="CLOSE ON THE CUP").get_by_role("gridcell").nth(3).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("85")
    page.keyboard.press("Enter")
    rows = f"/projects/{film.id}/shot-list"
    until(lambda: api.get(rows)["items"][1]["lens"] == 85, "the lens was not saved", 10)
    expect(table.get_by_role("row", name="CLOSE ON THE CUP")).to_contain_text("85")
    table.get_by_role("button", name="Lens").click()
    expect(table.get_by_role("row").nth(1)).to_contain_text("CLOSE ON THE CUP")
