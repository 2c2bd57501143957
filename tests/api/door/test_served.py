"""What a person's files are when they are served: shown when a browser can only show them, else downloaded; never run."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from PIL import Image

from app.api.bytes import bytes_response
from app.container import Services
from app.domain.media_types import shown_type
from builders import StudioClient, a_film, a_shot, a_take
from reliability.corpora import cases_of


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, kind)
    return out.getvalue()


SHOWN = {
    "image/png": picture("PNG"),
    "image/jpeg": picture("JPEG"),
    "image/gif": picture("GIF"),
    "image/webp": picture("WEBP"),
    "image/avif": b"\0\0\0\x1cftypavif\0\0\0\0",
    "video/mp4": b"\0\0\0\x18ftypisom\0\0\0\0",
    "video/webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "audio/mpeg": b"\xff\xfb\x90\x64",
    "audio/flac": b"fLaC\0\0\0\x22",
    "audio/ogg": b"OggS\0\x02",
    "audio/mp4": b"\0\0\0\x20ftypM4A \0\0\0\0",
}


def served(tmp_path: Path, content: bytes, name: str = "file.png", **headers: str) -> Any:
    (tmp_path / "content").write_bytes(content)
    app = FastAPI()

    @app.get("/file")
    def file(request: Request) -> Response:
        return bytes_response(request, (tmp_path / "content").open("rb"), "tag", name, fixed=False)

    return StudioClient(app).get("/file", headers=headers)


@pytest.mark.parametrize("kind", sorted(SHOWN))
def test_a_picture_a_film_and_a_sound_are_shown_by_what_they_are(tmp_path: Path, kind: str) -> None:
    answer = served(tmp_path, SHOWN[kind], "a file without an ending")
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"].startswith("inline")
    assert_inert(answer)


def test_what_could_run_is_downloaded_whatever_it_is_called(tmp_path: Path) -> None:
    for case in cases_of("active_content.json"):
        content = case["text"].encode("latin-1")
        for name in ("picture.png", "film.mp4", f"x{case['ending']}"):
            answer = served(tmp_path, content, name)
            assert_inert(answer)
            shown = answer.headers["content-disposition"].startswith("inline")
            assert shown is case.get("shown", False), case
            if not shown:
                assert answer.headers["content-type"] == "application/octet-stream", case


def assert_inert(answer: Any) -> None:
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_every_route_that_gives_bytes_gives_them_inert(
    client: StudioClient, services: Services, tmp_path: Path
) -> None:
    film = a_film(services)
    shot = a_shot(services, film)
    a_take(services, film.id, shot.id, tmp_path)
    for what, kind in (("media", "image/png"), ("thumbnail", "image/webp")):
        url = f"/api/projects/{film.id}/shots/{shot.id}/takes/1/{what}"
        for headers in ({}, {"range": "bytes=0-9"}, {"range": "bytes=99999999-"}):
            answer = client.get(url, headers=headers)
            assert_inert(answer)
        assert client.get(url).headers["content-type"] == kind
        again = client.get(url, headers={"if-none-match": client.get(url).headers["etag"]})
        assert again.status_code == 304
        assert_inert(again)


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=" + "9" * 5000 + "-",
        "bytes=-" + "9" * 5000,
        "bytes=0-0,1-1",
        "bytes=5-2",
        "bytes=-",
        "bytes=-0",
        "bytes=a-b",
        "bytes=0-1-2",
        "items=0-1",
        "bytes=\xb2-\xb3",
        "",
        "bytes",
    ],
)
def test_a_range_that_is_none_is_the_clients_error(tmp_path: Path, asked: str) -> None:
    answer = served(tmp_path, b"0123456789", range=asked.encode("latin-1"))  # type: ignore[arg-type]
    assert answer.status_code in (200, 416)


@pytest.mark.parametrize("name", ['a"b.png', "a\r\nX: y.png", "é — 夜.png", "a;b.png", "\udcff.png", "%2e.png", ""])
def test_any_name_can_be_said_in_a_header(tmp_path: Path, name: str) -> None:
    answer = served(tmp_path, SHOWN["image/png"], name)
    assert answer.status_code == 200
    said = answer.headers["content-disposition"]
    assert said.isascii() and "\n" not in said and said.count('"') == 2
    assert "x" not in answer.headers


def test_too_little_to_tell_is_unknown() -> None:
    for head in (b"", b"\xff", b"RIFF", b"\0\0\0\x18ftyp", b"GIF", b"\xff\xff\xff", b"<svg", b"ID"):
        assert shown_type(head) is None, head
