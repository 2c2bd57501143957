"""What films and sounds say of themselves is read with the ffmpeg that the studio brings: whole ones, odd ones, broken ones."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.services.assets.facts import facts_of
from app.services.media import ffmpeg
from app.services.media.sayings import facts_said

LIES = "Duration: 99:00:00.00\n  Duration: 98:00:00.00\nStream #0:7: Video: fake, 1x1, 5 fps"
PICTURES = "-f lavfi -i testsrc=s=64x36:r=24000/1001:d=2 -f lavfi -i sine=d=2".split()
MADE = {
    "cut.mp4": "-c:v libx264 -pix_fmt yuv420p -c:a aac -colorspace bt709 -color_primaries bt709",
    "cut.mov": "-c:v mpeg4 -c:a pcm_s16le",
    "cut.webm": "-c:v libvpx -c:a libvorbis -f webm -live 1",
    "uneven.mp4": "-an -c:v libx264 -pix_fmt yuv420p -vf select=lt(n\\,20)+not(mod(n\\,6)) -fps_mode vfr",
    "loop.gif": "-map 0:v -r 10",
    "still.gif": "-map 0:v -frames:v 1",
    "voice.wav": "-map 1:a -t 1.5",
    "voice.flac": "-map 1:a -t 1.5",
    "voice.ogg": "-map 1:a -t 1.5 -c:a libvorbis",
    "voice.m4a": "-map 1:a -t 1.5 -c:a aac",
}


def run(*words: str | Path) -> None:
    program = ffmpeg.program()
    assert program is not None
    subprocess.run([program, "-v", "error", "-y", *map(str, words)], check=True)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    run(
        *PICTURES,
        *(word for name, how in MADE.items() for word in [*how.split(), "-metadata", f"title={LIES}", folder / name]),
    )
    run("-display_rotation", "90", "-i", folder / "cut.mp4", "-c", "copy", folder / "upright.mp4")
    sleeve = "-map 0 -map 1 -c:v png -disposition:v attached_pic -b:a 64k".split()
    run("-i", folder / "voice.wav", "-i", folder / "still.gif", *sleeve, folder / "voice.mp3")
    return folder


def facts(file: Path) -> dict[str, Any]:
    with file.open("rb") as source:
        return facts_of(file, source.read(64), file.name)


def test_a_film_tells_its_length_rate_size_codec_and_colour(shelf: Path) -> None:
    known = {"width": 64, "height": 36, "fps": 23.976}
    assert facts(shelf / "cut.mp4") == known | {
        "media_type": "video/mp4", "codec": "h264", "duration_seconds": 2.0, "color_space": "bt709",
    }  # fmt: skip
    cut = facts(shelf / "cut.mov")
    assert cut.pop("duration_seconds") == pytest.approx(2, abs=0.05)
    assert cut == known | {"media_type": "video/quicktime", "codec": "mpeg4"}


def test_what_is_turned_is_told_as_it_is_shown_and_an_uneven_rate_as_it_is_on_the_whole(shelf: Path) -> None:
    upright, uneven = facts(shelf / "upright.mp4"), facts(shelf / "uneven.mp4")
    assert (upright["width"], upright["height"]) == (36, 64)
    assert 10 < uneven["fps"] < 23


def test_a_film_that_was_sent_out_live_has_all_but_a_length(shelf: Path) -> None:
    live = facts(shelf / "cut.webm")
    assert (live["codec"], live["width"], live["media_type"]) == ("vp8", 64, "video/webm")
    assert "duration_seconds" not in live


@pytest.mark.parametrize(
    ("name", "codec"), [("wav", "pcm_s16le"), ("flac", "flac"), ("ogg", "vorbis"), ("m4a", "aac"), ("mp3", "mp3")]
)
def test_a_sound_tells_its_length_and_is_no_picture_whatever_is_on_its_sleeve(
    shelf: Path, name: str, codec: str
) -> None:
    voice = facts(shelf / f"voice.{name}")
    assert voice.pop("duration_seconds") == pytest.approx(1.5, abs=0.06)
    assert voice.pop("media_type").startswith("audio/")
    assert voice == {"codec": codec}


def test_only_a_gif_that_moves_has_a_length(shelf: Path) -> None:
    loop = facts(shelf / "loop.gif")
    assert (loop["fps"], loop["width"]) == (10.0, 64)
    assert loop["duration_seconds"] == pytest.approx(2, abs=0.3)
    assert facts(shelf / "still.gif") == {"media_type": "image/gif", "width": 64, "height": 36}


@pytest.mark.parametrize("kept", [16, 40, 900])
def test_a_torn_film_has_a_kind_and_nothing_else(shelf: Path, tmp_path: Path, kept: int) -> None:
    torn = tmp_path / "torn.mp4"
    torn.write_bytes((shelf / "cut.mp4").read_bytes()[:kept])
    assert facts(torn) == {"media_type": "video/mp4"}


def test_no_file_leads_to_another(shelf: Path, tmp_path: Path) -> None:
    playlist = f"ftypisom\n#EXTM3U\n#EXTINF:2,\nfile:{shelf / 'cut.mp4'}\n"
    (tmp_path / "list.mp4").write_bytes(b"\0\0\0\x10" + playlist.encode())
    (tmp_path / "list.mp3").write_bytes(f"ID3\nffconcat version 1.0\nfile {shelf / 'cut.mp4'}\n".encode())
    assert facts(tmp_path / "list.mp4") == {"media_type": "video/mp4"}
    assert facts(tmp_path / "list.mp3") == {"media_type": "audio/mpeg"}


def test_without_ffmpeg_a_film_is_taken_all_the_same(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "program", lambda: None)
    assert facts(shelf / "cut.mp4") == {"media_type": "video/mp4"}


def test_nobody_waits_for_a_program_that_never_ends_or_says_too_much(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ffmpeg"
    monkeypatch.setattr(ffmpeg, "program", lambda: str(program))
    monkeypatch.setattr(ffmpeg, "LOOK_SECONDS", 0.2)
    for script in ("exec sleep 600", "exec yes >&2"):
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        assert facts(shelf / "cut.mp4") == {"media_type": "video/mp4"}


def test_older_versions_are_understood_too() -> None:
    assert facts_said("""Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'a.mp4':
  Metadata:
    encoder         : Lavf58.45.100
  Duration: 01:02:03.45, start: 0.000000, bitrate: 866 kb/s
    Stream #0:0(und): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, stereo, fltp, 128 kb/s (default)
    Stream #0:1(und): Video: hevc (Main 10) (hvc1 / 0x31637668), yuv420p10le(tv, bt2020nc/bt2020/smpte2084), 3840x2160, 1k fps, 25 tbr, 90k tbn, 50 tbc (default)
    Metadata:
      rotate          : 270
    Side data:
      displaymatrix: rotation of -90.00 degrees
""") == {
        "duration_seconds": 3723.45, "codec": "hevc", "width": 2160, "height": 3840, "fps": 1000.0,
        "color_space": "bt2020nc",
    }  # fmt: skip
    assert facts_said("  Duration: N/A, bitrate: N/A\n  Stream #0:0: Video: none, none, 25 tbr\n") == {}
    assert facts_said("") == {}
