"""Leaving a film and coming back with the browser's own buttons; the browser keeps the page that was left."""

from __future__ import annotations

import shutil

import pytest
from films import Studio
from playwright.sync_api import expect, sync_playwright

from bench.studio import Running
from e2e.conftest import CHROMIUM_FLAGS

pytestmark = pytest.mark.slow


def test_a_film_that_was_left_is_no_window_on_it_until_somebody_comes_back(studio: Running) -> None:
    film = Studio(studio.url).film("Left Behind", ["Mara waits"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=CHROMIUM_FLAGS,
            ignore_default_args=["--disable-back-forward-cache"],
        )
        context = browser.new_context(base_url=studio.url)
        first, second = context.new_page(), context.new_page()
        first.goto(f"/projects/{film.id}")
        second.goto(f"/projects/{film.id}")
        windows = second.get_by_text("2 windows")
        expect(windows).to_be_visible()
        first.goto("/health")
        expect(windows).to_be_hidden()
        first.go_back(wait_until="commit")
        expect(windows).to_be_visible()
        expect(first.get_by_text("2 windows")).to_be_visible()
        browser.close()
