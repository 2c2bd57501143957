"""Characters, locations, styles and music in the app: brought in, described, cast, deleted and brought back."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running
from builders import a_picture
from tests.e2e.films import Studio

DROP_FILES = """(element, files) => {
  const data = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    data.items.add(new File([bytes], name));
  }
  for (const type of ['dragover', 'drop'])
    element.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the page where somebody wants to look at it."""
    if folder := os.environ.get("AUTEUR_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_character_is_brought_in_described_cast_deleted_and_brought_back(
    page: Page, studio: Running, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    film = Studio(studio.url).film("The Beacon", ["Mara waits", "Tom comes"])
    face, side = (a_picture(tmp_path / f"{name}.png", size=(640, 480)) for name in ("mara_voss", "side"))
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    assets = page.get_by_role("region", name="Assets")
    characters = assets.get_by_role("region", name="Characters")
    content = base64.b64encode(face.read_bytes()).decode()
    characters.evaluate(DROP_FILES, [["mara_voss.png", content]])
    mara_in_list = characters.get_by_role("button", name="mara voss", exact=True)
    expect(mara_in_list.locator("img")).to_be_visible()
    characters.evaluate(DROP_FILES, [["tom.png", content]])
    expect(characters.get_by_role("button", name="tom", exact=True)).to_be_visible()
    progress = page.get_by_role("region", name="Progress")
    expect(progress.get_by_text("The same file is in “mara voss” already.")).to_be_visible()

    characters.get_by_role("button", name="mara voss", exact=True).click()
    mara = page.get_by_role("region", name="Character", exact=True)
    mara.get_by_role("textbox", name="Name", exact=True).fill("Mara Voss")
    mara.get_by_label("Description").fill("a tired woman of forty")
    keywords = mara.get_by_role("textbox", name="Add to Keywords")
    keywords.fill("red coat")
    keywords.press("Enter")
    expect(mara.get_by_role("status")).to_have_text("saved")
    mara.get_by_label("Files to add").set_input_files(side)
    expect(mara.get_by_role("link", name="side.png")).to_be_visible()
    mara.get_by_role("button", name="Cast in S01_S01").click()
    expect(mara.get_by_role("region", name="Used in").get_by_text("S01_S01")).to_be_visible()

    row = characters.get_by_role("button", name="Mara Voss", exact=True)
    row.drag_to(page.get_by_role("button", name="Shot S01_S02 Tom comes"))
    expect(mara.get_by_role("heading", name="Used in 2 shots")).to_be_visible()
    for theme in ("dark", "light"):
        page.evaluate(f"localStorage.setItem('mode-watcher-mode', '{theme}')")
        page.reload()
        expect(mara.get_by_role("heading", name="Used in 2 shots")).to_be_visible()
        shoot(page, f"assets-{theme}")
        assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []

    row.focus()
    row.press("Delete")
    sure = page.get_by_role("dialog", name="Delete “Mara Voss”?")
    expect(sure.get_by_text("“Mara Voss” is used in 2 shots.")).to_be_visible()
    sure.get_by_role("button", name="Delete it").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible()
    prompt = Studio(studio.url).post(f"/projects/{film.id}/shots/{film.shots[1]}/prompt/preview")
    assert "Mara Voss, a tired woman of forty, red coat" in prompt["text"]


def test_a_file_is_cancelled_on_its_way_and_a_taken_name_is_replaced_only_when_asked(
    page: Page, studio: Running, tmp_path: Path
) -> None:
    film = Studio(studio.url).film("The Ferry")
    track = a_picture(tmp_path / "cover.png")
    page.goto(f"/projects/{film.id}")
    music = page.get_by_role("region", name="Assets").get_by_role("region", name="Music")
    progress = page.get_by_role("region", name="Progress")
    page.route("**/files/*", lambda route: None)  # it never gets through
    music.get_by_label("Add files to music").set_input_files(track)
    expect(music.get_by_role("button", name="cover", exact=True)).to_be_visible()
    progress.get_by_role("button", name="Cancel").click()
    expect(music.get_by_role("button", name="cover", exact=True)).to_have_count(0)
    page.unroute("**/files/*")

    music.get_by_label("Add files to music").set_input_files(track)
    music.get_by_role("button", name="cover", exact=True).click()
    page.get_by_label("Files to add").set_input_files(a_picture(tmp_path / "cover.png", "navy"))
    expect(progress.get_by_text("“cover” has a file cover.png already.")).to_be_visible()
    progress.get_by_role("button", name="Replace").click()
    expect(progress.get_by_text("“cover” has a file cover.png already.")).to_have_count(0)
    page.get_by_role("button", name="Remove cover.png").click()
    page.get_by_role("dialog", name="Remove cover.png?").get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("Drop pictures, sound or models here.")).to_be_visible()
