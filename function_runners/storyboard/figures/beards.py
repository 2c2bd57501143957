"""Beards: where they grow and how deep."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.figures.bodies import head_scale
from function_runners.storyboard.figures.face import FAR, from_eyes, is_eyeball, is_head, lip_field
from function_runners.storyboard.figures.meshwork import Array

BEARDS: dict[str, float] = {"moustache": 0.005, "goatee": 0.008, "full": 0.011, "stubble": 0.0}
"""Depth in metres of each cut of beard."""


def beard_depth(beard: str | None) -> float:
    return 0.0 if beard is None else BEARDS[beard] * head_scale("woman")


def beard_field(beard: str | None) -> Array:
    """Positive where a beard grows, in metres on the woman's head; KeyError for no such cut."""
    q = from_eyes()
    if beard is None:
        return np.full(len(q), -FAR)
    if beard not in BEARDS:
        raise KeyError(f"There is no beard '{beard}'.")
    x = np.abs(q[:, 0])
    lip = np.minimum(0.0052 - np.abs(q[:, 2] + 0.0528 + 0.33 * x), 0.032 - x)
    jaw = np.minimum(
        np.interp(q[:, 1], [-0.04, -0.01, 0.02, 0.062], [-0.052, -0.057, -0.046, -0.008]) - q[:, 2],
        q[:, 2] - np.interp(q[:, 1], [-0.03, 0.0, 0.03, 0.07], [-0.128, -0.118, -0.092, -0.052]),
    )
    jaw = np.minimum(jaw, 0.066 - q[:, 1])
    field = {
        "moustache": lip, "goatee": np.maximum(lip, np.minimum(jaw, 0.027 - x)), "full": np.maximum(lip, jaw), "stubble": np.maximum(lip, jaw),
    }[beard]  # fmt: skip
    field = np.minimum(field, -lip_field() - 0.0005)
    return np.where(is_head() & ~is_eyeball(), field, -FAR)
