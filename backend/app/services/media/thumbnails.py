"""Pictures: facts written into PNG, sizes read from it, thumbnails kept by content outside Git."""

from __future__ import annotations

import io
import os
import struct
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from app.errors import Invalid, WrongType

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_PIXELS = 120_000_000
THUMBNAIL_SIZES = (160, 320, 640, 1280)

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def is_png(head: bytes) -> bool:
    return head.startswith(_PNG_SIGNATURE)


def png_size(head: bytes) -> tuple[int, int]:
    """Width and height from the first 24 bytes of a PNG."""
    if not is_png(head) or len(head) < 24:
        raise WrongType("That is not a PNG.")
    width, height = struct.unpack(">II", head[16:24])
    return int(width), int(height)


def png_with_text(source: bytes, keyword: str, text: str) -> bytes:
    """The same PNG with one more iTXt chunk (PNG 1.2, section 4.2.3) in front of its pixels; the pixels stay untouched."""
    if not is_png(source):
        raise WrongType("That is not a PNG.")
    (length,) = struct.unpack(">I", source[8:12])
    after_header = 8 + 12 + length  # signature, then IHDR's length, type, data and check sum
    body = keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    whole = memoryview(source)
    return b"".join((whole[:after_header], chunk, whole[after_header:]))


def broken_because(path: Path, media_type: str) -> str | None:
    """Why a file is not what it is said to be, as a sentence; None when it is in order."""
    if path.stat().st_size == 0:
        return "the file is empty."
    if not media_type.startswith("image/"):
        return None
    wanted = media_type.removeprefix("image/").upper()
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.format != wanted:
                return f"the file is {image.format}, not {wanted}."
            if image.width * image.height > MAX_PIXELS:
                return "the picture has too many pixels."
            image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, OSError, ValueError):
        return f"the file is no whole {wanted}."
    return None


def picture_size(path: Path) -> tuple[int, int] | None:
    """Width and height of a picture of a kind that thumbnails are made of, read from its head; None for all else."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            return image.size if image.width * image.height <= MAX_PIXELS else None
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, OSError, ValueError):
        return None


def moves(path: Path) -> bool:
    """Whether a picture is one of several that follow each other."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            return bool(getattr(image, "is_animated", False))
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, OSError, ValueError):
        return False


def side_by_side(pictures: Sequence[bytes]) -> bytes:
    """A WebP with pictures of one size in a row. Raises `WrongType`."""
    try:
        opened = [Image.open(io.BytesIO(one), formats=FORMATS) for one in pictures]
        width, height = opened[0].size
        row = Image.new("RGB", (width * len(opened), height))
        for place, one in enumerate(opened):
            row.paste(one.convert("RGB").resize((width, height)), (place * width, 0))
        written = io.BytesIO()
        row.save(written, "WEBP", quality=70, method=2)
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, OSError) as error:
        raise WrongType("No strip of pictures can be made of that film.") from error
    return written.getvalue()


class Thumbnails:
    """WebP miniatures named by the content they show; the folder may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str, size: int) -> Path:
        """Where the miniature lies, or will: sizes are rounded up to the next that is kept."""
        size = next((known for known in THUMBNAIL_SIZES if known >= size), THUMBNAIL_SIZES[-1])
        return self._folder / sha256[:2] / f"{sha256}_{size}.webp"

    def known(self, sha256: str, size: int) -> Path | None:
        """The miniature that is there already."""
        target = self.path(sha256, size)
        return target if target.exists() else None

    def get(self, sha256: str, size: int, source: BinaryIO) -> Path:
        """The miniature, `size` pixels wide at most, made when it is not there. Raises `WrongType` for what is no picture."""
        size = next((known for known in THUMBNAIL_SIZES if known >= size), THUMBNAIL_SIZES[-1])
        target = self.path(sha256, size)
        if not target.exists():
            self._make(target, size, source)
        return target

    def _make(self, target: Path, size: int, source: BinaryIO) -> None:
        try:
            with Image.open(source, formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise Invalid("That picture has too many pixels for a thumbnail.", errors=[])
                image.draft("RGB", (size, size * 4))
                plain = image.convert("RGBA") if image.mode == "P" else image
                plain.thumbnail((size, size * 4), reducing_gap=2.0)
                small = plain if plain.mode in ("RGB", "RGBA") else plain.convert("RGB")
                written = io.BytesIO()
                small.save(written, "WEBP", quality=82, method=2)
        except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise WrongType("No thumbnail can be made of that file.") from None
        write_whole(target, written.getvalue())


def write_whole(target: Path, content: bytes) -> None:
    """Write a file that can be made again: whole or not at all, but not flushed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
