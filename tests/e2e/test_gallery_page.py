"""The gallery in a browser: films are found, named, copied, taken away and brought in, thrown away and repaired."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running
from tests.e2e.films import Studio, until

SHOTS = os.environ.get("GALLERY_PICTURES")


def picture(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def test_a_film_goes_through_the_gallery(window: BrowserContext, studio: Running, tmp_path: Path) -> None:
    api = Studio(studio.url)
    api.film("Harbour Lights", "A")
    api.film("Quiet Rooms")
    page = window.new_page()
    page.goto("/")
    card = page.get_by_role("article", name="Harbour Lights", exact=True)
    expect(card).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("harbour")
    expect(page.get_by_role("article", name="Quiet Rooms")).to_have_count(0)
    page.get_by_role("searchbox").fill("")

    card.get_by_role("link").focus()
    page.keyboard.press("F2")
    page.keyboard.type("Harbour Nights")
    page.keyboard.press("Enter")
    card = page.get_by_role("article", name="Harbour Nights", exact=True)
    expect(card).to_be_visible()
    card.get_by_role("link").focus()
    page.keyboard.press("Control+d")
    copy = page.get_by_role("article", name="Harbour Nights copy")
    expect(copy).to_contain_text("1 shot")

    card.hover()
    picture(page, "gallery")
    with page.expect_download() as downloading:
        card.get_by_role("button", name="Archive").click()
    zipped = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(zipped)
    assert zipped.name == "Harbour_Lights.zip"
    copy.hover()
    copy.get_by_role("button", name="to the trash").click()
    expect(copy).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(copy).to_be_visible()
    copy.hover()
    copy.get_by_role("button", name="to the trash").click()
    expect(copy).to_have_count(0)

    page.get_by_role("button", name="Trash", exact=True).click()
    expect(copy).to_contain_text("Thrown away")
    picture(page, "trash")
    copy.get_by_role("button", name="Delete for good").click()
    picture(page, "for_good")
    page.get_by_role("dialog").get_by_role("button", name="Delete “Harbour Nights copy” for good").click()
    expect(copy).to_have_count(0)
    page.get_by_role("button", name="Trash", exact=True).click()

    page.get_by_label("Zip of a film").set_input_files(zipped)
    expect(page.get_by_role("article", name="Harbour Nights")).to_have_count(2)
    bad = tmp_path / "holiday.zip"
    bad.write_bytes(b"no zip")
    page.get_by_label("Zip of a film").set_input_files(bad)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    expect(page.get_by_role("alert")).to_contain_text("no zip file")
    picture(page, "refused")
    page.get_by_role("button", name="Dismiss holiday.zip").click()


def test_what_happens_to_the_films_folder_shows_by_itself_and_a_broken_film_has_a_way_out(
    window: BrowserContext, studio: Running
) -> None:
    film = Studio(studio.url).film("Torn Pages")
    page = window.new_page()
    page.goto("/")
    card = page.get_by_role("article", name="Torn Pages")
    expect(card).to_have_count(1)
    root = studio.workspace / "Projects" / "Torn_Pages"
    shutil.copytree(root, root.with_name("Torn_Pages_by_hand"))
    twin = page.get_by_role("article", name="Torn Pages").filter(has_text="same id")
    expect(twin).to_be_visible()
    (root / "project.json").write_text("{")
    broken = page.get_by_role("article", name="Torn Pages").filter(has_text="JSON")
    expect(broken).to_be_visible()
    picture(page, "broken")
    page.emulate_media(color_scheme="dark")
    picture(page, "dark")
    broken.get_by_role("button", name="Put the manifest back").click()
    expect(broken).to_have_count(0)
    twin.get_by_role("button", name="Make it a film of its own").click()
    expect(page.get_by_role("button", name="Make it a film of its own")).to_have_count(0)
    expect(card).to_have_count(2)
    assert Studio(studio.url).get(f"/projects/{film.id}")["name"] == "Torn Pages"


def test_an_import_is_cancelled_while_it_comes_in_and_leaves_nothing(
    window: BrowserContext, studio: Running, tmp_path: Path
) -> None:
    page = window.new_page()
    page.goto("/")
    cdp = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", slow)
    zipped = tmp_path / "long.zip"
    zipped.write_bytes(os.urandom(20_000_000))
    page.get_by_label("Zip of a film").set_input_files(zipped)
    expect(page.get_by_text("of 20 MB")).to_be_visible()
    page.get_by_role("button", name="Cancel long.zip").click()
    expect(page.get_by_text("of 20 MB")).to_be_hidden()
    until(lambda: not list((studio.workspace / ".auteur").rglob("film.zip")), "The zip is still there.", 10)
