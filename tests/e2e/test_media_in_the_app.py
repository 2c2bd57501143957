"""Sound and films of assets in the app: a waveform to seek in, a player, and an upload that survives its line."""

from __future__ import annotations

import io
import math
import re
import socket
import subprocess
import wave
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from app.services.media import ffmpeg
from bench.studio import Running
from builders import a_picture
from tests.e2e.films import Studio
from worker.studio import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def page(window: BrowserContext) -> Page:
    return window.new_page()


def a_tone(seconds: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        swell = (128 + round(120 * (n % 8000) / 8000 * math.sin(n / 5)) for n in range(8000))
        sound.writeframes(bytes(swell) * seconds)
    return out.getvalue()


def test_a_theme_is_heard_and_a_film_is_seen(page: Page, studio: Running, tmp_path: Path) -> None:
    film = Studio(studio.url).film("The Pier", ["Mara waits"])
    (tmp_path / "theme.wav").write_bytes(a_tone(20))
    program = str(ffmpeg.program())
    test_card = ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=10:duration=1", "-c:v", "vp8"]
    subprocess.run([program, "-v", "error", *test_card, str(tmp_path / "pan.webm")], check=True)
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    page.get_by_label("Add files to music").set_input_files(tmp_path / "theme.wav")
    page.get_by_role("button", name="theme", exact=True).click()
    music = page.get_by_role("region", name="Piece of music")
    place = music.get_by_role("slider", name="Place in theme.wav")
    expect(place.locator("path").first).to_be_attached()
    place.click(position={"x": 1, "y": 20})
    place.press("ArrowRight")
    expect(place).to_have_attribute("aria-valuetext", "0:05 of 0:20")
    place.press("End")
    expect(place).to_have_attribute("aria-valuenow", "20")

    page.get_by_label("Files to add").set_input_files(tmp_path / "pan.webm")
    shown = music.locator("video")
    expect(shown).to_have_js_property("videoWidth", 320)
    poster = str(shown.get_attribute("poster"))
    assert httpx.get(f"{studio.url}{poster}").headers["content-type"] == "image/webp"
    moment, asked = music.locator(".moment"), list[str]()
    page.on("request", lambda request: asked.append(request.url) if "/strip?" in request.url else None)
    shown.hover(position={"x": 40, "y": 20})
    page.evaluate("fetch('/api/health')")
    assert asked == []  # whoever wants no motion gets none
    page.emulate_media(reduced_motion="no-preference")
    music.get_by_text("pan.webm").hover()
    shown.hover(position={"x": 40, "y": 20})
    expect(moment).to_be_visible()
    page.mouse.move(0, 0)
    expect(moment).to_have_count(0)


def test_places_are_sorted_into_folders_and_files_go_to_other_places(
    page: Page, studio: Running, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    film = Studio(studio.url).film("The Coast", ["Mara waits"])
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    pictures = [a_picture(tmp_path / f"{name}.png") for name in ("pier", "diner")]
    page.get_by_label("Add files to locations").set_input_files(pictures)
    places = page.get_by_role("region", name="Locations")
    pier, diner = (places.get_by_role("button", name=name, exact=True) for name in ("pier", "diner"))
    expect(pier.locator("img")).to_be_visible()
    expect(diner.locator("img")).to_be_visible()
    page.get_by_role("button", name="New folder in locations").click()
    name = page.get_by_label("Name of the folder; a / puts it into another")
    name.fill("Harbour")
    name.press("Enter")
    harbour = page.get_by_role("button", name="Folder Harbour", exact=True)
    pier.drag_to(harbour)
    expect(harbour).to_contain_text("1")
    harbour.press("ArrowLeft")
    expect(pier).to_be_hidden()
    harbour.press("ArrowRight")
    pier.click()
    shown = page.get_by_role("region", name="Location", exact=True)
    expect(shown.get_by_label("Folder")).to_have_value("Harbour")
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    shown.get_by_role("button", name="Rename or move pier.png").click()
    page.get_by_label("Belongs to").select_option(label="diner")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(shown.get_by_text("Drop pictures, sound or models here.")).to_be_visible()
    diner.click()
    shown.get_by_role("button", name="Let pier.png stand for diner").click()
    expect(diner.locator("img")).to_have_attribute("src", re.compile("pier.png"))
    places = httpx.get(f"{studio.url}/api/projects/{film.id}/assets").json()["items"]
    assert {one["name"]: one["folder"] for one in places} == {
        "pier": "01_Assets/Locations/Harbour/pier",
        "diner": "01_Assets/Locations/diner",
    }


def test_an_upload_whose_line_drops_goes_on_by_itself(browser: Browser, studio: Running, tmp_path: Path) -> None:
    page = browser.new_page(base_url=studio.url)  # one that may complain of its line
    film = Studio(studio.url).film("The Harbour", ["Mara waits"])
    content = a_tone(60)
    (tmp_path / "long.wav").write_bytes(content)
    offsets: list[str] = []

    def cut_once(route: Route) -> None:
        """The studio gets a third of it, and the page no answer."""
        headers = route.request.headers
        offsets.append(headers["upload-offset"])
        if len(offsets) > 1:
            return route.continue_()
        address = httpx.URL(route.request.url)
        with socket.create_connection((address.host, address.port)) as line:
            kept = {name: headers[name] for name in ("upload-id", "upload-offset", "upload-length", "content-type")}
            kept |= {"host": f"{address.host}:{address.port}", "content-length": str(len(content))}
            head = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
            line.sendall(f"PUT {address.raw_path.decode()} HTTP/1.1\r\n{head}\r\n".encode() + content[:200_000])
            asked = address.copy_with(path=address.path.replace("/files/long.wav", f"/uploads/{headers['upload-id']}"))
            wait_until(lambda: httpx.get(asked).status_code == 200)
        wait_until(lambda: httpx.get(asked).json()["received"] > 0)
        route.abort("connectionreset")

    page.route("**/files/long.wav", cut_once)
    page.route("**/uploads/*", lambda route: route.abort("connectionrefused"))
    page.goto(f"/projects/{film.id}?shot={film.shots[0]}")
    page.get_by_label("Add files to music").set_input_files(tmp_path / "long.wav")
    expect(page.get_by_text("waiting for the studio …")).to_be_visible()
    page.unroute("**/uploads/*")
    page.get_by_role("button", name="long", exact=True).click()
    expect(page.get_by_role("slider", name="Place in long.wav")).to_be_visible()
    assert offsets[0] == "0" < offsets[1]
    files = httpx.get(f"{studio.url}/api/projects/{film.id}/assets").json()["items"][0]["files"]
    assert files[0]["sha256"] == sha256(content).hexdigest()
    page.close()
