"""What a file is by its first bytes, whatever it is called and whoever says what it is.

Only kinds that a browser shows without running anything are known here. SVG, HTML, PDF and XML are not among them.
"""

from __future__ import annotations

HEAD_BYTES = 64

_PLAIN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"fLaC\x00", "audio/flac"),
    (b"OggS\x00", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {
    b"avif": "image/avif",
    b"isom": "video/mp4",
    b"iso2": "video/mp4",
    b"iso5": "video/mp4",
    b"iso6": "video/mp4",
    b"mp41": "video/mp4",
    b"mp42": "video/mp4",
    b"avc1": "video/mp4",
    b"M4V ": "video/mp4",
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_EBML = b"\x1a\x45\xdf\xa3"


def shown_type(head: bytes) -> str | None:
    """The media type of content that may be shown in place; None for all else. `head`: the first `HEAD_BYTES`."""
    for signature, kind in _PLAIN:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    if head.startswith(_EBML) and b"\x42\x82\x84webm" in head:
        return "video/webm"
    if _is_mpeg_frame(head):
        return "audio/mpeg"
    return None


def _is_mpeg_frame(head: bytes) -> bool:
    """An MPEG audio frame of layer III with a bit rate and a sampling rate that exist."""
    return (
        len(head) >= 3
        and head[0] == 0xFF
        and head[1] & 0xE6 == 0xE2
        and head[1] & 0x18 != 0x08
        and head[2] & 0xF0 not in (0x00, 0xF0)
        and head[2] & 0x0C != 0x0C
    )
