"""What a file of an asset looks and sounds like at a glance. All of it is made from the file and can be made again."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from app.domain.asset import AssetFile
from app.errors import WrongType
from app.services.media import ffmpeg
from app.services.media.strips import Strips
from app.services.media.thumbnails import THUMBNAIL_SIZES, Thumbnails
from app.services.media.waveforms import Waveforms

_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_REMEMBERED = 10_000


def has_picture(media_type: str) -> bool:
    return media_type in _PICTURES or media_type.startswith("video/")


def has_waveform(media_type: str) -> bool:
    return media_type.startswith("audio/")


def has_strip(file: AssetFile) -> bool:
    return file.media_type.startswith("video/") and file.duration_seconds is not None


class Previews:
    def __init__(self, thumbnails: Thumbnails, waveforms: Waveforms, strips: Strips) -> None:
        self._thumbnails, self._waveforms, self._strips = thumbnails, waveforms, strips
        self._hopeless: dict[Path, str] = {}
        """What was tried in vain, and why: it is not tried for every look at it."""

    def picture(self, file: AssetFile, content: BinaryIO, size: int, *, make: bool) -> Path | None:
        """Raises `WrongType` for what is neither picture nor film, `NoFfmpeg` for a film where that is missing."""
        if not has_picture(file.media_type):
            raise WrongType("No thumbnail can be made of that file.")
        target = self._thumbnails.path(file.sha256, size)
        if target.exists():
            return target
        return self._try(target, lambda: self._make(file, content, size)) if make else None

    def waveform(self, file: AssetFile, content: BinaryIO, *, make: bool) -> Path | None:
        """Raises `WrongType` for what is no sound, `NoFfmpeg` where it needs that."""
        if not has_waveform(file.media_type):
            raise WrongType("That file is no sound.")
        target = self._waveforms.path(file.sha256)
        if target.exists():
            return target
        return self._try(target, lambda: self._waveforms.get(file.sha256, file.media_type, content)) if make else None

    def strip(self, file: AssetFile, content: BinaryIO, *, make: bool) -> Path | None:
        """Raises `WrongType` for what is no film with a length, `NoFfmpeg`."""
        seconds = file.duration_seconds
        if seconds is None or not has_strip(file):
            raise WrongType("That file is no film of a known length.")
        target = self._strips.path(file.sha256)
        if target.exists():
            return target
        make_it = partial(self._strips.get, file.sha256, file.media_type, seconds, content)
        return self._try(target, make_it) if make else None

    def _make(self, file: AssetFile, content: BinaryIO, size: int) -> Path:
        if file.media_type.startswith("video/"):
            content = io.BytesIO(ffmpeg.frame(content, file.media_type, THUMBNAIL_SIZES[-1]))
        return self._thumbnails.get(file.sha256, size, content)

    def _try(self, target: Path, make: Callable[[], Path]) -> Path:
        if target in self._hopeless:
            raise WrongType(self._hopeless[target])
        try:
            return make()
        except WrongType as error:
            if len(self._hopeless) < _REMEMBERED:
                self._hopeless[target] = error.detail
            raise
