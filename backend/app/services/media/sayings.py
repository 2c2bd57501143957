"""What ffmpeg says about a film or a sound that it opens, made into facts. Its words differ a little between versions; what
is not understood is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_LENGTH = re.compile(r"^ {2}Duration: (\d{1,6}):(\d\d):(\d\d(?:\.\d+)?)", re.MULTILINE)
_STREAM = re.compile(r"^ {2,4}Stream #0:\d+(?:\[\w+\])?(?:\([^)]*\))?: (Video|Audio): (\w+)(.*)$", re.MULTILINE)
_TURN = re.compile(r"^ +display ?matrix: rotation of (-?\d+(?:\.\d+)?) degrees", re.MULTILINE | re.IGNORECASE)
_SIZE = re.compile(r", (\d{1,6})x(\d{1,6})(?=[ ,]|$)")
_RATE = re.compile(r", (\d+(?:\.\d+)?)(k?) fps(?=,|$)")
_BROADCAST = {23.98: 23.976, 47.95: 47.952}
"""Rates that two digits do not tell."""
_SPACES = frozenset(
    "gbr bt709 fcc bt470bg smpte170m smpte240m ycgco ycgco-re ycgco-ro bt2020nc bt2020c smpte2085 chroma-derived-nc "
    "chroma-derived-c ictcp ipt-c2".split()
)


def facts_said(text: str) -> dict[str, Any]:
    """Fields of an `AssetFile` from what `ffmpeg -i` prints. The stream of pictures comes before that of the sound; the
    picture on the sleeve of a sound is none of its streams. Width and height are as shown, so a film that is to be turned
    has them turned."""
    streams = [stream for stream in _STREAM.finditer(text) if "(attached pic)" not in stream[3]]
    streams.sort(key=lambda stream: stream[1] != "Video")
    found: dict[str, Any] = {"duration_seconds": _length(text)}
    if streams:
        kind, codec, more = streams[0].groups()
        found["codec"] = codec if codec not in ("none", "unknown") else None
        if kind == "Video":
            found |= _picture(more, _turned(text, streams[0].end()))
    return {name: value for name, value in found.items() if value}


def _picture(said: str, turned: bool) -> dict[str, Any]:
    size, rate = _SIZE.search(said), _RATE.search(said)
    width, height = (int(size[1]), int(size[2])) if size else (None, None)
    return {
        "width": height if turned else width,
        "height": width if turned else height,
        "fps": _rate(float(rate[1]) * (1000 if rate[2] else 1)) if rate else None,
        "color_space": next((word for word in _words_in_brackets(said) if word in _SPACES), None),
    }


def _turned(text: str, start: int) -> bool:
    """Whether the stream that is told before `start` lies on its side."""
    following = _STREAM.search(text, start)
    turn = _TURN.search(text, start, following.start() if following else len(text))
    return turn is not None and round(abs(float(turn[1]))) % 180 == 90


def _length(text: str) -> float | None:
    told = _LENGTH.search(text)
    if told is None:
        return None
    return round(int(told[1]) * 3600 + int(told[2]) * 60 + float(told[3]), 3)


def _rate(told: float) -> float | None:
    return _BROADCAST.get(told, told) if told < 1e6 else None


def _words_in_brackets(said: str) -> Iterator[str]:
    """`yuv420p(tv, bt709/unknown/unknown, progressive)`: of three names the first is that of the space."""
    for brackets in re.findall(r"\(([^()]*)\)", said):
        for word in brackets.split(","):
            yield word.strip().partition("/")[0]
