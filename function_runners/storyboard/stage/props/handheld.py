"""Small things: on a table, in a hand, in an insert."""

from __future__ import annotations

import math

import numpy as np

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.props.store import pick, prop

Random = np.random.Generator


@prop(0.25, 0.14, 0.02, rest="surface")
def envelope(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.006), (0.23, 0.12, 0.010), b.paint("#d8b878"))
    b.add([(-0.11, 0.058, 0.0125), (0.11, 0.058, 0.0125), (0.0, -0.012, 0.0125)], [(0, 2, 1)], b.paint("#c2a062"))
    b.tube((0, -0.008, 0.014), 0.014, 0.004, b.paint("#9c2f2a"))


@prop(0.22, 0.3, 0.01, rest="surface")
def letter(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.003), (0.21, 0.29, 0.003), b.paint("#efe8d4"))
    for k in range(10):
        b.box(
            (-0.01 * (k % 3), 0.10 - k * 0.022, 0.0055),
            (0.15 - 0.02 * (k % 3), 0.004, 0.0006),
            b.paint("#4a4640"),
            light=NO_SHADOW,
        )


@prop(0.16, 0.12, 0.01, rest="surface")
def photo(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.003), (0.15, 0.11, 0.003), b.paint("#ece5d2"))
    b.box((0, 0, 0.0055), (0.13, 0.09, 0.001), b.paint("#7d776a"))
    b.ball((0, 0.005, 0.006), (0.018, 0.02, 0.001), b.paint("#c9b79a"), 10)


@prop(0.25, 0.16, 0.05, rest="surface")
def gun(b: Builder, rng: Random) -> None:
    steel = b.paint("#25282c", gloss=0.5)
    b.box((0, 0.035, 0.018), (0.20, 0.034, 0.030), steel)
    b.box((0.06, -0.02, 0.018), (0.055, 0.11, 0.030), b.paint("#3d2c22", Pattern.WOOD), turn=-14)
    b.box((0.015, 0.002, 0.016), (0.05, 0.03, 0.012), steel)
    b.tube((-0.10, 0.035, 0.018), 0.008, 0.02, b.paint("#0c0d0e"), axis=0)


def pistol(b: Builder) -> None:
    """A pistol upright in a hand at the origin, its muzzle towards +u."""
    steel = b.paint("#25282c", gloss=0.5)
    b.box((0.06, 0, 0.055), (0.20, 0.028, 0.036), steel)
    b.box((0, 0, 0), (0.05, 0.026, 0.10), b.paint("#2e2420"), taper=0.9)
    b.tube((0.165, 0, 0.058), 0.008, 0.02, b.paint("#0c0d0e"), axis=0)


@prop(0.3, 0.06, 0.03, rest="surface")
def knife(b: Builder, rng: Random) -> None:
    b.box((-0.07, 0, 0.006), (0.17, 0.028, 0.004), b.paint("#c9ced2", gloss=0.8))
    b.box((0.07, 0, 0.010), (0.11, 0.024, 0.018), b.paint("#3a2a20", Pattern.WOOD))


@prop(0.1, 0.05, 0.01, rest="surface")
def key(b: Builder, rng: Random) -> None:
    brass = b.paint("#b8923e", gloss=0.6)
    b.tube((0.035, 0, 0.004), 0.016, 0.006, brass)
    b.box((-0.01, 0, 0.004), (0.07, 0.007, 0.005), brass)
    b.box((-0.038, -0.008, 0.004), (0.012, 0.016, 0.005), brass)


@prop(0.2, 0.28, 0.05, rest="surface")
def book(b: Builder, rng: Random) -> None:
    cover = b.paint(pick(rng, "#7a2f2c", "#2f4f6a", "#4f5f3c"))
    b.box((0, 0, 0.006), (0.19, 0.26, 0.010), cover)
    b.box((0.004, 0, 0.022), (0.175, 0.245, 0.024), b.paint("#e6dec8"))
    b.box((0, 0, 0.038), (0.19, 0.26, 0.010), cover)


@prop(0.36, 0.28, 0.02, rest="surface")
def newspaper(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.008), (0.36, 0.27, 0.014), b.paint("#d9d4c4"))
    ink = b.paint("#46443e")
    b.box((0, 0.10, 0.0165), (0.30, 0.035, 0.001), ink, light=NO_SHADOW)
    for k in range(7):
        for u in (-0.11, 0.0, 0.11):
            b.box((u, 0.06 - k * 0.024, 0.0165), (0.09, 0.006, 0.001), ink, light=NO_SHADOW)


@prop(0.36, 0.28, 0.25, rest="surface")
def laptop(b: Builder, rng: Random) -> None:
    grey = b.paint("#8e9498", gloss=0.2)
    b.box((0, 0, 0.01), (0.34, 0.24, 0.018), grey)
    b.box((0, 0.15, 0.125), (0.34, 0.012, 0.23), grey, lean=-14)
    b.box((0, 0.142, 0.126), (0.31, 0.006, 0.20), b.paint("#a9cadb", glow=0.9), lean=-14, light=NO_SHADOW)
    b.box((0, -0.01, 0.0195), (0.29, 0.12, 0.002), b.paint("#33373a"))


@prop(0.22, 0.2, 0.14, rest="surface")
def telephone(b: Builder, rng: Random) -> None:
    black = b.paint("#25262a", gloss=0.4)
    b.box((0, 0, 0.04), (0.20, 0.18, 0.08), black, taper=0.7)
    b.tube((0, -0.02, 0.085), 0.05, 0.012, b.paint("#c9c2b0"))
    b.box((0, 0.03, 0.115), (0.23, 0.04, 0.03), black)
    for u in (-0.10, 0.10):
        b.ball((u, 0.03, 0.108), (0.03, 0.03, 0.025), black, 10)


