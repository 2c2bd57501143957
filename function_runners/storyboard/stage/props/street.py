"""What stands in streets, yards and stations."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.props.store import pick, prop

Random = np.random.Generator


@prop(0.9, 0.3, 4.7)
def streetlight(b: Builder, rng: Random) -> None:
    iron = b.paint("#2c3034")
    b.tube((0, 0, 2.3), 0.06, 4.6, iron, top=0.045)
    b.tube((0, 0, 0.2), 0.12, 0.4, iron)
    b.box((0, -0.45, 4.58), (0.06, 0.95, 0.06), iron)
    b.box((0, -0.85, 4.52), (0.16, 0.42, 0.07), b.paint("#ffd690", glow=2.2), light=NO_SHADOW)


@prop(0.5, 0.5, 3.2)
def traffic_light(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 1.5), 0.05, 3.0, b.paint("#34383c"))
    b.box((0, -0.08, 2.85), (0.28, 0.2, 0.78), b.paint("#1e2124"))
    for w, tint, glow in ((3.08, "#e0402c", 1.8), (2.85, "#6a5416", 0.5), (2.62, "#1f4a2c", 0.5)):
        b.tube((0, -0.19, w), 0.085, 0.03, b.paint(tint, glow=glow), axis=1, light=NO_SHADOW)


@prop(1.7, 0.55, 0.9, seat=0.46)
def bench(b: Builder, rng: Random) -> None:
    wood, iron = b.paint("#7a5638", Pattern.WOOD), b.paint("#2a2d31")
    for v in (-0.20, -0.07, 0.06):
        b.box((0, v, 0.44), (1.7, 0.11, 0.04), wood)
    for w in (0.60, 0.76):
        b.box((0, 0.18 + (w - 0.6) * 0.2, w), (1.7, 0.03, 0.11), wood)
    for u in (-0.7, 0.7):
        b.box((u, -0.02, 0.21), (0.06, 0.40, 0.42), iron)
        b.box((u, 0.19, 0.62), (0.05, 0.05, 0.44), iron)


@prop(0.5, 0.5, 0.9)
def bin(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.42), 0.24, 0.84, b.paint("#4d5a55"), top=0.27)
    b.tube((0, 0, 0.86), 0.29, 0.06, b.paint("#3c4643"))


@prop(1.9, 1.1, 1.3)
def dumpster(b: Builder, rng: Random) -> None:
    green = b.paint("#3f5a4c")
    b.box((0, 0, 0.62), (1.8, 1.0, 1.05), green, taper=1.08)
    b.box((0, 0.0, 1.20), (1.95, 1.12, 0.07), b.paint("#2b3b33"), lean=4)
    for u in (-0.6, 0.0, 0.6):
        b.box((u, -0.53, 0.62), (0.08, 0.05, 0.95), green)


@prop(0.35, 0.35, 0.75)
def hydrant(b: Builder, rng: Random) -> None:
    red = b.paint("#b03a2c")
    b.tube((0, 0, 0.28), 0.11, 0.56, red)
    b.ball((0, 0, 0.58), (0.13, 0.13, 0.12), red, 12)
    b.tube((0, 0, 0.42), 0.06, 0.34, red, axis=0)
    b.tube((0, 0, 0.03), 0.15, 0.06, red)


@prop(0.75, 0.75, 0.72, top=0.71)
def crate(b: Builder, rng: Random) -> None:
    wood, trim = b.paint("#9a7448", Pattern.WOOD), b.paint("#7a5a36", Pattern.WOOD)
    b.box((0, 0, 0.35), (0.68, 0.68, 0.68), wood)
    for v in (-0.345, 0.345):
        for u in (-0.31, 0.31):
            b.box((u, v, 0.35), (0.09, 0.03, 0.70), trim)
        for w in (0.05, 0.65):
            b.box((0, v, w), (0.70, 0.03, 0.09), trim)
        b.box((0, v, 0.35), (0.09, 0.02, 0.62), trim)
    for u in (-0.345, 0.345):
        for w in (0.05, 0.65):
            b.box((u, 0, w), (0.03, 0.70, 0.09), trim)


@prop(0.6, 0.6, 0.9, top=0.9)
def barrel(b: Builder, rng: Random) -> None:
    paint = b.paint(pick(rng, "#6f4a34", "#41607a", "#8a6a34"))
    b.tube((0, 0, 0.44), 0.28, 0.88, paint)
    for w in (0.04, 0.30, 0.60, 0.86):
        b.tube((0, 0, w), 0.295, 0.03, b.paint("#3c3a38"))


@prop(2.4, 0.1, 1.1)
def fence(b: Builder, rng: Random) -> None:
    wood = b.paint("#c9c0ae", Pattern.WOOD)
    for w in (0.35, 0.80):
        b.box((0, 0.03, w), (2.4, 0.03, 0.09), wood)
    for k in range(13):
        b.box((-1.1 + k * 0.185, 0, 0.52), (0.11, 0.025, 1.0), wood)


@prop(1.0, 0.1, 2.5)
def sign(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 1.2), 0.03, 2.4, b.paint("#6a7075"))
    b.box((0, -0.05, 2.2), (0.75, 0.03, 0.42), b.paint(pick(rng, "#35608c", "#4c7048", "#a03a34")))
    b.box((0, -0.07, 2.25), (0.55, 0.01, 0.05), b.paint("#e8e4d8"))
    b.box((0, -0.07, 2.14), (0.40, 0.01, 0.05), b.paint("#e8e4d8"))


@prop(1.2, 1.2, 2.6)
def statue(b: Builder, rng: Random) -> None:
    stone = b.paint("#a9a498", Pattern.STONE)
    b.box((0, 0, 0.5), (1.1, 1.1, 1.0), stone)
    b.box((0, 0, 1.05), (1.25, 1.25, 0.1), stone)
    bronze = b.paint("#5c6a5a", gloss=0.2)
    b.tube((0, 0, 1.6), 0.30, 1.1, bronze, top=0.22)
    b.ball((0, 0, 2.25), (0.24, 0.18, 0.26), bronze, 12)
    b.ball((0, -0.02, 2.62), 0.14, bronze, 12)
    b.box((0.3, -0.2, 2.25), (0.12, 0.5, 0.12), bronze, lean=-20)


@prop(2.6, 2.6, 1.9)
def fountain(b: Builder, rng: Random) -> None:
    stone = b.paint("#aaa597", Pattern.STONE)
    b.tube((0, 0, 0.22), 1.3, 0.44, stone, sides=30)
    b.tube((0, 0, 0.44), 1.15, 0.04, b.paint("#7fa0ac", Pattern.WATER, gloss=0.4), sides=30)
    b.tube((0, 0, 0.9), 0.14, 1.0, stone)
    b.tube((0, 0, 1.4), 0.25, 0.16, stone, top=0.55)
    b.tube((0, 0, 1.7), 0.05, 0.6, b.paint("#d4e2e6"), top=0.01)


@prop(0.5, 2.4, 2.6)
def ladder(b: Builder, rng: Random) -> None:
    wood = b.paint("#a3804e", Pattern.WOOD)
    for u in (-0.2, 0.2):
        b.box((u, 0.3, 1.3), (0.05, 0.05, 2.7), wood, lean=-14)
    for k in range(8):
        b.box((0, 0.02 + k * 0.08, 0.25 + k * 0.31), (0.4, 0.04, 0.04), wood)


@prop(1.2, 0.8, 1.5)
def rooftop_vent(b: Builder, rng: Random) -> None:
    steel = b.paint("#7f878c")
    b.box((0, 0, 0.5), (1.2, 0.8, 1.0), steel)
    for w in (0.3, 0.45, 0.6, 0.75):
        b.box((0, -0.41, w), (1.0, 0.03, 0.06), b.paint("#4f575c"))
    b.tube((0.3, 0, 1.3), 0.16, 0.7, steel)
    b.tube((0.3, 0, 1.68), 0.28, 0.12, steel, top=0.05)


@prop(2.4, 2.4, 4.2)
def water_tower(b: Builder, rng: Random) -> None:
    for u in (-0.8, 0.8):
        for v in (-0.8, 0.8):
            b.box((u, v, 0.9), (0.12, 0.12, 1.8), b.paint("#4a4038"))
    b.tube((0, 0, 2.7), 1.2, 1.9, b.paint("#7a5a40", Pattern.WOOD), sides=24)
    b.tube((0, 0, 4.0), 1.3, 0.8, b.paint("#5a4636"), top=0.05, sides=24)


@prop(0.3, 0.3, 1.0)
def bollard(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.35), 0.14, 0.7, b.paint("#33373a"), top=0.11)
    b.ball((0, 0, 0.74), (0.18, 0.18, 0.10), b.paint("#33373a"), 12)


@prop(2.6, 0.6, 3.0)
def swing(b: Builder, rng: Random) -> None:
    steel = b.paint("#a03a34")
    for u in (-1.2, 1.2):
        for lean in (-16, 16):
            b.box((u, lean * 0.018, 1.1), (0.07, 0.07, 2.3), steel, lean=lean)
    b.box((0, 0, 2.2), (2.5, 0.07, 0.07), steel)
    for u in (-0.5, 0.5):
        b.box((u, 0, 0.5), (0.45, 0.18, 0.03), b.paint("#4a3626"))
        for du in (-0.2, 0.2):
            b.box((u + du, 0, 1.35), (0.012, 0.012, 1.7), b.paint("#3a3d40"))
