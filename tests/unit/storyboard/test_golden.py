"""What is drawn today looks like what was drawn when the kept pictures were last looked at."""

from __future__ import annotations

import numpy as np
import pytest
from golden_pictures import FOLDER, SHOTS, difference, drawn, kept

MEAN, LARGEST = 1.0, 12.0
"""The most that coarse blocks may differ, of 255: what another processor's rounding does stays far below it."""


@pytest.mark.parametrize("name", SHOTS)
def test_a_kept_picture_is_still_drawn_the_same(name: str) -> None:
    mean, largest = difference(drawn(name), kept(name))
    assert mean <= MEAN and largest <= LARGEST, (
        f"{name} differs by {mean:.2f} (at most {largest:.1f}). If that is meant, run "
        "`python tests/unit/storyboard/golden_pictures.py` and look at the pictures."
    )


def test_no_kept_picture_is_left_over() -> None:
    assert {p.stem for p in FOLDER.glob("*.png")} == set(SHOTS)


def test_a_change_as_small_as_another_pose_would_be_seen() -> None:
    picture = kept("desert")
    moved = picture.copy()
    moved[48:96, 100:140] = np.roll(picture, 24, axis=1)[48:96, 100:140]
    mean, largest = difference(picture, moved)
    assert mean > MEAN or largest > LARGEST
