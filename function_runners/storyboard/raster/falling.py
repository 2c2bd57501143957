"""Rain and snow over the picture: light strokes, so that they never read as pen lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

DROPS = {"rain": 520, "storm": 950, "snow": 420}
_FINER = 2


def falling(weather: str, width: int, height: int, seed: int) -> NDArray[np.float32] | None:
    """How much of each pixel (height, width; 0–1) is falling water or snow; None in dry weather."""
    count = DROPS.get(weather)
    if not count:
        return None
    rng = np.random.default_rng(seed + 9001)
    sheet = Image.new("L", (width * _FINER, height * _FINER), 0)
    draw = ImageDraw.Draw(sheet)
    unit = _FINER * (width * height / (1280 * 720)) ** 0.5
    slope = {"rain": 0.16, "storm": 0.42, "snow": 0.0}[weather]
    for x, y, distance, jitter in rng.random((count, 4)):
        px, py = (1.2 * x - 0.1) * sheet.width, (1.2 * y - 0.1) * sheet.height
        near = distance**3
        if weather == "snow":
            r = unit * (1.1 + 4.2 * near)
            draw.ellipse([px - r, py - r, px + r, py + r], fill=int(150 + 90 * jitter))
        else:
            long = unit * (16 + 60 * near)
            draw.line(
                [(px, py), (px - slope * long * (0.8 + 0.4 * jitter), py + long)],
                fill=int(60 + 120 * near + 40 * jitter),
                width=max(1, round(unit * (0.5 + 1.1 * near))),
            )
    small = sheet.resize((width, height), Image.Resampling.BOX)
    return (np.asarray(small) / np.float32(255)).astype(np.float32)
