"""What stands on a table: cups, bottles, plates, candles, flowers."""

from __future__ import annotations

import math

import numpy as np

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.props.store import pick, prop

Random = np.random.Generator


@prop(0.16, 0.16, 0.10, rest="surface")
def cup(b: Builder, rng: Random) -> None:
    white = b.paint("#efe9dc", gloss=0.3)
    b.tube((0, 0, 0.008), 0.075, 0.012, white, top=0.085)
    b.tube((0, 0, 0.055), 0.032, 0.085, white, top=0.042)
    b.tube((0, 0, 0.0985), 0.037, 0.003, b.paint("#4a2c18"))
    b.tube((0.052, 0, 0.058), 0.022, 0.012, white, axis=1, sides=12)


@prop(0.09, 0.09, 0.13, rest="surface")
def glass(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.065), 0.034, 0.13, b.paint("#c3d0d2", gloss=0.6), top=0.040)
    b.tube((0, 0, 0.04), 0.0355, 0.07, b.paint("#b0722c", gloss=0.4), top=0.0385)


@prop(0.09, 0.09, 0.32, rest="surface")
def bottle(b: Builder, rng: Random) -> None:
    green = b.paint(pick(rng, "#2f5a3a", "#5a3a22"), gloss=0.6)
    b.tube((0, 0, 0.10), 0.037, 0.20, green)
    b.tube((0, 0, 0.225), 0.037, 0.05, green, top=0.014)
    b.tube((0, 0, 0.28), 0.014, 0.07, green)
    b.tube((0, 0, 0.10), 0.038, 0.08, b.paint("#d8cfb4"))


@prop(0.1, 0.1, 0.3, rest="surface")
def candle(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.01), 0.06, 0.02, b.paint("#a8863c", gloss=0.5))
    b.tube((0, 0, 0.11), 0.02, 0.18, b.paint("#eee3c6"))
    b.tube((0, 0, 0.225), 0.012, 0.05, b.paint("#ffcf6a", glow=2.6), top=0.002, light=NO_SHADOW)


@prop(0.3, 0.3, 0.45, rest="surface")
def flowers(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.10), 0.055, 0.20, b.paint("#7d94a4", gloss=0.4), top=0.04)
    petal = b.paint(pick(rng, "#c4545c", "#d6a33c", "#b887a8", "#e4ddcc"))
    for k in range(9):
        a = k * 2.4
        r = 0.03 + 0.012 * k
        b.box((r * 0.5 * math.cos(a), r * 0.5 * math.sin(a), 0.27), (0.006, 0.006, 0.18), b.paint("#4c6b3c"))
        b.ball((r * math.cos(a), r * math.sin(a), 0.34 + 0.02 * (k % 3)), (0.035, 0.035, 0.028), petal, 8)


@prop(0.26, 0.26, 0.04, rest="surface")
def plate(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.012), 0.08, 0.02, b.paint("#efeadd", gloss=0.3), top=0.13, sides=26)
    for u, v, tint in ((-0.03, 0.02, "#b5793c"), (0.04, 0.0, "#6f8a46"), (0.0, -0.04, "#b0553c")):
        b.ball((u, v, 0.03), (0.04, 0.035, 0.022), b.paint(tint), 10, rough=0.1)


@prop(0.4, 0.4, 0.14, rest="surface")
def chessboard(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.012), (0.40, 0.40, 0.024), b.paint("#5a3a26", Pattern.WOOD))
    for i in range(8):
        for j in range(8):
            tint = "#d8c49a" if (i + j) % 2 else "#6a452c"
            b.box(
                (-0.154 + i * 0.044, -0.154 + j * 0.044, 0.025), (0.044, 0.044, 0.003), b.paint(tint), light=NO_SHADOW
            )
    for _ in range(11):
        i, j = rng.integers(8, size=2)
        b.tube(
            (-0.154 + i * 0.044, -0.154 + j * 0.044, 0.055),
            0.013,
            0.06,
            b.paint(pick(rng, "#efe6d2", "#2a221d")),
            top=0.006,
            sides=9,
        )
