"""How big a picture is, and how it is written: the same pixels always give the same file."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PIL import Image

from function_runners.storyboard.shot import ShotError
from function_runners.storyboard.tiers import Tier

SMALLEST, LARGEST, MOST_PIXELS = 64, 4096, 2560 * 1440


def picture_size(tier: Tier, aspect: float, width: int | None, height: int | None) -> tuple[int, int]:
    """Width and height in pixels, both even. Without either, the tier's area in the shape of the shot."""
    if width and height:
        size = float(width), float(height)
    elif width:
        size = float(width), width / aspect
    elif height:
        size = height * aspect, float(height)
    else:
        area = tier.width * tier.width * 9 / 16
        size = (area * aspect) ** 0.5, (area / aspect) ** 0.5
    wide, tall = (2 * max(1, round(s / 2)) for s in size)
    for name, value in (("width", wide), ("height", tall)):
        if not SMALLEST <= value <= LARGEST:
            raise ShotError(name, f"must lie between {SMALLEST} and {LARGEST} pixels")
    if wide * tall > MOST_PIXELS:
        raise ShotError("width", f"{wide} × {tall} is more than the {MOST_PIXELS:,} pixels that can be drawn")
    return wide, tall


def save_png(image: Image.Image | NDArray[Any], path: Path) -> None:
    """Write a PNG without anything but its pixels.

    Looking for runs of one value alone is half the time of the usual search and, on grained paper, no larger.
    """
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    picture.save(path, format="PNG", compress_level=1, compress_type=zlib.Z_RLE)
