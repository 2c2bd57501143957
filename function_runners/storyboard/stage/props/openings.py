"""What belongs to the walls: windows, doors, curtains, columns, stairs."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.props.store import pick, prop

Random = np.random.Generator


def window_pane(
    b: Builder,
    outside: tuple[float, float, float],
    width: float = 1.5,
    height: float = 1.35,
    sill: float = 0.9,
    city: bool = True,
) -> None:
    """A window whose glass shows `outside` (linear colour) and the dark shapes of what stands there."""
    frame = b.paint("#d3ccbe")
    top = sill + height
    b.box((0, 0.02, sill + height / 2), (width, 0.03, height), b.paint(outside, glow=1.0), light=NO_SHADOW)
    low = b.paint(tuple(0.62 * c + 0.01 for c in outside), glow=1.0)
    steps = 6 if city else 4
    for k in range(steps):
        tall = height * (0.18 + 0.30 * abs(np.sin(k * 2.1 + width * 3)))
        b.box(
            (-width / 2 + (k + 0.5) * width / steps, 0.0, sill + tall / 2),
            (width / steps, 0.02, tall),
            low,
            light=NO_SHADOW,
        )
    for u in (-width / 2, 0.0, width / 2):
        b.box((u, -0.04, sill + height / 2), (0.06, 0.08, height + 0.06), frame)
    for w in (sill, sill + height * 0.5, top):
        b.box((0, -0.04, w), (width + 0.06, 0.08, 0.06), frame)
    b.box((0, -0.09, sill - 0.04), (width + 0.2, 0.2, 0.05), frame)


@prop(1.6, 0.12, 2.3, rest="wall")
def window(b: Builder, rng: Random) -> None:
    window_pane(b, (0.55, 0.62, 0.70))


@prop(1.0, 0.12, 2.15, rest="wall")
def door(b: Builder, rng: Random) -> None:
    leaf, panel, trim = b.paint(pick(rng, "#6a4a36", "#56695f", "#7d6a54")), b.paint("#573f30"), b.paint("#cfc8ba")
    b.box((0, 0, 1.02), (0.92, 0.06, 2.04), leaf)
    for u in (-0.2, 0.2):
        for w, h in ((0.55, 0.70), (1.45, 0.85)):
            b.box((u, -0.035, w), (0.30, 0.02, h), panel)
    for u in (-0.51, 0.51):
        b.box((u, -0.03, 1.05), (0.09, 0.12, 2.14), trim)
    b.box((0, -0.03, 2.11), (1.1, 0.12, 0.09), trim)
    b.ball((0.36, -0.07, 1.0), 0.035, b.paint("#c8a24a", gloss=0.6), 10)


@prop(1.4, 0.1, 2.2, rest="wall")
def steel_door(b: Builder, rng: Random) -> None:
    steel = b.paint("#68747c", gloss=0.2)
    b.box((0, 0, 1.05), (1.0, 0.08, 2.1), steel)
    b.box((0, -0.05, 1.5), (0.5, 0.02, 0.16), b.paint("#22262b"))
    for u in (-0.4, 0.4):
        for w in (0.2, 0.8, 1.3, 1.9):
            b.ball((u, -0.05, w), 0.025, b.paint("#8d989f"), 8)
    b.box((0.38, -0.08, 1.0), (0.06, 0.06, 0.2), b.paint("#2b2f34"))


@prop(1.4, 3.0, 2.2)
def stairs(b: Builder, rng: Random) -> None:
    wood = b.paint("#7a5a40", Pattern.WOOD)
    for k in range(9):
        b.box((0, -1.3 + k * 0.28, 0.09 + k * 0.09), (1.2, 0.29, 0.18 + k * 0.18), wood)
        b.box((0.58, -1.3 + k * 0.28, 0.62 + k * 0.18), (0.035, 0.035, 0.90), b.paint("#d8d0c0"))
    b.box((0.58, -0.15, 1.82), (0.06, 2.75, 0.06), wood, lean=-32.7)


@prop(2.4, 0.1, 2.6)
def bars(b: Builder, rng: Random) -> None:
    iron = b.paint("#4b5157", gloss=0.2)
    for k in range(17):
        b.tube((-1.2 + k * 0.15, 0, 1.3), 0.016, 2.6, iron, sides=8)
    for w in (0.06, 1.3, 2.55):
        b.box((0, 0, w), (2.46, 0.05, 0.06), iron)


@prop(0.5, 0.5, 3.0)
def column(b: Builder, rng: Random) -> None:
    stone = b.paint("#b3aa9a", Pattern.STONE)
    b.box((0, 0, 0.15), (0.66, 0.66, 0.3), stone)
    b.tube((0, 0, 2.4), 0.25, 4.4, stone, top=0.22)
    b.box((0, 0, 4.6), (0.7, 0.7, 0.25), stone)


def _folds(b: Builder, colour: str) -> None:
    cloth = b.paint(colour)
    for k in range(11):
        b.tube((-1.0 + k * 0.2, 0.03 * (k % 2), 1.9), 0.12, 3.8, cloth, sides=10)


@prop(2.2, 0.1, 2.4)
def curtain(b: Builder, rng: Random) -> None:
    _folds(b, pick(rng, "#a9a48e", "#8fa0a0", "#b39a7a"))


@prop(2.2, 0.1, 3.8)
def stage_curtain(b: Builder, rng: Random) -> None:
    _folds(b, "#7c2d30")


@prop(3.0, 0.3, 0.3, rest="wall")
def pipes(b: Builder, rng: Random) -> None:
    for w, r in ((2.5, 0.07), (2.3, 0.045)):
        b.tube((0, -0.05, w), r, 3.0, b.paint("#7c6a5a", gloss=0.2), axis=0, sides=12)
    b.tube((0.9, -0.06, 1.15), 0.05, 2.3, b.paint("#6d655c", gloss=0.2), sides=12)
