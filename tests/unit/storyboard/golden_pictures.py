"""Small pictures kept beside the tests, so that a change of the drawing that nobody meant is seen.

`python tests/unit/storyboard/golden_pictures.py` draws them anew: look at what `git diff` shows before committing it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

FOLDER = Path(__file__).parent / "golden"
WIDTH, HEIGHT, COARSER = 256, 144, 8
SHOTS: dict[str, dict[str, Any]] = {
    "two_at_a_table": {"prompt": "Two-shot: Anna and Ben talk at a table in a diner at night", "tier": "standard"},
    "rainy_street": {"prompt": "Low angle wide shot: an old man and a girl walk through a city street in the rain at night"},
    "golden_close_up": {"prompt": "Close-up of Maya, long hair, in a forest, golden hour, romantic", "tier": "standard"},
    "over_the_shoulder": {"prompt": "OTS of Anna and Ben in an office, day, high angle", "style": "ink", "tier": "standard"},
    "seated_dress": {"prompt": "Full shot of a woman in a dress sitting on a sofa in a living room, morning"},
    "overhead_bed": {"prompt": "Overhead shot of a bearded man lying on a bed at dawn"},
    "desert": {"prompt": "Extreme wide shot of a man in a desert at sunset, tracking left", "tier": "cinematic"},
    "insert": {"prompt": "Insert of a letter and a cup on a desk, tense"},
    "crowd": {"prompt": "Dutch angle, six people argue in a warehouse, eerie, fog"},
}  # fmt: skip


def drawn(name: str) -> NDArray[np.uint8]:
    """The picture of a shot as it is drawn now."""
    from function_runners.storyboard.build import build
    from function_runners.storyboard.draw import draw
    from function_runners.storyboard.shot import read_shot
    from function_runners.storyboard.tiers import TIERS

    asked = dict(SHOTS[name])
    tier, style = TIERS[asked.pop("tier", "draft")], asked.pop("style", "wash")
    return draw(build(read_shot({"seed": 11, **asked})), WIDTH, HEIGHT, tier, style).picture


def kept(name: str) -> NDArray[np.uint8]:
    with Image.open(FOLDER / f"{name}.png") as picture:
        return np.asarray(picture.convert("RGB"))


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> tuple[float, float]:
    """(mean, largest) difference of the pictures' coarse blocks, of 255: grain and single pixels do not count."""
    blocks = [
        p.astype(float).reshape(HEIGHT // COARSER, COARSER, WIDTH // COARSER, COARSER, 3).mean((1, 3))
        for p in (one, other)
    ]
    apart = np.abs(blocks[0] - blocks[1]).mean(2)
    return float(apart.mean()), float(apart.max())


def renew() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in SHOTS:
        before = difference(kept(name), drawn(name)) if (FOLDER / f"{name}.png").exists() else None
        Image.fromarray(drawn(name)).save(FOLDER / f"{name}.png", optimize=True)
        print(f"{name}: {'new' if before is None else f'changed by {before[0]:.2f}, at most {before[1]:.1f}'}")


if __name__ == "__main__":
    renew()
