"""An asset's files in the app while another program works on them: seen at once, kept when asked, brought back."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect

from bench.studio import Running
from builders import a_picture
from tests.e2e.films import Studio

pytestmark = pytest.mark.slow


def test_a_picture_painted_over_is_kept_and_one_thrown_away_comes_back(
    window: BrowserContext, studio: Running, tmp_path: Path
) -> None:
    film = Studio(studio.url).film("The Lock Keeper", ["He waits"])
    api = f"{studio.url}/api/projects/{film.id}"
    page = window.new_page()
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    pictures = [a_picture(tmp_path / name, colour) for name, colour in (("dawn.png", "teal"), ("night.png", "navy"))]
    lock = httpx.post(f"{api}/assets", json={"category": "locations", "name": "The lock"}).json()
    page.get_by_role("button", name="The lock", exact=True).click()
    page.get_by_label("Files to add").set_input_files(pictures)
    files = page.get_by_role("region", name="Files")
    dawn = files.locator("a.picture img[src*='dawn.png']")
    expect(files.get_by_text("night.png")).to_be_visible()
    expect(dawn).to_have_js_property("complete", True)
    before = str(dawn.get_attribute("src"))

    folder = studio.workspace / "Projects" / "The_Lock_Keeper" / lock["folder"]
    a_picture(folder / "dawn.png", "orange", (192, 108))
    expect(files.get_by_text("192 × 108")).to_be_visible()
    expect(dawn).not_to_have_attribute("src", before)
    files.get_by_role("button", name="Keep dawn.png as it is now").click()
    expect(files.get_by_text("Changed by another program")).to_have_count(0)

    (folder / "night.png").unlink()
    files.get_by_role("button", name="Bring back night.png").click()
    expect(files.get_by_text("Missing")).to_have_count(0)
    assert (folder / "night.png").read_bytes() == pictures[1].read_bytes()
    said = [entry["message"] for entry in httpx.get(f"{api}/history").json()["items"]]
    assert said[0] == "Take in dawn.png of location “The lock” as another program left it"
