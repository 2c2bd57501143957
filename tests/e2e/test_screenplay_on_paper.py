"""A screenplay on pages, as readers expect it, for paper, PDF and Final Draft."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from bench.studio import Running
from tests.e2e.films import Studio

pytestmark = pytest.mark.slow

SPEECH = " ".join(f"word{n}" for n in range(60))
SCRIPT = (
    "Title: PAPER MOON\nAuthor: Ada\n\nINT. DINER - NIGHT #1#\n\n"
    + "\n".join(f"Rain {n}." for n in range(44))
    + f"\n\nMARA\n{SPEECH}\n"
)


def test_a_screenplay_is_printed_page_by_page_and_saved_for_final_draft(
    window: BrowserContext, studio: Running, tmp_path: Path
) -> None:
    film = Studio(studio.url).film("Paper Moon", [])
    page = window.new_page()
    made = page.request.post(
        f"{studio.url}/api/projects/{film.id}/documents",
        data={"documentType": "screenplay", "name": "Paper Moon", "content": SCRIPT},
        headers={"X-Auteur-Client": "test"},
    )
    assert made.ok, made.text()
    page.goto(f"/projects/{film.id}/documents?path={made.json()['path']}")
    page.get_by_role("button", name="Export").click()
    pages = page.get_by_role("region", name=re.compile("^Page "))
    expect(page.get_by_role("status").filter(has_text="2 pages")).to_be_visible()
    expect(pages.first).to_contain_text("(MORE)")
    expect(pages.last).to_contain_text("MARA (CONT'D)")
    expect(page.get_by_role("region", name="Title page")).to_contain_text("PAPER MOON")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 3
    last_word = "word35"
    expect(pages.first).not_to_contain_text(last_word)
    page.get_by_label("Paper").select_option("a4")  # it has four lines more
    expect(pages.first).to_contain_text(last_word)

    with page.expect_download() as saved:
        page.get_by_role("link", name="Final Draft").click()
    assert saved.value.suggested_filename == "Paper Moon.fdx"
    assert "<FinalDraft" in Path(saved.value.path()).read_text()
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
