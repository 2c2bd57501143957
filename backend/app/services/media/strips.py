"""What happens in a film from beginning to end, as a row of small pictures to move over: kept by content outside Git, made
again at any time."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from app.services.media import ffmpeg
from app.services.media.thumbnails import side_by_side, write_whole

STRIP_FRAMES = 16
FRAME_SIZE = 320


class Strips:
    """One picture for each film, named by its content; the folder may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.webp"

    def get(self, sha256: str, media_type: str, seconds: float, source: BinaryIO) -> Path:
        """`STRIP_FRAMES` pictures in a row, each up to `FRAME_SIZE` pixels square; made when it is not there.

        Raises `NoFfmpeg`, `WrongType`.
        """
        target = self.path(sha256)
        if not target.exists():
            taken = ffmpeg.frames(source, media_type, seconds, STRIP_FRAMES, FRAME_SIZE)
            # The last moments of some films show nothing any more.
            taken += taken[-1:] * (STRIP_FRAMES - len(taken))
            write_whole(target, side_by_side(taken))
        return target
