"""Things people sit at, on and under."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.props.store import pick, prop

Random = np.random.Generator
BOOKS = ("#b4472f", "#2f5d78", "#c08a2c", "#4f6b45", "#6c4a7a", "#8a8f96", "#2b2f3a", "#d8c9ac")


def _legs(b: Builder, half_width: float, half_depth: float, height: float, thick: float, paint: int) -> None:
    for u in (-half_width, half_width):
        for v in (-half_depth, half_depth):
            b.box((u, v, height / 2), (thick, thick, height), paint)


@prop(1.3, 0.8, 0.77, top=0.765)
def table(b: Builder, rng: Random) -> None:
    wood = b.paint(pick(rng, "#8a5a3a", "#7a5236", "#94683f"), Pattern.WOOD)
    b.box((0, 0, 0.74), (1.3, 0.8, 0.05), wood)
    b.box((0, 0, 0.67), (1.18, 0.68, 0.08), wood)
    _legs(b, 0.58, 0.33, 0.70, 0.06, wood)


@prop(0.8, 0.8, 0.77, top=0.765)
def round_table(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.745), 0.42, 0.04, b.paint("#8a5a3a", Pattern.WOOD), sides=28)
    b.tube((0, 0, 0.37), 0.04, 0.72, b.paint("#3a332c"))
    b.tube((0, 0, 0.02), 0.24, 0.03, b.paint("#3a332c"))


@prop(0.8, 1.15, 0.77, top=0.768)
def diner_table(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.745), (0.78, 1.15, 0.045), b.paint("#d9d2c0", gloss=0.25))
    b.box((0, 0, 0.742), (0.80, 1.17, 0.025), b.paint("#9aa0a6", gloss=0.4))
    b.tube((0, 0, 0.37), 0.045, 0.72, b.paint("#7c8288", gloss=0.4))
    b.tube((0, 0, 0.02), 0.26, 0.04, b.paint("#5c6166"))


@prop(1.2, 0.6, 1.22, seat=0.45)
def booth(b: Builder, rng: Random) -> None:
    red = b.paint("#a03a34", gloss=0.12)
    b.box((0, 0, 0.25), (1.2, 0.56, 0.38), red)
    b.box((0, 0.30, 0.66), (1.2, 0.14, 0.96), red)
    for u in (-0.4, 0.0, 0.4):
        b.box((u, 0.22, 0.80), (0.36, 0.06, 0.56), red)
    b.box((0, 0.30, 1.16), (1.22, 0.18, 0.05), b.paint("#a9aeb2"))
    b.box((0, 0, 0.04), (1.16, 0.5, 0.08), b.paint("#2a2320"))


@prop(0.45, 0.45, 0.90, seat=0.46)
def chair(b: Builder, rng: Random) -> None:
    wood = b.paint(pick(rng, "#6b4630", "#7b573a", "#50392b"), Pattern.WOOD)
    b.box((0, 0, 0.44), (0.44, 0.44, 0.04), wood)
    _legs(b, 0.19, 0.19, 0.43, 0.04, wood)
    for w in (0.62, 0.74, 0.86):
        b.box((0, 0.20, w), (0.40, 0.025, 0.07), wood)
    for u in (-0.2, 0.2):
        b.box((u, 0.20, 0.67), (0.04, 0.04, 0.48), wood)


@prop(0.6, 0.6, 1.05, seat=0.47)
def office_chair(b: Builder, rng: Random) -> None:
    cloth, steel = b.paint("#33383f"), b.paint("#8d9297", gloss=0.4)
    b.box((0, 0, 0.45), (0.50, 0.48, 0.08), cloth)
    b.box((0, 0.24, 0.78), (0.46, 0.07, 0.52), cloth)
    b.tube((0, 0, 0.24), 0.03, 0.36, steel)
    for turn in range(0, 360, 72):
        a = np.radians(turn)
        b.box((0.15 * np.cos(a), 0.15 * np.sin(a), 0.06), (0.30, 0.05, 0.04), steel, turn=turn)


@prop(0.42, 0.42, 0.75, seat=0.74)
def stool(b: Builder, rng: Random) -> None:
    steel = b.paint("#9aa0a6", gloss=0.5)
    b.tube((0, 0, 0.70), 0.19, 0.07, b.paint("#a03a34", gloss=0.15))
    b.tube((0, 0, 0.35), 0.03, 0.68, steel)
    b.tube((0, 0, 0.30), 0.15, 0.02, steel)
    b.tube((0, 0, 0.02), 0.20, 0.03, steel)


@prop(0.9, 0.85, 0.9, seat=0.43)
def armchair(b: Builder, rng: Random) -> None:
    cloth = b.paint(pick(rng, "#6a5b44", "#4f6158", "#7c4a3c"))
    b.box((0, 0.02, 0.21), (0.62, 0.70, 0.38), cloth)
    b.box((0, 0.36, 0.58), (0.78, 0.16, 0.66), cloth)
    for u in (-0.38, 0.38):
        b.box((u, 0, 0.32), (0.15, 0.76, 0.58), cloth)


@prop(2.0, 0.9, 0.85, seat=0.43)
def sofa(b: Builder, rng: Random) -> None:
    cloth = b.paint(pick(rng, "#5a6b66", "#71604c", "#5b5f72"))
    b.box((0, 0, 0.21), (1.9, 0.80, 0.38), cloth)
    b.box((0, 0.36, 0.58), (1.9, 0.18, 0.56), cloth)
    for u in (-0.46, 0.46):
        b.box((u, -0.04, 0.40), (0.86, 0.66, 0.06), cloth)
    for u in (-0.93, 0.93):
        b.box((u, 0, 0.34), (0.16, 0.82, 0.56), cloth)
    b.box((-0.66, 0.22, 0.58), (0.36, 0.12, 0.34), b.paint("#b58a4e"), lean=-14)


@prop(1.6, 2.1, 1.0, top=0.56, seat=0.52, seat_v=-0.85)
def bed(b: Builder, rng: Random) -> None:
    wood = b.paint("#6b4630", Pattern.WOOD)
    b.box((0, 0, 0.22), (1.5, 2.0, 0.24), wood)
    b.box((0, 0, 0.42), (1.45, 1.95, 0.20), b.paint("#ddd8cc"))
    b.box((0, -0.28, 0.47), (1.53, 1.42, 0.14), b.paint(pick(rng, "#6c7f8f", "#8a6f6a", "#70806c")))
    for u in (-0.36, 0.36):
        b.box((u, 0.76, 0.57), (0.58, 0.36, 0.13), b.paint("#efece2"))
    b.box((0, 1.0, 0.55), (1.55, 0.07, 1.0), wood)


@prop(0.95, 2.1, 1.0, top=0.62, seat=0.60)
def hospital_bed(b: Builder, rng: Random) -> None:
    steel = b.paint("#b8bec2", gloss=0.3)
    b.box((0, 0, 0.46), (0.92, 2.0, 0.08), steel)
    b.box((0, 0, 0.56), (0.88, 1.94, 0.13), b.paint("#e8e8e2"))
    b.box((0, -0.35, 0.60), (0.91, 1.2, 0.10), b.paint("#a9c3c4"))
    b.box((0, 0.74, 0.68), (0.6, 0.34, 0.12), b.paint("#f2f1ea"))
    for v in (-1.0, 1.0):
        b.box((0, v, 0.72), (0.9, 0.04, 0.5), steel)
        for u in (-0.42, 0.42):
            b.box((u, v * 0.96, 0.22), (0.04, 0.04, 0.44), steel)


@prop(1.6, 0.75, 0.77, top=0.765)
def desk(b: Builder, rng: Random) -> None:
    wood = b.paint(pick(rng, "#70513c", "#5e4634"), Pattern.WOOD)
    b.box((0, 0, 0.74), (1.6, 0.75, 0.05), wood)
    b.box((-0.58, 0, 0.36), (0.38, 0.68, 0.71), wood)
    b.box((0.58, 0, 0.36), (0.38, 0.68, 0.71), wood)
    b.box((0, 0.1, 0.5), (0.8, 0.03, 0.42), wood)
    for w in (0.22, 0.42, 0.62):
        b.box((0.58, -0.345, w), (0.32, 0.02, 0.16), b.paint("#5c4230"))
        b.box((0.58, -0.36, w), (0.10, 0.02, 0.02), b.paint("#b79a5a", gloss=0.4))


@prop(0.62, 0.55, 0.74, top=0.73)
def school_desk(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.71), (0.62, 0.45, 0.03), b.paint("#a8804e", Pattern.WOOD))
    _legs(b, 0.28, 0.19, 0.70, 0.03, b.paint("#5d6468"))


@prop(0.45, 0.4, 0.55, top=0.55)
def bedside(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.27), (0.45, 0.4, 0.54), b.paint("#6b4630", Pattern.WOOD))
    b.box((0, -0.205, 0.38), (0.37, 0.02, 0.18), b.paint("#573b2a"))
    b.ball((0, -0.22, 0.38), 0.02, b.paint("#c8a24a", gloss=0.5), 8)


@prop(1.1, 0.34, 2.0)
def bookshelf(b: Builder, rng: Random) -> None:
    wood, dark = b.paint("#5d4330", Pattern.WOOD), b.paint("#2b2019")
    b.box((0, 0.02, 1.0), (1.06, 0.26, 1.98), dark)
    for u in (-0.54, 0.54):
        b.box((u, 0, 1.0), (0.04, 0.34, 2.0), wood)
    for w in (0.04, 0.44, 0.84, 1.24, 1.64, 1.98):
        b.box((0, 0, w), (1.1, 0.34, 0.035), wood)
    for w in (0.06, 0.46, 0.86, 1.26, 1.66):
        u = -0.50
        while u < 0.46:
            thick, tall = float(rng.uniform(0.03, 0.07)), float(rng.uniform(0.18, 0.27))
            if rng.random() < 0.9:
                b.box((u + thick / 2, -0.14, w + tall / 2), (thick * 0.9, 0.06, tall), b.paint(pick(rng, *BOOKS)))
            u += thick


@prop(0.9, 0.45, 1.0, top=1.0)
def cabinet(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.5), (0.9, 0.45, 1.0), b.paint("#7a5a3e", Pattern.WOOD))
    for u in (-0.22, 0.22):
        b.box((u, -0.23, 0.52), (0.40, 0.02, 0.84), b.paint("#6a4c34"))
        b.ball((u * 0.25, -0.25, 0.55), 0.02, b.paint("#c8a24a", gloss=0.5), 8)


@prop(0.46, 0.62, 1.32, top=1.32)
def filing_cabinet(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.66), (0.46, 0.62, 1.32), b.paint("#6f7a78"))
    for w in (0.18, 0.50, 0.82, 1.14):
        b.box((0, -0.315, w), (0.40, 0.02, 0.27), b.paint("#7f8b88"))
        b.box((0, -0.335, w + 0.05), (0.14, 0.02, 0.03), b.paint("#c3c8c8", gloss=0.3))


@prop(0.4, 0.4, 1.75)
def lamp(b: Builder, rng: Random) -> None:
    dark = b.paint("#3a342e")
    b.tube((0, 0, 0.02), 0.14, 0.04, dark)
    b.tube((0, 0, 0.75), 0.016, 1.45, dark)
    b.tube((0, 0, 1.58), 0.22, 0.30, b.paint("#ffd9a0", glow=1.5), top=0.15, light=NO_SHADOW)


@prop(0.26, 0.26, 0.48, rest="surface")
def table_lamp(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.12), 0.07, 0.24, b.paint("#7a4a34"), top=0.03)
    b.tube((0, 0, 0.34), 0.14, 0.20, b.paint("#ffd9a0", glow=1.5), top=0.09, light=NO_SHADOW)


@prop(0.4, 0.4, 0.3, rest="ceiling")
def pendant(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 2.55), 0.008, 1.0, b.paint("#222222"), light=NO_SHADOW)
    b.tube((0, 0, 2.06), 0.21, 0.16, b.paint("#7a2e22"), top=0.07, light=NO_SHADOW)
    b.tube((0, 0, 1.975), 0.19, 0.02, b.paint("#ffe2b0", glow=2.0), light=NO_SHADOW)


@prop(1.5, 0.62, 1.2)
def piano(b: Builder, rng: Random) -> None:
    black = b.paint("#221d1b", gloss=0.4)
    b.box((0, 0.12, 0.6), (1.5, 0.36, 1.2), black)
    b.box((0, -0.15, 0.66), (1.46, 0.30, 0.10), black)
    b.box((0, -0.16, 0.72), (1.32, 0.20, 0.02), b.paint("#ece6d8"))
    for k in range(20):
        b.box((-0.62 + k * 0.065, -0.11, 0.735), (0.03, 0.10, 0.02), black)
    for u in (-0.7, 0.7):
        b.box((u, -0.25, 0.3), (0.06, 0.06, 0.6), black)


@prop(1.9, 0.6, 0.9)
def pew(b: Builder, rng: Random) -> None:
    wood = b.paint("#6e4a30", Pattern.WOOD)
    b.box((0, 0, 0.44), (1.9, 0.42, 0.05), wood)
    b.box((0, 0.22, 0.66), (1.9, 0.05, 0.50), wood, lean=8)
    for u in (-0.93, 0.93):
        b.box((u, 0.02, 0.45), (0.06, 0.50, 0.90), wood)


@prop(0.6, 0.9, 0.95, seat=0.48)
def wheelchair(b: Builder, rng: Random) -> None:
    steel, cloth = b.paint("#a4a9ad", gloss=0.4), b.paint("#2f3338")
    b.box((0, 0, 0.46), (0.44, 0.44, 0.05), cloth)
    b.box((0, 0.24, 0.72), (0.44, 0.05, 0.46), cloth)
    for u in (-0.28, 0.28):
        b.tube((u, 0.10, 0.30), 0.30, 0.03, b.paint("#26282b"), axis=0, sides=24)
        b.tube((u * 1.08, 0.10, 0.30), 0.25, 0.02, steel, axis=0, sides=24)
        b.box((u * 0.9, 0, 0.68), (0.04, 0.40, 0.04), cloth)
