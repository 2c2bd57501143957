"""The film's files in a browser: brought in, looked at, renamed, moved, deleted and brought back."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import BrowserContext, expect

from bench.studio import Running
from tests.e2e.films import Studio
from tests.e2e.test_assets_in_the_app import DROP_FILES

pytestmark = pytest.mark.slow


def test_files_are_dropped_on_a_folder_seen_renamed_moved_deleted_and_brought_back(
    window: BrowserContext, studio: Running
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    api = Studio(studio.url)
    film = api.film("The Tide Mill")
    page = window.new_page()
    page.goto(f"/projects/{film.id}")
    page.get_by_role("link", name="Files", exact=True).click()
    files = page.get_by_role("listbox", name="Files")

    folder = files.get_by_role("option", name="04_Project_Files")
    notes, look = (base64.b64encode(text).decode() for text in (b"At dawn the wheel stops.", b'{"lift": 0.2}'))
    folder.evaluate(DROP_FILES, [["notes.txt", notes], ["look.json", look]])
    uploads = page.get_by_role("list", name="Uploads")
    expect(uploads.get_by_text("is here")).to_have_count(2)
    folder.click()
    page.keyboard.press("Enter")
    note = files.get_by_role("option", name="notes.txt")
    expect(note).to_be_visible()
    page.keyboard.press("End")
    viewer = page.get_by_role("region", name="File", exact=True)
    expect(viewer.get_by_role("region", name="Text of notes.txt")).to_have_text("At dawn the wheel stops.")
    page.keyboard.press("Home")
    expect(viewer.get_by_text('"lift"')).to_be_visible()

    note.click()
    page.keyboard.press("F2")
    files.get_by_role("textbox", name="New name").fill("wheel.txt")
    page.keyboard.press("Enter")
    wheel = files.get_by_role("option", name="wheel.txt")
    expect(wheel).to_have_attribute("aria-selected", "true")
    viewer.get_by_role("button", name="Move").click()
    dialog = page.get_by_role("dialog", name="Move “wheel.txt”")
    dialog.get_by_label("To the folder").fill("04_Project_Files/Mill")
    dialog.get_by_role("button", name="Move").click()
    expect(page.get_by_role("navigation", name="Folders").get_by_text("Mill")).to_be_visible()
    expect(wheel).to_have_attribute("aria-selected", "true")
    assert Axe().run(page).response["violations"] == []

    wheel.click()
    page.keyboard.press("Delete")
    expect(files.get_by_role("option", name="look.json")).to_be_visible()  # the folder went with its last file
    page.get_by_role("link", name="Trash (1)").click()
    trash = page.get_by_role("region", name="Trash")
    expect(trash.get_by_text("wheel.txt")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    trash.get_by_role("button", name="Restore").click()
    expect(wheel).to_have_attribute("aria-selected", "true")
    entries = [entry["message"] for entry in api.get(f"/projects/{film.id}/history")["items"]]
    assert entries[:4] == [
        "Restore 04_Project_Files/Mill/wheel.txt from the trash",
        "Delete 04_Project_Files/Mill/wheel.txt",
        "Move 04_Project_Files/wheel.txt to 04_Project_Files/Mill/wheel.txt",
        "Rename 04_Project_Files/notes.txt to wheel.txt",
    ]
