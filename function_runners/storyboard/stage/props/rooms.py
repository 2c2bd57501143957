"""What is fixed in a room: kitchens, counters, boards, machines."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.props.store import pick, prop

Random = np.random.Generator


@prop(0.7, 0.05, 0.5, rest="wall")
def picture(b: Builder, rng: Random) -> None:
    b.box((0, 0, 1.6), (0.72, 0.04, 0.54), b.paint("#3a2b20"))
    b.box((0, -0.025, 1.6), (0.60, 0.02, 0.42), b.paint(pick(rng, "#8fa3a0", "#b39a72", "#7f8a9a")))
    b.box((0, -0.037, 1.52), (0.60, 0.01, 0.16), b.paint(pick(rng, "#6c7d66", "#7d6650", "#59667a")))


@prop(0.5, 0.06, 0.5, rest="wall")
def clock(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 2.1), 0.20, 0.05, b.paint("#2a2622"), axis=1, sides=26)
    b.tube((0, -0.03, 2.1), 0.175, 0.03, b.paint("#efe9da"), axis=1, sides=26)
    b.box((0, -0.05, 2.15), (0.015, 0.01, 0.11), b.paint("#1c1a18"))
    b.box((0.04, -0.05, 2.1), (0.09, 0.01, 0.018), b.paint("#1c1a18"))


@prop(0.8, 0.06, 1.2, rest="wall")
def mirror(b: Builder, rng: Random) -> None:
    b.box((0, 0, 1.5), (0.7, 0.04, 1.0), b.paint("#7c5c34"))
    b.box((0, -0.025, 1.5), (0.6, 0.02, 0.9), b.paint("#c2d0d2", gloss=0.6))


@prop(2.6, 0.06, 1.2, rest="wall")
def blackboard(b: Builder, rng: Random) -> None:
    b.box((0, 0, 1.55), (2.7, 0.04, 1.25), b.paint("#7a5638", Pattern.WOOD))
    b.box((0, -0.025, 1.55), (2.56, 0.02, 1.12), b.paint("#34483f"))
    chalk = b.paint("#cfd6cc")
    for row in range(4):
        u = -1.1
        while u < 0.9:
            run = float(rng.uniform(0.10, 0.34))
            b.box((u + run / 2, -0.04, 1.92 - row * 0.22), (run, 0.006, 0.022), chalk, light=NO_SHADOW)
            u += run + 0.08
    b.box((0, -0.06, 0.93), (2.6, 0.08, 0.03), b.paint("#7a5638"))


@prop(3.0, 0.7, 1.05, top=1.055)
def counter(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.5), (3.0, 0.55, 1.0), b.paint("#7a3f38"))
    b.box((0, 0, 1.02), (3.1, 0.70, 0.05), b.paint("#d6cfc0", gloss=0.3))
    for w in (0.3, 0.6):
        b.box((0, -0.285, w), (3.0, 0.02, 0.03), b.paint("#b9bdc2"))


@prop(3.0, 0.75, 1.12, top=1.125)
def bar_counter(b: Builder, rng: Random) -> None:
    wood = b.paint("#5b3826", Pattern.WOOD)
    b.box((0, 0, 0.53), (3.2, 0.5, 1.06), wood)
    for u in (-1.2, -0.4, 0.4, 1.2):
        b.box((u, -0.26, 0.55), (0.66, 0.03, 0.78), b.paint("#4a2c1e", Pattern.WOOD))
    b.box((0, -0.02, 1.09), (3.3, 0.75, 0.07), b.paint("#6e4630", Pattern.WOOD, gloss=0.3))
    b.tube((0, -0.40, 0.22), 0.025, 3.2, b.paint("#b08c46", gloss=0.6), axis=0)


@prop(3.2, 0.35, 2.4)
def back_bar(b: Builder, rng: Random) -> None:
    wood = b.paint("#4d3022", Pattern.WOOD)
    b.box((0, 0.1, 1.2), (3.2, 0.06, 2.4), wood)
    b.box((0, 0.06, 1.62), (3.0, 0.02, 1.2), b.paint("#8d8a72", gloss=0.5))
    for w in (1.08, 1.5, 1.92):
        b.box((0, -0.06, w), (3.1, 0.26, 0.04), wood)
        u = -1.45
        while u < 1.45:
            tint = pick(rng, "#2f5a3a", "#7a4a22", "#b08a40", "#6b2a26", "#9fb0a8", "#3a4a5c")
            tall = float(rng.uniform(0.18, 0.26))
            glass = b.paint(tint, gloss=0.5)
            b.tube((u, -0.07, w + 0.02 + tall / 2), 0.034, tall, glass, sides=9)
            b.tube((u, -0.07, w + 0.02 + tall + 0.04), 0.013, 0.09, glass, sides=7)
            u += float(rng.uniform(0.10, 0.20))


@prop(2.4, 0.62, 0.92, top=0.925)
def kitchen_units(b: Builder, rng: Random) -> None:
    front = b.paint(pick(rng, "#9aa894", "#b7a88c", "#8fa0a8"))
    b.box((0, 0, 0.45), (2.4, 0.58, 0.86), front)
    b.box((0, -0.01, 0.90), (2.42, 0.64, 0.045), b.paint("#c9beaa", Pattern.STONE))
    for k in range(4):
        b.box((-0.9 + k * 0.6, -0.30, 0.47), (0.54, 0.02, 0.74), front)
        b.box((-0.9 + k * 0.6, -0.325, 0.76), (0.16, 0.02, 0.02), b.paint("#6d6a64", gloss=0.4))
    for k in range(4):
        b.box((-0.9 + k * 0.6, 0.14, 1.85), (0.58, 0.32, 0.70), front)
        b.box((-0.9 + k * 0.6, -0.03, 1.85), (0.52, 0.02, 0.62), front)


@prop(0.6, 0.62, 0.92, top=0.92)
def stove(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.45), (0.6, 0.6, 0.9), b.paint("#d8d6cf"))
    b.box((0, -0.31, 0.42), (0.48, 0.02, 0.44), b.paint("#26282a", gloss=0.5))
    for u in (-0.15, 0.15):
        for v in (-0.14, 0.14):
            b.tube((u, v, 0.91), 0.09, 0.02, b.paint("#1d1e20"))
    b.tube((0.15, 0.14, 1.0), 0.10, 0.16, b.paint("#8f9498", gloss=0.5))


@prop(0.7, 0.7, 1.85)
def fridge(b: Builder, rng: Random) -> None:
    body = b.paint("#d9d7ce", gloss=0.15)
    b.box((0, 0, 0.92), (0.7, 0.66, 1.84), body)
    b.box((0, -0.335, 0.60), (0.68, 0.02, 1.14), body)
    b.box((0, -0.335, 1.52), (0.68, 0.02, 0.60), body)
    for w in (0.95, 1.35):
        b.box((-0.27, -0.36, w), (0.03, 0.03, 0.26), b.paint("#8b8f92", gloss=0.5))


@prop(0.6, 0.5, 0.9)
def sink(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.42), 0.07, 0.78, b.paint("#e4e2da"))
    b.tube((0, 0, 0.85), 0.20, 0.16, b.paint("#eceae2", gloss=0.3), top=0.28)
    b.tube((0, 0.2, 0.98), 0.015, 0.14, b.paint("#a8adb0", gloss=0.6))


@prop(1.7, 0.8, 0.6, seat=0.5)
def bathtub(b: Builder, rng: Random) -> None:
    white = b.paint("#eceae2", gloss=0.3)
    b.box((0, 0, 0.27), (1.7, 0.75, 0.54), white)
    b.box((0, 0, 0.55), (1.78, 0.83, 0.05), white)
    b.box((0, 0, 0.56), (1.5, 0.58, 0.05), b.paint("#a9bcc0"))


@prop(1.3, 0.5, 1.35)
def fireplace(b: Builder, rng: Random) -> None:
    stone = b.paint("#8d857a", Pattern.STONE)
    for u in (-0.55, 0.55):
        b.box((u, 0, 0.55), (0.28, 0.42, 1.1), stone)
    b.box((0, 0, 1.0), (1.38, 0.42, 0.22), stone)
    b.box((0, -0.04, 1.15), (1.55, 0.52, 0.08), b.paint("#5d4330", Pattern.WOOD))
    b.box((0, 0.12, 0.45), (0.84, 0.1, 0.9), b.paint("#191513"))
    for k, u in enumerate((-0.18, 0.0, 0.16)):
        b.tube((u, 0.02, 0.20 + 0.04 * (k == 1)), 0.10, 0.30, b.paint("#ff9a3c", glow=2.4), top=0.01, light=NO_SHADOW)


@prop(1.2, 0.4, 1.2, top=0.5)
def television(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.25), (1.3, 0.4, 0.5), b.paint("#5d4330", Pattern.WOOD))
    b.box((0, 0, 0.86), (1.15, 0.07, 0.66), b.paint("#17181a"))
    b.box((0, -0.04, 0.87), (1.07, 0.01, 0.58), b.paint("#8fb0c8", glow=0.7), light=NO_SHADOW)


@prop(1.8, 0.9, 1.0, top=0.96)
def altar(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.45), (1.7, 0.7, 0.9), b.paint("#b8ae9c", Pattern.STONE))
    b.box((0, 0, 0.93), (1.9, 0.85, 0.06), b.paint("#e6dfce"))
    b.box((0, -0.43, 0.75), (0.7, 0.02, 0.36), b.paint("#8c2f36"))


@prop(1.0, 0.2, 2.2)
def cross(b: Builder, rng: Random) -> None:
    wood = b.paint("#5a3d28", Pattern.WOOD)
    b.box((0, 0, 1.1), (0.16, 0.1, 2.2), wood)
    b.box((0, 0, 1.55), (1.0, 0.1, 0.16), wood)


@prop(0.6, 0.5, 1.6)
def monitor(b: Builder, rng: Random) -> None:
    steel = b.paint("#a8aeb2")
    b.tube((0, 0, 0.55), 0.03, 1.1, steel)
    b.tube((0, 0, 0.04), 0.25, 0.05, steel)
    b.box((0, 0, 1.3), (0.46, 0.16, 0.36), b.paint("#c4c9c6"))
    b.box((0, -0.085, 1.31), (0.38, 0.01, 0.27), b.paint("#17342c", glow=0.5))
    for k in range(6):
        b.box(
            (-0.15 + k * 0.06, -0.095, 1.31 + 0.05 * (k % 2)),
            (0.05, 0.004, 0.012),
            b.paint("#6fe0a0", glow=1.6),
            light=NO_SHADOW,
        )
    b.tube((0.30, 0, 1.0), 0.012, 1.9, steel)
    b.box((0.30, 0, 1.75), (0.12, 0.05, 0.2), b.paint("#cfe0e0"))


@prop(1.8, 0.7, 1.3, top=0.9)
def console(b: Builder, rng: Random) -> None:
    grey = b.paint("#6b747b")
    b.box((0, 0, 0.42), (1.8, 0.6, 0.84), grey)
    b.box((0, -0.08, 0.90), (1.8, 0.5, 0.08), grey, lean=-18)
    b.box((0, 0.22, 1.25), (1.8, 0.08, 0.6), b.paint("#3c444a"))
    for k in range(3):
        b.box((-0.58 + k * 0.58, 0.17, 1.26), (0.5, 0.02, 0.44), b.paint("#5fa7b8", glow=0.8), light=NO_SHADOW)
    for k in range(12):
        glow = b.paint(pick(rng, "#e0573c", "#e8b84a", "#6fd08a", "#cfd6da"), glow=1.2)
        b.box((-0.75 + k * 0.136, -0.2, 0.94), (0.05, 0.05, 0.03), glow, light=NO_SHADOW)


@prop(1.6, 0.5, 2.2)
def lockers(b: Builder, rng: Random) -> None:
    for k in range(4):
        b.box((-0.6 + k * 0.4, 0, 1.0), (0.385, 0.45, 1.96), b.paint("#56707a"))
        b.box((-0.6 + k * 0.4, -0.23, 1.0), (0.34, 0.02, 1.88), b.paint("#638089"))
        for w in (1.62, 1.68, 1.74):
            b.box((-0.6 + k * 0.4, -0.245, w), (0.2, 0.01, 0.02), b.paint("#2d3a40"))


@prop(1.8, 0.02, 0.02)
def rug(b: Builder, rng: Random) -> None:
    b.box(
        (0, 0, 0.008),
        (2.6, 1.7, 0.012),
        b.paint(pick(rng, "#8a4b42", "#4f5f74", "#8b7a4c"), Pattern.CARPET),
        light=NO_SHADOW,
    )
    b.box((0, 0, 0.012), (2.3, 1.4, 0.012), b.paint(pick(rng, "#b58d6a", "#a39b86"), Pattern.CARPET), light=NO_SHADOW)
