"""What a film-maker does on the first day, in a real browser, with nothing faked."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running

FIRST_TAKE_MS = 180_000  # a machine that never drew compiles the renderer first


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def create_film(page: Page, name: str, structure: str = "Three acts") -> None:
    page.goto("/")
    page.get_by_role("button", name="New film").first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("radio", name="Low").check()
    page.get_by_role("radio", name=structure).check()
    page.get_by_role("button", name="Create film").click()
    expect(page).to_have_url(re.compile(r"/projects/[0-9a-f-]{36}"))


def add(page: Page, what: str, to: str, name: str) -> None:
    """Add a scene or a shot from the tree and name it where it stands."""
    row = page.get_by_role("treeitem", name=to, exact=True)
    row.hover()
    row.get_by_role("button", name=f"Add a {what} to {to}").click()
    field = page.get_by_role("textbox", name=f"Name of the {what}")
    field.fill(name)
    field.press("Enter")
    expect(page.get_by_role("treeitem", name=name, exact=True)).to_be_visible()


def takes(page: Page) -> int:
    return page.get_by_role("button", name=re.compile(r"^Show S\d+_S\d+ take")).count()


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def test_a_film_from_nothing_to_a_chosen_take(window: BrowserContext, page: Page, studio: Running) -> None:
    create_film(page, "My Film")
    for chapter in ("Act I: Setup", "Act II: Confrontation", "Act III: Resolution"):
        expect(page.get_by_role("treeitem", name=chapter, exact=True)).to_be_visible()
    add(page, "scene", "Act I: Setup", "Diner")
    add(page, "shot", "Diner", "Mara waits")

    inspector = page.get_by_role("region", name="Shot S01_S01")
    inspector.get_by_label("Description").fill("Mara waits at the counter and looks at the door.")
    inspector.get_by_label("Size").select_option("MCU")
    inspector.get_by_label("Lens").fill("65")
    inspector.get_by_label("Time of day").select_option("night")
    inspector.get_by_role("textbox", name="Location", exact=True).fill("diner")
    inspector.get_by_role("button", name="Person").click()
    expect(inspector.get_by_role("status")).to_have_text("saved")

    second = window.new_page()
    second.goto(page.url)
    expect(second.get_by_text("Takes appear here.")).to_be_visible()

    page.get_by_role("button", name=re.compile(r"^Generate 1 take · low · storyboard \(no GPU here\)")).click()
    expect(page.get_by_role("region", name="Progress").get_by_role("progressbar")).to_be_visible()
    for each in (page, second):
        expect(each.get_by_role("button", name="Show S01_S01 take 1")).to_be_visible(timeout=FIRST_TAKE_MS)
        expect(each.get_by_role("img", name="S01_S01 take 1")).to_be_visible()

    page.get_by_role("button", name="One take more").click()
    page.get_by_role("button", name=re.compile("^Generate 2 takes")).click()
    expect(page.get_by_role("button", name="Show S01_S01 take 3")).to_be_visible(timeout=60_000)
    expect(second.get_by_role("button", name="Show S01_S01 take 3")).to_be_visible()

    page.get_by_role("button", name="Compare").click()
    compare = page.get_by_role("dialog", name="Compare takes of S01_S01")
    compare.get_by_label("Right take").select_option("2")
    for way in ("Side by side", "Difference", "Wipe"):
        compare.get_by_role("button", name=way).click()
    compare.get_by_role("button", name="Choose T02").click()
    expect(page.get_by_role("article").filter(has=page.get_by_label("Chosen take")).get_by_text("T02")).to_be_visible()
    expect(
        second.get_by_role("article").filter(has=second.get_by_label("Chosen take")).get_by_text("T02")
    ).to_be_visible()

    page.get_by_role("button", name="Show S01_S01 take 3").click()
    page.get_by_role("button", name="Large", exact=True).click()
    large = page.get_by_role("dialog", name="S01_S01 T03")
    expect(large.get_by_role("img", name="S01_S01 take 3")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("dialog", name="S01_S01 T02")).to_be_visible()
    page.keyboard.press("Escape")

    page.reload()
    expect(page.get_by_role("treeitem", name="Mara waits", exact=True)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("button", name="Show S01_S01 take 3")).to_be_visible()
    assert takes(page) == 3

    root = studio.workspace / "Projects" / "My_Film"
    shot = root / "03_Renders" / "Chapter_01" / "Scene_01" / "Shot_01"
    assert sorted(p.name for p in shot.iterdir()) == [
        "S01_S01_take01.json", "S01_S01_take01.png", "S01_S01_take02.json", "S01_S01_take02.png",
        "S01_S01_take03.json", "S01_S01_take03.png", "shot.json",
    ]  # fmt: skip
    assert json.loads((shot / "shot.json").read_text())["activeTake"] == 2
    assert git(root, "status", "--porcelain") == ""
    diary = git(root, "log", "--format=%s").splitlines()
    assert diary[0] == "Select take 2 of shot S01_S01"
    assert diary[-1] == "Create the film “My Film”"
    assert "OK" in git(root, "lfs", "fsck")
    assert git(root, "show", f"HEAD:{(shot / 'S01_S01_take01.png').relative_to(root)}").startswith(
        "version https://git-lfs"
    )


def test_a_deleted_take_comes_back_with_undo(page: Page) -> None:
    create_film(page, "Second Thoughts")
    add(page, "scene", "Act I: Setup", "Street")
    add(page, "shot", "Street", "Rain")
    page.get_by_role("button", name=re.compile("^Generate 1 take")).click()
    expect(page.get_by_role("button", name="Show S01_S01 take 1")).to_be_visible(timeout=FIRST_TAKE_MS)
    page.get_by_role("button", name="Delete take 1").click()
    expect(page.get_by_text("Takes appear here.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Show S01_S01 take 1")).to_be_visible()


def test_a_shot_with_takes_is_deleted_only_after_asking(page: Page) -> None:
    create_film(page, "Asking")
    add(page, "scene", "Act I: Setup", "Street")
    add(page, "shot", "Street", "Rain")
    page.get_by_role("button", name=re.compile("^Generate 1 take")).click()
    expect(page.get_by_role("button", name="Show S01_S01 take 1")).to_be_visible(timeout=FIRST_TAKE_MS)
    page.get_by_role("treeitem", name="Rain", exact=True).click()
    page.get_by_role("tree").focus()
    page.keyboard.press("Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete shot").click()
    expect(page.get_by_role("treeitem", name="Rain", exact=True)).to_be_hidden()


def test_the_tree_is_walked_renamed_and_closed_with_the_keyboard(page: Page) -> None:
    create_film(page, "Keys")
    add(page, "scene", "Act I: Setup", "Diner")
    tree = page.get_by_role("tree")
    tree.focus()
    page.keyboard.press("F2")
    page.keyboard.type("Harbour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="Harbour", exact=True)).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("treeitem", name="Act I: Setup", exact=True)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("treeitem", name="Harbour", exact=True)).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("treeitem", name="Harbour", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("treeitem", name="Harbour", exact=True)).to_have_attribute("aria-selected", "true")


def test_a_new_element_goes_behind_the_selected_one(page: Page) -> None:
    create_film(page, "In Between")
    add(page, "scene", "Act I: Setup", "Diner")
    for shot in ("Door", "Window"):
        page.get_by_role("treeitem", name="Diner", exact=True).click()
        add(page, "shot", "Diner", shot)
    page.get_by_role("treeitem", name="Door", exact=True).click()
    page.keyboard.press("n")
    page.get_by_role("textbox", name="Name of the shot").fill("Counter")
    page.keyboard.press("Enter")
    row = page.get_by_role("treeitem", name="Window", exact=True)
    row.hover()
    row.get_by_role("button", name="Add a shot after Window").click()
    page.get_by_role("textbox", name="Name of the shot").fill("Street")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="Street", exact=True)).to_be_visible()
    in_order = page.get_by_role("treeitem", level=3)
    expect(in_order).to_have_count(4)
    names = [in_order.nth(i).get_attribute("aria-label") for i in range(4)]
    assert names == ["Door", "Counter", "Window", "Street"]


def test_panels_are_resized_by_keyboard_folded_and_remembered(page: Page) -> None:
    create_film(page, "Panels")
    left = page.get_by_role("region", name="The film")
    before = left.bounding_box()
    grip = page.get_by_role("separator").first
    grip.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    after = left.bounding_box()
    assert before and after and after["width"] > before["width"]
    page.wait_for_timeout(300)  # the sizes are stored a moment later
    page.reload()
    expect(page.get_by_role("treeitem", name="Act I: Setup", exact=True)).to_be_visible()
    again = left.bounding_box()
    assert again and abs(again["width"] - after["width"]) < 3
    page.get_by_role("button", name=re.compile("Hide the left panel")).click()
    folded = left.bounding_box()
    assert folded and folded["width"] < 2


def test_a_wrong_value_is_told_beside_its_field_and_the_rest_is_kept(page: Page) -> None:
    create_film(page, "Wrong")
    add(page, "scene", "Act I: Setup", "Diner")
    add(page, "shot", "Diner", "One")
    inspector = page.get_by_role("region", name="Shot S01_S01")
    inspector.get_by_label("Lens").fill("2")
    expect(inspector.get_by_role("status")).to_have_text("not saved")
    expect(inspector.get_by_role("alert").first).to_contain_text("lens")
    inspector.get_by_label("Lens").fill("35")
    expect(inspector.get_by_role("status")).to_have_text("saved")


def test_a_taken_name_is_said_in_the_dialogue(page: Page) -> None:
    create_film(page, "Taken")
    page.goto("/")
    page.get_by_role("button", name="New film").first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill("taken")
    page.get_by_role("button", name="Create film").click()
    expect(page.get_by_role("alert")).to_contain_text("already a film")


def test_a_film_made_on_the_command_line_appears_in_the_gallery(page: Page, studio: Running) -> None:
    page.goto("/")
    subprocess.run(
        ["auteur", "new-project", "Other Film"],
        check=True,
        capture_output=True,
        env={**os.environ, "WORKSPACE_ROOT": str(studio.workspace)},
    )
    expect(page.get_by_role("heading", name="Other Film")).to_be_visible()


def test_the_health_page_says_what_is_off_and_why(page: Page, studio: Running) -> None:
    page.goto("/health")
    expect(page.get_by_role("row", name=re.compile("^GPU off"))).to_be_visible()
    assert httpx.get(f"{studio.url}/api/health").json()["status"] == "ok"


def test_no_page_has_a_fault_that_axe_finds(page: Page) -> None:
    from axe_playwright_python.sync_playwright import Axe

    create_film(page, "Accessible")
    add(page, "scene", "Act I: Setup", "Diner")
    add(page, "shot", "Diner", "One")
    expect(page.get_by_role("region", name="Shot S01_S01")).to_be_visible()
    workspace, film = page.url, page.url.split("?")[0]
    pages = (
        workspace,
        f"{film}/history",
        f"{film}/documents",
        f"{film}/settings",
        f"{film}/storage",
        "/",
        "/queue",
        "/health",
        "/settings",
    )
    found = {}
    for theme in ("dark", "light"):
        page.evaluate(f"localStorage.setItem('mode-watcher-mode', '{theme}')")
        for path in pages:
            page.goto(path)
            expect(page.get_by_role("heading", level=1)).to_be_attached()
            page.wait_for_load_state("networkidle")
            for fault in Axe().run(page).response["violations"]:
                found[f"{theme} {path[-24:]} {fault['id']}"] = [node["html"][:160] for node in fault["nodes"]][:3]
    assert found == {}
