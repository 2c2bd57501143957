"""Cars, a bicycle, a train."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.props.store import pick, prop

Random = np.random.Generator


def _vehicle(b: Builder, paint: int, length: float, cabin: tuple[tuple[float, float], ...], hood: float) -> None:
    glass, tyre, hub = b.paint("#2a3a44", gloss=0.7), b.paint("#17181a"), b.paint("#8f959a", gloss=0.4)
    half = length / 2
    b.outline(
        [(-half, 0.30), (half, 0.30), (half, 0.62), (half - 0.08, hood), (-half + 0.10, hood - 0.06), (-half, 0.60)],
        1.76,
        paint,
    )
    b.outline(cabin, 1.50, glass)
    roof = [(v, w) for v, w in cabin if w > hood + 0.3]
    low, high = min(v for v, _ in roof), max(v for v, _ in roof)
    top = max(w for _, w in cabin)
    b.box((0, (low + high) / 2, top), (1.52, high - low + 0.06, 0.06), paint)
    for u in (-0.755, 0.755):
        b.box((u, (low + high) / 2, (hood + top) / 2), (0.03, 0.09, top - hood), paint)
    for u in (-0.80, 0.80):
        for v in (-half * 0.63, half * 0.62):
            b.tube((u, v, 0.33), 0.33, 0.20, tyre, axis=0, sides=24)
            b.tube((u * 1.06, v, 0.33), 0.19, 0.16, hub, axis=0, sides=16)
    for u in (-0.64, 0.64):
        b.box((u, -half - 0.01, 0.64), (0.34, 0.03, 0.13), b.paint("#fff0cf", glow=1.7), light=NO_SHADOW)
        b.box((u, half + 0.01, 0.66), (0.34, 0.03, 0.13), b.paint("#d22a1e", glow=1.1), light=NO_SHADOW)
    b.box((0, -half - 0.02, 0.42), (1.70, 0.08, 0.14), b.paint("#888d91", gloss=0.4))
    b.box((0, half + 0.02, 0.42), (1.70, 0.08, 0.14), b.paint("#888d91", gloss=0.4))


_SALOON = ((-0.95, 0.84), (1.60, 0.84), (1.05, 1.38), (-0.35, 1.38))


@prop(1.8, 4.3, 1.45)
def car(b: Builder, rng: Random) -> None:
    _vehicle(b, b.paint(pick(rng, "#7c3a32", "#3b4f66", "#5f6a62", "#8f8b80"), gloss=0.4), 4.2, _SALOON, 0.86)


@prop(1.8, 4.3, 1.6)
def taxi(b: Builder, rng: Random) -> None:
    _vehicle(b, b.paint("#d0a02c", gloss=0.4), 4.2, _SALOON, 0.86)
    b.box((0, 0.2, 1.47), (0.5, 0.2, 0.14), b.paint("#fff2c8", glow=1.2), light=NO_SHADOW)
    for k in range(14):
        b.box((0.89, -1.6 + k * 0.25, 0.72), (0.01, 0.12, 0.08), b.paint("#1d1c1a"))


@prop(2.0, 5.0, 2.2)
def van(b: Builder, rng: Random) -> None:
    body = b.paint(pick(rng, "#b8bab6", "#4f6272"), gloss=0.3)
    _vehicle(b, body, 4.9, ((-1.9, 1.0), (1.0, 1.0), (1.0, 2.05), (-1.2, 2.05)), 1.02)
    b.box((0, 0.95, 1.35), (1.74, 2.9, 1.5), body)


@prop(0.5, 1.7, 1.1)
def bicycle(b: Builder, rng: Random) -> None:
    frame, dark = b.paint("#a03a34"), b.paint("#22242a")
    for v in (-0.52, 0.52):
        b.frame = b.frame.at(0, v, 0, 90)
        b.ring((0, 0, 0.34), 0.32, 0.022, dark)
        b.frame = b.frame.at(0, 0, 0, -90).at(0, -v, 0)
    for v, w, length, lean in (
        (0.0, 0.62, 0.62, 8.0),
        (-0.22, 0.5, 0.6, 52.0),
        (0.18, 0.5, 0.6, -58.0),
        (0.3, 0.35, 0.5, 0.0),
    ):
        b.box((0, v, w), (0.035, length, 0.035), frame, lean=lean)
    b.box((0, 0.22, 0.90), (0.12, 0.26, 0.05), dark)
    b.box((0, -0.44, 0.98), (0.50, 0.03, 0.03), dark)
    b.box((0, -0.47, 0.68), (0.03, 0.03, 0.62), frame, lean=12)


@prop(2.8, 12.0, 3.6)
def train(b: Builder, rng: Random) -> None:
    body = b.paint("#5a6d78", gloss=0.25)
    b.box((0, 0, 1.95), (2.7, 12.0, 2.7), body)
    b.box((0, 0, 3.36), (2.3, 12.0, 0.2), b.paint("#77838a"))
    for u in (-1.36, 1.36):
        b.box((u, 0, 1.35), (0.03, 12.0, 0.16), b.paint("#b0453a"))
        for k in range(6):
            b.box((u, -5 + k * 2, 2.25), (0.04, 1.3, 0.8), b.paint("#f1d9a0", glow=0.8), light=NO_SHADOW)
        for k in (-1, 1):
            b.box((u, k * 2.0 + 1, 1.85), (0.05, 0.05, 2.2), b.paint("#3d4a52"))
    b.box((0, 0, 0.45), (2.2, 11.5, 0.4), b.paint("#26292c"))
