"""How loud a sound is from beginning to end, for a player to draw: kept by content outside Git, made again at any time."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.domain.records import Record, canonical_json
from app.errors import WrongType
from app.services.media import ffmpeg
from app.services.media.thumbnails import write_whole

PEAKS = 600
_BLOCKS_A_SECOND = 50


class Waveform(Record):
    """Peaks from 0 to 1 at equal distances, `PEAKS` of them at most."""

    duration_seconds: float
    peaks: list[float]


class Waveforms:
    """One JSON for each sound, named by its content; the folder may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.json"

    def get(self, sha256: str, media_type: str, source: BinaryIO) -> Path:
        """Made when it is not there. Raises `NoFfmpeg` where that is needed, `WrongType` for what is no sound."""
        target = self.path(sha256)
        if not target.exists():
            write_whole(target, canonical_json(waveform(source, media_type)))
        return target


def waveform(source: BinaryIO, media_type: str) -> Waveform:
    """Raises `NoFfmpeg`, `WrongType`."""
    if media_type == "audio/wav":
        try:
            return _of_wav(source)
        except (wave.Error, EOFError):
            source.seek(0)  # not the plain kind; ffmpeg knows all others
    seconds = (np.frombuffer(piece[: len(piece) & ~1], "<i2") for piece in ffmpeg.samples(source, media_type))
    return _drawn(seconds, ffmpeg.SAMPLE_RATE)


def _of_wav(source: BinaryIO) -> Waveform:
    with wave.open(source) as sound:
        rate, channels, width = sound.getframerate(), sound.getnchannels(), sound.getsampwidth()
        if not 1 <= rate <= 1_000_000 or not 1 <= channels <= 64:
            raise wave.Error("no such sound")
        pieces = iter(lambda: sound.readframes(rate), b"")
        return _drawn((_sixteen_bits(piece, width) for piece in pieces), rate * channels)


def _sixteen_bits(piece: bytes, width: int) -> NDArray[np.int16]:
    """The upper 16 bits of numbers `width` bytes long; those of one byte have their zero at 128."""
    plain = np.frombuffer(piece[: len(piece) - len(piece) % width], np.uint8).reshape(-1, width)
    if width == 1:
        return (plain[:, 0].astype(np.int16) - 128) << 8
    return np.ascontiguousarray(plain[:, -2:]).view("<i2")[:, 0]


def _drawn(seconds: Iterator[NDArray[np.int16]], a_second: int) -> Waveform:
    """`seconds`: the numbers of about a second each; `a_second`: how many there are in one, over all channels."""
    block = max(1, a_second // _BLOCKS_A_SECOND)
    total, loud = 0, [np.zeros(0)]
    for numbers in seconds:
        total += len(numbers)
        if len(numbers):
            starts = np.arange(0, len(numbers), block)
            loud.append(np.maximum.reduceat(np.abs(numbers.astype(np.int32)), starts) / 32768)
    if total == 0:
        raise WrongType("There is no sound in that file.")
    blocks = np.concatenate(loud)
    starts = np.unique(np.linspace(0, len(blocks), min(PEAKS, len(blocks)), endpoint=False).astype(np.int64))
    peaks = np.maximum.reduceat(blocks, starts)
    return Waveform(duration_seconds=round(total / a_second, 3), peaks=[round(float(peak), 3) for peak in peaks])
