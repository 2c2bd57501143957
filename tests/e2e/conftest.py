"""A whole studio, started as a person starts it, and a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, expect, sync_playwright

from bench.studio import Running, running_studio

CHECKOUT = Path(__file__).parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]

PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    if not (CHECKOUT / "frontend" / "build" / "index.html").is_file():
        pytest.fail("The web app has not been built; run `make setup`.")
    folder = tmp_path_factory.mktemp("studio")
    compiled = CHECKOUT / ".setup" / "numba"  # shared between runs, so that only the first one compiles
    compiled.mkdir(parents=True, exist_ok=True)
    cache = folder / "Workspace" / ".auteur" / "cache"
    cache.mkdir(parents=True)
    (cache / "numba").symlink_to(compiled)
    with running_studio(folder) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its module: while it lives, an event loop runs in this thread and other suites could not start theirs."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("Chromium is not installed (apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(browser: Browser, studio: Running) -> Iterator[BrowserContext]:
    """A fresh browser profile; anything that the page complains about in the console fails the test."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # A refused request is part of some tests; the browser writes it down by itself.
        refused = message.text.startswith("Failed to load resource: the server responded with a status of 4")
        if message.type == "error" and not refused:
            complaints.append(message.text)

    context = browser.new_context(base_url=studio.url, viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.on("console", listen)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert complaints == []
