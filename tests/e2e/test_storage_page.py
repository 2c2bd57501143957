"""What other programs leave in a film's folder is seen and kept; large files go to LFS when somebody says so."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running
from tests.e2e.films import Film, Studio

pytestmark = pytest.mark.slow


@pytest.fixture
def film(studio: Running) -> Film:
    return Studio(studio.url).film(f"Storage {uuid4().hex[:6]}", ["Harbour"])


@pytest.fixture
def folder(studio: Running, film: Film) -> Path:
    return studio.workspace / "Projects" / Studio(studio.url).get(f"/projects/{film.id}")["folder"]


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def test_what_another_program_writes_is_seen_by_itself_and_kept(page: Page, film: Film, folder: Path) -> None:
    page.goto(f"/projects/{film.id}/history")
    expect(page.get_by_role("region", name="Diary")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="live")).to_be_visible()
    (folder / "04_Project_Files/notes.txt").write_text("Call Tom.")
    outside = page.get_by_role("region", name="Not in the history yet")
    expect(outside).to_be_visible()
    outside.get_by_role("button", name="Which?").click()
    expect(outside).to_contain_text("04_Project_Files/")
    outside.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("region", name="Diary")).to_contain_text("Take in 04_Project_Files/notes.txt")
    expect(outside).to_be_hidden()


def test_a_large_file_goes_to_lfs_knowingly_and_the_cache_goes_away(page: Page, film: Film, folder: Path) -> None:
    (folder / "05_Cache/proxy.bin").write_bytes(b"x" * 700_000)
    (folder / "04_Project_Files/night.xcf").write_bytes(b"x" * 2_000_000)
    page.goto(f"/projects/{film.id}/storage")
    page.get_by_role("button", name="Keep *.xcf in LFS").click()
    asked = page.get_by_role("dialog", name="Keep *.xcf in LFS?")
    expect(asked).to_contain_text("The film has no such file yet")
    asked.get_by_role("button", name="Keep in LFS").click()
    expect(page.get_by_role("heading", name="Large files that are kept in Git itself")).to_be_hidden()
    assert "*.[xX][cC][fF]" in (folder / ".gitattributes").read_text()

    page.get_by_role("button", name="Clean up Cache").click()
    page.get_by_role("dialog", name="Clean up the cache?").get_by_role("button", name="Free 700 KB").click()
    expect(page.get_by_text("700 KB freed.")).to_be_visible()
    assert not any((folder / "05_Cache").iterdir())


def test_the_history_is_packed_and_rid_of_what_no_version_needs(page: Page, film: Film, folder: Path) -> None:
    spare = folder / ".git/lfs/objects/ab/cd" / ("abcd" + 60 * "0")
    spare.parent.mkdir(parents=True)
    spare.write_bytes(b"x" * 1_500_000)
    os.utime(spare, (1_700_000_000, 1_700_000_000))
    page.goto(f"/projects/{film.id}/storage")
    page.get_by_role("button", name="Pack now").click()
    expect(page.get_by_text("files brought together")).to_be_visible()
    expect(page.get_by_role("button", name="Pack now")).to_be_disabled()
    page.get_by_role("button", name="Remove …").click()
    asked = page.get_by_role("dialog", name="Remove large files that no version needs?")
    expect(asked.get_by_role("list", name="What goes")).to_contain_text("abcd00000000")
    asked.get_by_role("button", name="Free 1.5 MB").click()
    expect(page.get_by_text("1.5 MB freed.")).to_be_visible()
    assert not spare.exists()
