"""Several files at once in a browser: selected, moved, deleted and brought back, a folder dropped, pictures matched."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from bench.studio import Running
from tests.e2e.films import Studio
from tests.e2e.test_assets_in_the_app import DROP_FILES

pytestmark = pytest.mark.slow

HERE = "04_Project_Files"


def test_several_files_are_moved_deleted_and_brought_back_with_the_keys_alone(
    window: BrowserContext, studio: Running
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    api = Studio(studio.url)
    film = api.film("The Ferry Steps")
    files = f"{studio.url}/api/projects/{film.id}/files"
    raw = {"content-type": "application/octet-stream", "X-Auteur-Client": "test"}
    for name in ("Reel/b.txt", "a.txt", "b.txt", "c.txt", "d.txt"):
        httpx.put(f"{files}/{HERE}/{name}", content=name.encode(), headers=raw).raise_for_status()
    page = window.new_page()
    page.goto(f"/projects/{film.id}/files?path={HERE}")
    listed = page.get_by_role("listbox", name="Files")
    option = listed.get_by_role("option")
    listed.get_by_role("option", name="a.txt").click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("Space")
    shown = page.get_by_role("region", name="File", exact=True)
    expect(shown.get_by_role("heading", name="3 selected")).to_be_visible()
    assert Axe().run(page).response["violations"] == []

    page.keyboard.press("F6")
    page.get_by_role("dialog", name="Move 3 things").get_by_label("To the folder").fill(f"{HERE}/Reel")
    page.keyboard.press("Enter")
    stopped = page.get_by_role("dialog", name="Move 3 things")
    expect(stopped.get_by_text(f"There is something called {HERE}/Reel/b.txt already.")).to_be_visible()
    stopped.get_by_role("button", name="Move the other 2").click()
    expect(page.get_by_role("navigation", name="Folders").get_by_text("Reel")).to_be_visible()
    expect(option).to_have_count(3)

    listed.get_by_role("option", name="a.txt").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.get_by_text("3 things are in the trash.").wait_for()
    page.get_by_role("button", name="Undo").click()
    expect(option).to_have_count(3)
    messages = [entry["message"] for entry in api.get(f"/projects/{film.id}/history")["items"]]
    assert messages[:3] == [
        f"Restore 3 things in {HERE}/Reel from the trash",
        f"Delete 3 things in {HERE}/Reel",
        f"Move 2 things in {HERE} to {HERE}/Reel",
    ]


def test_pictures_dropped_on_a_character_find_their_slots_and_are_undone_as_one(
    window: BrowserContext, studio: Running
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    api = Studio(studio.url)
    film = api.film("The Salt Road")
    mara = api.post(f"/projects/{film.id}/assets", {"category": "characters", "name": "Mara"})["assetId"]
    page = window.new_page()
    page.goto(f"/projects/{film.id}?asset={mara}")
    sheet = page.get_by_role("article", name="Character sheet of Mara")
    picture = page.evaluate(PICTURE)
    names = ["Mara_side left noir.png", "happy.png", "IMG_1.png", "expression_angry.png"]
    sheet.evaluate(DROP_FILES, [[name, picture] for name in names])
    plan = sheet.get_by_role("region", name="Pictures for slots")
    slots = {name: plan.get_by_label(f"Slot for {name}") for name in names}
    expect(slots["Mara_side left noir.png"]).to_have_value("view_side_left_noir")
    expect(slots["happy.png"]).to_have_value("expression_happy")
    expect(slots["IMG_1.png"]).to_have_value("")
    plan.locator("img").last.drag_to(sheet.locator("label.place", has=page.get_by_label("Add a picture for Base face")))
    expect(slots["IMG_1.png"]).to_have_value("base_face")
    plan.get_by_label("Take expression_angry.png").uncheck()
    assert Axe().run(page).response["violations"] == []
    plan.get_by_role("button", name="Take 3 pictures").click()
    expect(sheet.get_by_role("button", name="Happy: look at it, replace it")).to_be_visible()
    expect(plan).to_have_count(0)
    assert api.get(f"/projects/{film.id}/characters/{mara}")["variations"].keys() == {
        "expression_happy",
        "view_side_left_noir",
    }
    page.get_by_role("button", name="Undo").click()
    expect(sheet.get_by_label("Add a picture for Happy")).to_be_attached()
    assert api.get(f"/projects/{film.id}/characters/{mara}")["baseFaceImagePath"] is None


PICTURE = """() => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [64, 64];
  canvas.getContext('2d').fillRect(8, 8, 32, 32);
  return canvas.toDataURL('image/png').split(',')[1];
}"""
