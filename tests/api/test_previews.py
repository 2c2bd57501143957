"""What a file of an asset looks and sounds like: made when somebody looks, kept by content outside Git, made again at any time."""

from __future__ import annotations

import io
import math
import shutil
import struct
import subprocess
import wave
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.container import Services
from app.domain.project import Project
from app.services.media import ffmpeg

RAW = {"content-type": "application/octet-stream"}


@pytest.fixture
def put(client: TestClient, film: Project) -> Any:
    asset = client.post(f"/api/projects/{film.id}/assets", json={"category": "music", "name": "Theme"}).json()

    def put(name: str, content: bytes) -> dict[str, Any]:
        url = f"/api/projects/{film.id}/assets/{asset['assetId']}/files/{name}"
        answer = client.put(url, content=content, headers=RAW)
        assert answer.status_code == 201, answer.text
        file: dict[str, Any] = answer.json()["file"]
        return file

    return put


def a_sound(width: int = 2, seconds: float = 2.0, rate: int = 8000) -> bytes:
    """Silence, then a loud tone for the other half."""
    count, top, zero = int(seconds * rate), 2 ** (8 * width - 1) - 1, 128 if width == 1 else 0
    tone = [zero + (round(top * math.sin(n / 3)) if n >= count // 2 else 0) for n in range(count)]
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(width)
        sound.setframerate(rate)
        sound.writeframes(b"".join(n.to_bytes(width, "little", signed=width > 1) for n in tone))
    return out.getvalue()


def made_with_ffmpeg(path: Path, *words: str) -> bytes:
    program = ffmpeg.program()
    assert program is not None
    subprocess.run([program, "-v", "error", *words, str(path)], check=True)
    return path.read_bytes()


@pytest.fixture
def without_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "program", lambda: None)


@pytest.mark.parametrize("width", [1, 2, 3, 4])
@pytest.mark.usefixtures("without_ffmpeg")
def test_a_wav_has_a_waveform_without_ffmpeg(client: TestClient, put: Any, width: int) -> None:
    file = put("theme.wav", a_sound(width))
    drawn = client.get(file["waveformUrl"]).json()
    peaks = drawn["peaks"]
    assert drawn["durationSeconds"] == 2.0
    assert len(peaks) == 100
    assert max(peaks[:49]) == 0.0
    assert min(peaks[51:]) > 0.95


def test_other_sound_is_drawn_with_ffmpeg(client: TestClient, put: Any, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(a_sound())
    for name in ("theme.mp3", "theme.ogg", "theme.flac", "theme.m4a"):
        file = put(name, made_with_ffmpeg(tmp_path / name, "-i", str(tmp_path / "a.wav")))
        drawn = client.get(file["waveformUrl"]).json()
        assert drawn["durationSeconds"] == pytest.approx(2.0, abs=0.15), name
        quiet, loud = drawn["peaks"][5:40], drawn["peaks"][60:95]
        assert (max(quiet) < 0.1, min(loud) > 0.5) == (True, True), name


@pytest.mark.parametrize("long", [60.0, 1.0], ids=["read through", "opened at each moment"])
def test_a_film_has_a_strip_of_its_moments(
    client: TestClient, put: Any, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: float
) -> None:
    monkeypatch.setattr(ffmpeg, "LONG_SECONDS", long)
    halves = "-f lavfi -i color=red:s=64x36:r=8:d=1 -f lavfi -i color=blue:s=64x36:r=8:d=1".split()
    joined = [*halves, "-filter_complex", "[0][1]concat", "-pix_fmt", "yuv420p", "-g", "1"]
    file = put("pan.mp4", made_with_ffmpeg(tmp_path / "pan.mp4", *joined))
    answer = client.get(file["stripUrl"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert "immutable" in answer.headers["cache-control"]
    row = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert row.size == (16 * 320, 180)
    shown = [row.getpixel((320 * n + 160, 90)) for n in range(16)]
    assert [pixel[0] > pixel[2] for pixel in shown] == [True] * 8 + [False] * 8
    shutil.rmtree(services.settings.cache_dir)  # nothing is lost with it
    assert client.get(file["stripUrl"]).content == answer.content
    theme = put("theme.wav", a_sound())
    assert theme["stripUrl"] is None
    assert client.get(theme["url"].replace("?", "/strip?")).status_code == 415


def test_a_film_and_a_gif_have_a_small_picture(client: TestClient, put: Any, tmp_path: Path) -> None:
    source = ("-f", "lavfi", "-i", "color=red:size=400x200:rate=10:duration=0.5", "-pix_fmt", "yuv420p")
    for name in ("pan.mp4", "pan.webm", "pan.gif"):
        file = put(name, made_with_ffmpeg(tmp_path / name, *source[: 4 if name.endswith("gif") else None]))
        answer = client.get(file["thumbnailUrl"])
        assert answer.headers["content-type"] == "image/webp", (name, answer.text)
        with Image.open(io.BytesIO(answer.content)) as small:
            assert small.size == (320, 160)
            red, green, blue = small.convert("RGB").getpixel((160, 80))  # type: ignore[misc]
            assert (red > 200, max(green, blue) < 60) == (True, True), name


@pytest.mark.usefixtures("without_ffmpeg")
def test_without_ffmpeg_a_gif_has_its_picture_and_a_film_a_sentence(
    client: TestClient, put: Any, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 64), "red").save(
        tmp_path / "a.gif", save_all=True, append_images=[Image.new("RGB", (64, 64))]
    )
    gif = put("a.gif", (tmp_path / "a.gif").read_bytes())
    assert (gif["mediaType"], gif["width"]) == ("image/gif", 64)
    assert client.get(gif["thumbnailUrl"]).status_code == 200
    film = put("a.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(200))
    refused = client.get(film["thumbnailUrl"])
    assert (refused.status_code, refused.json()["code"]) == (503, "no_ffmpeg")
    assert "ffmpeg" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(200)),
        ("a.webm", b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm" + bytes(200)),
        ("a.mp3", b"ID3" + bytes(200)),
        ("a.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 0, 0, 0, 0, 0) + bytes(20)),
        ("b.wav", b"RIFF\x24\x00\x00\x00WAVEfmt "),
        ("a.gif", b"GIF89a" + bytes(50)),
    ],
)
def test_what_only_looks_like_media_is_refused_with_a_sentence(
    client: TestClient, put: Any, name: str, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(name, content)
    url = file["thumbnailUrl"] or file["waveformUrl"]
    first = client.get(url)
    assert (first.status_code, first.json()["code"]) == (415, "wrong_type")
    monkeypatch.setattr(ffmpeg, "frame", None)
    monkeypatch.setattr(ffmpeg, "samples", None)
    assert client.get(url).json()["detail"] == first.json()["detail"]


def test_the_cache_may_be_deleted_at_any_time(client: TestClient, services: Services, put: Any) -> None:
    url = put("theme.wav", a_sound())["waveformUrl"]
    before = client.get(url).json()
    assert not list(services.workspace.roots()[0].rglob("waveforms"))
    shutil.rmtree(services.settings.cache_dir)
    assert client.get(url).json() == before
