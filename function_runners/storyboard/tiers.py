"""The three qualities of a drawing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tier:
    """`width` is that of a 16:9 picture; other shapes keep its area. The rest is work per pixel."""

    name: str
    width: int
    supersampling: int
    shadow_side: int
    shadow_spread: int
    occlusion_samples: int
    lens_samples: int
    creases: float
    second_line: bool
    hatching: float
    values: float
    pigment: float


TIERS: dict[str, Tier] = {
    "draft": Tier("draft", 960, 1, 1024, 1, 0, 0, 0.6, False, 0.0, 3.0, 0.25),
    "standard": Tier("standard", 1280, 2, 2048, 2, 12, 16, 0.75, False, 0.0, 4.0, 0.85),
    "cinematic": Tier("cinematic", 1920, 2, 4096, 3, 18, 24, 0.85, True, 0.55, 5.0, 1.0),
}
