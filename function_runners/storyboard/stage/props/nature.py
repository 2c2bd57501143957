"""Trees, stones and what people leave in the open."""

from __future__ import annotations

import math

import numpy as np

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.props.store import pick, prop

Random = np.random.Generator


@prop(3.0, 3.0, 5.0)
def tree(b: Builder, rng: Random) -> None:
    bark = b.paint("#4f3b2b", Pattern.WOOD)
    leaf = b.paint(pick(rng, "#47633a", "#556b3a", "#3f5a3c"), Pattern.FOLIAGE)
    tall = float(rng.uniform(0.9, 1.25))
    b.tube((0, 0, 1.3 * tall), 0.20, 2.6 * tall, bark, top=0.11, sides=12)
    for turn, lean in ((0.6, 0.5), (2.6, 0.6), (4.4, 0.45)):
        b.box(
            (0.35 * math.cos(turn), 0.35 * math.sin(turn), 2.5 * tall),
            (0.09, 0.09, 1.1),
            bark,
            turn=math.degrees(turn),
            lean=20 * lean,
        )
    for k in range(9):
        a = k * 2.4 + float(rng.uniform(0, 0.8))
        r = 0.35 + 0.85 * (k % 3) / 2
        w = (2.7 + 0.28 * k) * tall
        size = float(rng.uniform(0.55, 0.95)) * (1.15 - 0.05 * k)
        b.ball((r * math.cos(a), r * math.sin(a), w), (size * 1.15, size * 1.15, size * 0.85), leaf, 14, rough=0.16)


@prop(2.4, 2.4, 7.0)
def pine(b: Builder, rng: Random) -> None:
    needles = b.paint(pick(rng, "#34503c", "#3d5a3e", "#2f4a40"), Pattern.FOLIAGE)
    tall = float(rng.uniform(0.85, 1.35))
    b.tube((0, 0, 1.0 * tall), 0.17, 2.0 * tall, b.paint("#4a3628", Pattern.WOOD), top=0.12, sides=10)
    for k in range(5):
        b.tube((0, 0, (1.9 + k * 1.0) * tall), (1.35 - 0.24 * k), 1.7 * tall, needles, top=0.04, sides=13)


@prop(1.0, 1.0, 12.0)
def trunk(b: Builder, rng: Random) -> None:
    """A tall bare trunk that leaves the picture at the top."""
    bark = b.paint(pick(rng, "#5a4636", "#4c3c30", "#63503c"), Pattern.WOOD)
    r = float(rng.uniform(0.16, 0.34))
    b.tube((0, 0, 5.0), r * 1.15, 10.0, bark, top=r * 0.7, sides=12)
    b.tube((0, 0, 0.12), r * 1.7, 0.28, bark, top=r * 1.15, sides=12)
    leaf = b.paint(pick(rng, "#3f5a36", "#4c6640"), Pattern.FOLIAGE)
    for k in range(5):
        a = k * 2.4
        b.ball((1.1 * math.cos(a), 1.1 * math.sin(a), 6.2 + 0.6 * k), (1.5, 1.5, 0.9), leaf, 12, rough=0.16)


@prop(1.2, 1.2, 0.9)
def bush(b: Builder, rng: Random) -> None:
    leaf = b.paint(pick(rng, "#4c6640", "#5a6e3e"), Pattern.FOLIAGE)
    for k in range(4):
        a = k * 1.7
        b.ball((0.3 * math.cos(a), 0.3 * math.sin(a), 0.35 + 0.06 * k), (0.45, 0.42, 0.38), leaf, 12, rough=0.18)


@prop(0.5, 0.5, 0.5)
def grass(b: Builder, rng: Random) -> None:
    """A tuft of long grass."""
    green = b.paint(pick(rng, "#76803f", "#8a8a48", "#65753c"))
    for _ in range(11):
        u, v = rng.uniform(-0.24, 0.24, 2)
        b.box((u, v, 0.12), (0.035, 0.01, float(rng.uniform(0.16, 0.36))), green, turn=float(rng.uniform(0, 180)), lean=float(rng.uniform(-22, 22)), taper=0.15, light=NO_SHADOW)  # fmt: skip


