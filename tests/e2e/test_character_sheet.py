"""The character sheet in the app: a face, variations that are dropped, compared, replaced and undone, a model, a jump."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running
from builders import a_picture
from tests.e2e.films import Studio
from tests.e2e.test_assets_in_the_app import DROP_FILES, shoot

pytestmark = pytest.mark.slow


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def a_model(path: Path) -> Path:
    header = {
        "lora_a.weight": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
        "__metadata__": {"modelspec.trigger_phrase": "mar4 woman"},
    }
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(4))
    return path


def test_a_character_gets_a_face_variations_and_a_model_and_a_replacement_is_undone(
    page: Page, studio: Running, tmp_path: Path
) -> None:
    api = Studio(studio.url)
    film = api.film("The Pilot", ["Mara waits"])
    mara = api.post(f"/projects/{film.id}/assets", {"category": "characters", "name": "Mara"})["assetId"]
    teal, navy = (a_picture(tmp_path / f"{colour}.png", colour, (640, 640)) for colour in ("teal", "navy"))
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    page.get_by_role("button", name="Mara", exact=True).click()
    sheet = page.get_by_role("article", name="Character sheet of Mara")
    expect(sheet.get_by_text("For “Visual identity”: a base face.")).to_be_visible()

    sheet.get_by_label("Add a picture for Base face").set_input_files(teal)
    expect(sheet.get_by_role("button", name="Base face: look at it, replace it")).to_be_visible()
    expect(sheet.locator("[aria-current=step]")).to_have_text("Visual identity")
    content = base64.b64encode(teal.read_bytes()).decode()
    sheet.get_by_title("Drop a picture for “Happy”").evaluate(DROP_FILES, [["happy.png", content]])
    happy = sheet.get_by_role("button", name="Happy: look at it, replace it")
    expect(happy.locator("img")).to_be_visible()
    first = happy.locator("img").get_attribute("src") or ""

    happy.click()
    page.get_by_label("A picture to replace Happy").set_input_files(navy)
    compare = page.get_by_role("dialog", name="Replace “Happy”?")
    expect(compare.get_by_role("img", name="As it is")).to_be_visible()
    expect(compare.get_by_role("img", name="The new one")).to_be_visible()
    compare.get_by_role("button", name="Take the new one").click()
    expect(happy.locator(f'img:not([src="{first}"])')).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(happy.locator(f'img[src="{first}"]')).to_be_visible()

    sheet.get_by_label("A LoRA file to add").set_input_files(a_model(tmp_path / "mara.safetensors"))
    sheet.get_by_role("button", name="Use “mar4 woman”").click()
    inspector = page.get_by_role("region", name="Character", exact=True)
    expect(inspector.get_by_label("Trigger word")).to_have_value("mar4 woman")

    inspector.get_by_role("button", name="Cast in S01_S01").click()
    expect(sheet.get_by_text("in one shot")).to_be_visible()
    for theme in ("dark", "light"):
        page.evaluate(f"localStorage.setItem('mode-watcher-mode', '{theme}')")
        page.reload()
        expect(happy.locator("img")).to_be_visible()
        expect(page.get_by_role("treeitem", name="Mara waits")).to_be_visible()
        shoot(page, f"character-{theme}")
        faults = Axe().run(page).response["violations"]
        assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in faults] == []

    inspector.get_by_role("region", name="Used in").get_by_role("button", name="S01_S01 Mara waits").click()
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="Character sheet of Mara").click()
    expect(sheet).to_be_visible()
    assert api.get(f"/projects/{film.id}/characters/{mara}")["usage"][0]["shotId"] == film.shots[0]
