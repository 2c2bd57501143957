"""What ffmpeg makes of a film or a sound: what it says of it, one telling frame, the loudness of its samples. It is
optional, works on one file that is open already, reaches nothing else, and never works for long."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO

from app.errors import PartDown, WrongType

FRAME_SECONDS = 20.0
SOUND_SECONDS = 120.0
STRIP_SECONDS = 30.0
LONG_SECONDS = 60.0
"""In a longer film a moment is where its next full picture is."""
LOOK_SECONDS = 20.0
MOST_SAID = 256 * 1024
_PNG = b"\x89PNG\r\n\x1a\n"
SAMPLE_RATE = 8000
_MAX_PIXELS = 120_000_000
_READERS = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "image/gif": "gif",
    "audio/mp4": "mov",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/wav": "wav",
}
"""The reader is named, so that no file can pass for a playlist that leads to others."""


class NoFfmpeg(PartDown):
    """That needs ffmpeg, which is not installed; `apt-get install ffmpeg` brings it."""

    code = "no_ffmpeg"


def program() -> str | None:
    """ffmpeg: the machine's own, else the one that the extra `video` brings."""
    if found := shutil.which("ffmpeg"):
        return found
    try:
        return str(import_module("imageio_ffmpeg").get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def said(source: BinaryIO, media_type: str) -> str:
    """What ffmpeg prints about a file that it opens; it reads no more of it than it needs for that.

    Raises `NoFfmpeg`, `WrongType`.
    """
    words = [*_opening(source, media_type, "info"), "-hide_banner"]
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=(source.fileno(),)
    ) as running:
        assert running.stderr is not None
        end = threading.Timer(LOOK_SECONDS, running.kill)
        end.start()
        try:
            return running.stderr.read(MOST_SAID).decode(errors="replace")
        finally:
            end.cancel()
            running.kill()


def frame(source: BinaryIO, media_type: str, width: int) -> bytes:
    """A PNG of the most telling of the first frames, `width` pixels wide at most. Raises `NoFfmpeg`, `WrongType`."""
    fit = f"thumbnail=48,scale='min({width},iw)':-2"
    words = _words(source, media_type, "-an", "-sn", "-vf", fit, "-frames:v", "1", "-c:v", "png", "-f", "image2pipe")
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            pass_fds=(source.fileno(),),
            timeout=FRAME_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise WrongType("No picture can be made of that file.") from None
    return done.stdout


def frames(source: BinaryIO, media_type: str, seconds: float, count: int, size: int) -> list[bytes]:
    """PNGs of `count` moments at equal distances, or a few less, in a film that is `seconds` long, each within `size` pixels
    square. A long film is not read through: it is opened at each of the moments. Raises `NoFfmpeg`, `WrongType`.
    """
    fit = f"scale={size}:{size}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    end = time.monotonic() + STRIP_SECONDS
    if seconds <= LONG_SECONDS:
        words = _opening(source, media_type, "error")
        taken = _pictures(source, words, f"fps={count}/{seconds},{fit}", count, end)
    else:
        taken = []
        for n in range(count):
            at = ("-ss", f"{seconds * (n + 0.5) / count:.3f}", "-noaccurate_seek")
            taken += _pictures(source, _opening(source, media_type, "error", *at), fit, 1, end)
    if not taken:
        raise WrongType("No strip of pictures can be made of that film.")
    return taken


def _pictures(source: BinaryIO, opening: list[str], fit: str, count: int, end: float) -> list[bytes]:
    how = ("-an", "-sn", "-vf", fit, "-frames:v", str(count), "-c:v", "png", "-f", "image2pipe", "pipe:1")
    try:
        done = subprocess.run(
            [*opening, *how],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            pass_fds=(source.fileno(),),
            timeout=max(0.1, end - time.monotonic()),
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise WrongType("No strip of pictures can be made of that film.") from None
    return [_PNG + one for one in done.stdout.split(_PNG)[1:]]


def samples(source: BinaryIO, media_type: str) -> Iterator[bytes]:
    """The sound of a file, mixed to one channel: signed 16 bit numbers, `SAMPLE_RATE` a second. Raises `NoFfmpeg`, `WrongType`."""
    words = _words(source, media_type, "-vn", "-sn", "-ac", "1", "-ar", str(SAMPLE_RATE), "-f", "s16le")
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(source.fileno(),)
    ) as running:
        assert running.stdout is not None
        end = threading.Timer(SOUND_SECONDS, running.kill)
        end.start()
        try:
            while piece := running.stdout.read(SAMPLE_RATE * 2):
                yield piece
            if running.wait() != 0:
                raise WrongType("No waveform can be made of that file.")
        finally:
            end.cancel()
            running.kill()


def _words(source: BinaryIO, media_type: str, *how: str) -> list[str]:
    return [*_opening(source, media_type, "error"), *how, "pipe:1"]


def _opening(source: BinaryIO, media_type: str, told: str, *at: str) -> list[str]:
    if (reader := _READERS.get(media_type)) is None:
        raise WrongType("ffmpeg is not asked about files of this kind.")
    if (ffmpeg := program()) is None:
        raise NoFfmpeg()
    return [
        *(ffmpeg, "-v", told, "-nostdin", "-threads", "1", "-max_alloc", str(2**29)),
        *("-protocol_whitelist", "file", "-max_pixels", str(_MAX_PIXELS), "-f", reader),
        *(*at, "-i", f"file:/dev/fd/{source.fileno()}"),
    ]