@prop(1.2, 1.0, 0.6, top=0.5, seat=0.45)
def rock(b: Builder, rng: Random) -> None:
    stone = b.paint(pick(rng, "#8a857c", "#7b766c", "#948b7c"), Pattern.CONCRETE)
    b.ball((0, 0, 0.18), (0.62, 0.48, 0.34), stone, 14, rough=0.12)
    b.ball((0.42, 0.12, 0.1), (0.30, 0.26, 0.2), stone, 10, rough=0.12)


@prop(1.8, 0.5, 0.45, top=0.44, seat=0.44)
def log(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.22), 0.22, 1.8, b.paint("#5a4432", Pattern.WOOD), axis=0, sides=14)
    for u in (-0.905, 0.905):
        b.tube((u, 0, 0.22), 0.19, 0.02, b.paint("#b08e5e"), axis=0, sides=14)


@prop(0.9, 0.9, 0.8)
def campfire(b: Builder, rng: Random) -> None:
    for k in range(8):
        a = k * math.pi / 4
        b.ball((0.42 * math.cos(a), 0.42 * math.sin(a), 0.07), (0.13, 0.12, 0.10), b.paint("#77726a"), 8, rough=0.1)
    for k in range(4):
        b.box((0, 0, 0.12), (0.07, 0.7, 0.07), b.paint("#4a3626"), turn=k * 45.0, lean=10)
    for u, v, tall, glow in ((0, 0, 0.55, 2.4), (0.12, 0.06, 0.36, 2.0), (-0.11, -0.05, 0.40, 2.0)):
        b.tube((u, v, 0.10 + tall / 2), 0.13, tall, b.paint("#ff9636", glow=glow), top=0.01, light=NO_SHADOW)


@prop(2.2, 2.0, 1.5)
def tent(b: Builder, rng: Random) -> None:
    b.outline([(-1.0, 0.0), (1.0, 0.0), (0.0, 1.45)], 2.0, b.paint("#b0763a"))
    b.outline([(-0.34, 0.0), (0.34, 0.0), (0.0, 1.0)], 2.02, b.paint("#3a2c20"))


@prop(1.7, 4.2, 1.0)
def boat(b: Builder, rng: Random) -> None:
    hull = b.paint(pick(rng, "#47688a", "#8a4a3c"), Pattern.WOOD)
    b.outline([(-2.0, 0.75), (-1.5, 0.05), (1.4, 0.05), (1.8, 0.65), (1.6, 0.6), (-1.8, 0.65)], 1.3, hull)
    b.box((0, -0.05, 0.60), (1.0, 2.8, 0.04), b.paint("#3a3026"))
    for v in (-0.7, 0.5):
        b.box((0, v, 0.64), (1.2, 0.26, 0.05), b.paint("#b08e5e", Pattern.WOOD))


@prop(0.7, 0.25, 1.1)
def gravestone(b: Builder, rng: Random) -> None:
    stone = b.paint(pick(rng, "#8f9088", "#7d7f7a", "#9a968a"), Pattern.CONCRETE)
    lean = float(rng.uniform(-6, 6))
    b.box((0, 0, 0.40), (0.62, 0.14, 0.80), stone, lean=lean)
    b.tube((0, 0, 0.80), 0.31, 0.14, stone, axis=1)
    b.box((0, 0, 0.05), (0.8, 0.34, 0.1), stone)


@prop(0.6, 0.6, 1.3)
def plant(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.18), 0.16, 0.36, b.paint("#9a5a3c"), top=0.21)
    leaf = b.paint("#4c6b44")
    for k in range(9):
        a = k * 2.4
        b.box(
            (0.16 * math.cos(a), 0.16 * math.sin(a), 0.66 + 0.05 * (k % 3)),
            (0.09, 0.015, 0.70),
            leaf,
            turn=math.degrees(a) + 90,
            lean=24,
            taper=0.3,
        )


@prop(2.0, 1.0, 0.6)
def coffin(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.28), (2.0, 0.7, 0.45), b.paint("#5a3826", Pattern.WOOD, gloss=0.2))
    b.box((0, 0, 0.55), (1.96, 0.62, 0.12), b.paint("#6b452e", Pattern.WOOD, gloss=0.2), taper=0.8)
    for u in (-0.6, 0.0, 0.6):
        b.box((u, -0.37, 0.3), (0.22, 0.03, 0.04), b.paint("#c0a050", gloss=0.6))
