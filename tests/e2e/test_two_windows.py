"""Two people in one film: nobody overwrites the other without knowing."""

from __future__ import annotations

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from bench.studio import Running


class SharedShot:
    def __init__(self, studio: Running, name: str) -> None:
        self.api = httpx.Client(base_url=studio.url)
        film = self.api.post("/api/projects", json={"name": name}).json()
        chapter = film["manifest"]["narrative"]["chapters"][0]["id"]
        self.base = f"/api/projects/{film['id']}"
        scene = self.api.post(f"{self.base}/chapters/{chapter}/scenes", json={"name": "Diner"}).json()
        self.shot = self.api.post(f"{self.base}/scenes/{scene['id']}/shots", json={"mood": "calm"}).json()["id"]
        self.page = f"/projects/{film['id']}"

    def get(self) -> dict[str, object]:
        return dict(self.api.get(f"{self.base}/shots/{self.shot}").json())

    def write(self, **fields: object) -> None:
        self.api.patch(f"{self.base}/shots/{self.shot}", json=fields).raise_for_status()


def shown(page: Page, shared: SharedShot) -> None:
    page.goto(shared.page)
    page.get_by_role("treeitem", name="Shot 1", exact=True).click()
    expect(page.get_by_label("Mood")).to_be_visible()


def test_a_field_that_both_changed_shows_both_texts_and_a_person_decides(
    window: BrowserContext, studio: Running
) -> None:
    shared = SharedShot(studio, "One field, two people")
    page = window.new_page()
    shown(page, shared)
    mood = page.get_by_label("Mood")
    page.route("**/shots/*", lambda route: (shared.write(mood="tense"), route.continue_(), page.unroute("**/shots/*")))
    mood.fill("cold and wet")
    conflict = page.get_by_role("alert", name="Mood was changed elsewhere")
    expect(conflict).to_contain_text("tense")
    expect(conflict).to_contain_text("cold and wet")
    assert shared.get()["mood"] == "tense"
    conflict.get_by_role("button", name="Keep mine").click()
    expect(conflict).to_have_count(0)
    expect(page.get_by_text("saved", exact=True)).to_be_visible()
    assert shared.get()["mood"] == "cold and wet"


def test_another_field_changed_elsewhere_stays_and_is_shown(window: BrowserContext, studio: Running) -> None:
    shared = SharedShot(studio, "Two fields, two people")
    page = window.new_page()
    shown(page, shared)
    shared.write(location="A diner at night")
    expect(page.get_by_role("textbox", name="Location", exact=True)).to_have_value("A diner at night")
    page.get_by_label("Mood").fill("cold")
    expect(page.get_by_text("saved", exact=True)).to_be_visible()
    kept = shared.get()
    assert (kept["mood"], kept["location"]) == ("cold", "A diner at night")