@prop(0.08, 0.15, 0.01, rest="surface")
def phone(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.005), (0.074, 0.15, 0.008), b.paint("#1c1d20"))
    b.box((0, 0, 0.0095), (0.066, 0.138, 0.001), b.paint("#9fc4dc", glow=0.9), light=NO_SHADOW)


@prop(0.6, 0.24, 0.5)
def suitcase(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.24), (0.62, 0.20, 0.42), b.paint("#7a5234"))
    for u in (-0.18, 0.18):
        b.box((u, -0.105, 0.24), (0.04, 0.01, 0.42), b.paint("#4a3020"))
    b.box((0, 0, 0.49), (0.16, 0.03, 0.03), b.paint("#2f2018"))
    for u in (-0.14, 0.14):
        b.box((u * 0.55, 0, 0.47), (0.02, 0.03, 0.06), b.paint("#2f2018"))


@prop(0.1, 0.1, 0.02, rest="surface")
def watch(b: Builder, rng: Random) -> None:
    gold = b.paint("#b8923e", gloss=0.6)
    b.tube((0, 0, 0.006), 0.026, 0.010, gold, sides=24)
    b.tube((0, 0, 0.012), 0.022, 0.003, b.paint("#f0ead8"), sides=24)
    b.box((0, 0.006, 0.0145), (0.002, 0.014, 0.001), b.paint("#1a1a1a"))
    b.box((0.004, 0, 0.0145), (0.010, 0.002, 0.001), b.paint("#1a1a1a"))
    for v in (-0.055, 0.055):
        b.box((0, v, 0.004), (0.022, 0.065, 0.005), b.paint("#5a3a26"))


@prop(0.05, 0.05, 0.03, rest="surface")
def ring(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.015), (0.06, 0.06, 0.03), b.paint("#3a2348"))
    b.tube((0, 0, 0.032), 0.012, 0.006, b.paint("#d0aa4a", gloss=0.8))
    b.ball((0, -0.012, 0.04), 0.006, b.paint("#dbe8ec", gloss=0.9), 8)


@prop(0.5, 0.35, 0.01, rest="surface")
def map(b: Builder, rng: Random) -> None:
    b.box((0, 0, 0.003), (0.5, 0.36, 0.004), b.paint("#dccfa8"))
    for k in range(6):
        b.box(
            (-0.18 + 0.07 * k, 0.03 * (k % 3) - 0.03, 0.006),
            (0.12, 0.008, 0.001),
            b.paint(pick(rng, "#7a8f5a", "#6b8fa3", "#a8623c")),
            turn=k * 37.0,
            light=NO_SHADOW,
        )
    b.box((0.12, 0.06, 0.0062), (0.03, 0.006, 0.001), b.paint("#b02a20"), turn=45, light=NO_SHADOW)
    b.box((0.12, 0.06, 0.0064), (0.03, 0.006, 0.001), b.paint("#b02a20"), turn=-45, light=NO_SHADOW)


@prop(0.2, 0.12, 0.06, rest="surface")
def cash(b: Builder, rng: Random) -> None:
    for k, turn in enumerate((0.0, 8.0, -5.0)):
        b.box((0.01 * k, 0, 0.010 + 0.018 * k), (0.16, 0.07, 0.016), b.paint("#8ca37c"), turn=turn)
        b.box((0.01 * k, 0, 0.010 + 0.018 * k), (0.03, 0.072, 0.018), b.paint("#e0d8c0"), turn=turn)


@prop(0.4, 0.14, 1.0)
def guitar(b: Builder, rng: Random) -> None:
    wood = b.paint("#a8703a", Pattern.WOOD)
    b.tube((0, 0, 0.22), 0.20, 0.09, wood, axis=1)
    b.tube((0, 0, 0.46), 0.15, 0.09, wood, axis=1)
    b.tube((0, -0.047, 0.38), 0.05, 0.01, b.paint("#221812"), axis=1)
    b.box((0, -0.04, 0.78), (0.05, 0.03, 0.5), b.paint("#3d2a1e"))


@prop(0.4, 0.4, 1.6)
def microphone(b: Builder, rng: Random) -> None:
    steel = b.paint("#6d7378", gloss=0.5)
    b.tube((0, 0, 0.02), 0.16, 0.03, steel)
    b.tube((0, 0, 0.75), 0.012, 1.45, steel)
    b.ball((0, -0.03, 1.50), (0.035, 0.035, 0.05), b.paint("#2b2e31"), 12)


@prop(0.5, 0.5, 1.6)
def camera(b: Builder, rng: Random) -> None:
    for turn in (90, 210, 330):
        a = math.radians(turn)
        b.box(
            (0.2 * math.cos(a), 0.2 * math.sin(a), 0.62), (0.03, 0.03, 1.3), b.paint("#2c2f33"), turn=turn + 90, lean=17
        )
    b.box((0, 0, 1.40), (0.16, 0.36, 0.2), b.paint("#1f2124"))
    b.tube((0, -0.26, 1.40), 0.06, 0.18, b.paint("#2f3337", gloss=0.4), axis=1)


@prop(1.0, 1.0, 1.1)
def umbrella(b: Builder, rng: Random) -> None:
    b.tube((0, 0, 0.62), 0.55, 0.24, b.paint(pick(rng, "#2b2e38", "#8c2f36")), top=0.02, sides=10)
    b.tube((0, 0, 0.42), 0.010, 0.84, b.paint("#4a3626"), sides=8)
