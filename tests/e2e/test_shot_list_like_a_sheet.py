"""The shot list as people use a sheet: who is in a shot with completion, cells pasted and filled down, undone as one."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, expect

from bench.studio import Running
from tests.e2e.films import Studio

pytestmark = pytest.mark.slow

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
}"""


def test_people_are_cast_and_cells_pasted_and_filled_down_by_keyboard(window: BrowserContext, studio: Running) -> None:
    film = Studio(studio.url).film("Sheet of Shots", ["Lamp", "Rain", "Fog"])
    page = window.new_page()
    mara = page.request.post(
        f"{studio.url}/api/projects/{film.id}/assets",
        data={"category": "characters", "name": "Mara Lind"},
        headers={"X-Auteur-Client": "test"},
    )
    assert mara.ok, mara.text()
    page.goto(f"/projects/{film.id}/shot-list")
    rows = page.get_by_role("grid", name="Shot list").get_by_role("row")

    def cell(row: int, column: int) -> Locator:
        return rows.nth(row).get_by_role("gridcell").nth(column)

    size, lens, cast = 2, 4, 7
    cell(1, cast).click()
    page.keyboard.press("Enter")
    page.keyboard.type("lin")
    expect(page.get_by_role("option", name="Mara Lind", selected=True)).to_be_visible()
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
    page.keyboard.press("Enter")
    page.keyboard.type("Dog,")
    page.keyboard.press("Enter")
    expect(rows.nth(1)).to_contain_text("Mara Lind Dog")
    people = page.request.get(f"{studio.url}/api/projects/{film.id}/shots/{film.shots[0]}").json()["cast"]
    assert [one["assetId"] for one in people] == [mara.json()["assetId"], None]
    page.keyboard.press("Control+d")  # the second row says the same, and the third has the focus
    expect(rows.nth(2)).to_contain_text("Mara Lind Dog")

    cell(1, size).click()
    page.evaluate(PASTE, "cu\tlow\t35\nWS\t\t50\n")
    expect(cell(2, lens)).to_have_text("50")
    expect(cell(1, size)).to_have_text("CU")
    page.evaluate(PASTE, "huge")
    expect(page.get_by_text("Nothing was pasted.")).to_be_visible()
    page.get_by_role("grid").press("Control+z")
    expect(page.get_by_text("Undone: Fill in 2 shots of the shot list")).to_be_visible()
    expect(cell(1, size)).to_have_text("")
    expect(rows.nth(2)).to_contain_text("Mara Lind Dog")
