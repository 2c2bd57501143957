"""Open country."""

from __future__ import annotations

import math

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.sets.base import Stage, stage_set


def hills(s: Stage, colour: str, distance: float, low: float, high: float, count: int = 9) -> None:
    b = s.builder
    for k in range(count):
        b.begin("hill", "wall")
        x = distance * (-1.5 + 3.0 * (k + 0.5) / count) + s.jitter(distance * 0.1)
        tall = float(s.rng.uniform(low, high))
        b.ball(
            (x, distance + s.jitter(distance * 0.1), -tall * 0.25),
            (distance * 0.34, distance * 0.14, tall),
            b.paint(colour, Pattern.GROUND),
            24,
            NO_SHADOW,
        )


def scatter(s: Stage, name: str, count: int, near: float, far: float, clear: float, spread: float = 1.1) -> None:
    """Put many of one thing around, leaving the actors and the camera's lane clear."""
    placed = 0
    for _ in range(count * 4):
        if placed == count:
            return
        angle, distance = s.rng.uniform(-spread, spread), near + (far - near) * float(s.rng.random()) ** 1.4
        x, y = distance * math.sin(angle), distance * math.cos(angle)
        if not s.away(clear, x, y):
            continue
        (s.litter if name == "grass" else s.put)(name, x, y, float(s.rng.uniform(0, 360)))
        placed += 1


@stage_set(interior=False)
def forest(s: Stage) -> None:
    s.ground("#5c6440", Pattern.GROUND)
    scatter(s, "trunk", 26, 4.0, 26.0, 3.0, 1.25)
    scatter(s, "pine", 26, 16.0, 46.0, 8.0, 1.2)
    for side in (-1, 1):
        s.put("trunk", side * (3.4 + s.jitter(0.4)), 1.8 + s.jitter(0.5))
        s.put("trunk", side * (4.6 + s.jitter(0.6)), -1.4)
    scatter(s, "bush", 12, 3.5, 14.0, 2.6)
    scatter(s, "grass", 34, 1.6, 9.0, 1.2, 1.4)
    s.put("log", -2.3, 2.6, 24)
    s.put("rock", 2.7, 2.2, 40)
    hills(s, "#4c5c48", 120, 16, 34)
    s.dressing.seat = "log"


@stage_set(interior=False)
def field(s: Stage) -> None:
    s.ground("#8a8a4c", Pattern.GROUND)
    scatter(s, "grass", 110, 1.2, 16.0, 0.9, 1.4)
    scatter(s, "tree", 4, 16.0, 40.0, 8.0, 0.9)
    for k in range(-6, 7):
        s.put("fence", k * 2.4 + 1.0, 8.0 + 0.02 * k * k)
    s.put("rock", -3.4, 3.2)
    hills(s, "#6c7a4e", 110, 9, 20)
    hills(s, "#66766a", 190, 20, 42)
    s.dressing.seat = "rock"


@stage_set(interior=False)
def park(s: Stage) -> None:
    s.ground("#66773f", Pattern.GROUND)
    b = s.builder
    b.begin("path", "ground")
    b.box((0, 0.2, 0.008), (120, 2.6, 0.016), b.paint("#b3a68c", Pattern.CONCRETE), light=NO_SHADOW)
    s.put("bench", -2.2, 2.4)
    s.put("bench", 4.6, 2.4)
    s.put("streetlight", 2.0, 2.6)
    if s.dark:
        s.lamp(2.0, 1.75, 4.3, (1.7, 1.2, 0.65), 3.2)
    s.put("fountain", -0.6, 9.5) if s.chance(0.5) else s.put("statue", 0.4, 9.0)
    for x, y in (
        (-5.6, 5.0),
        (6.4, 5.6),
        (-10.0, 9.0),
        (11.0, 10.0),
        (-15.0, 16.0),
        (3.4, 19.0),
        (-4.5, 21.0),
        (16.0, 17.0),
        (9.0, 26.0),
        (-12.0, 28.0),
    ):
        s.put("tree", x + s.jitter(0.8), y + s.jitter(0.8))
    for x in (-4.2, -3.2, 6.2, 7.4):
        s.put("bush", x, 3.4 + s.jitter(0.3))
    s.put("bin", -3.5, 2.3)
    hills(s, "#5c6b52", 120, 10, 18)
    s.dressing.seat = "bench"


@stage_set(interior=False)
def beach(s: Stage) -> None:
    s.ground("#c9b183", Pattern.GROUND, z=0.0)
    b = s.builder
    b.begin("sea", "ground")
    b.box((0, 206.5, 0.0), (900, 400, 0.03), b.paint("#4f7f8e", Pattern.WATER, gloss=0.3), light=NO_SHADOW)
    b.begin("surf", "ground")
    for k, y in enumerate((6.6, 8.2, 11.4)):
        for j in range(-16, 17):
            b.box((j * 2.4 + s.jitter(0.6), y + 0.3 * math.sin(j * 0.9 + k) + s.jitter(0.12), 0.02), (2.5, 0.30 - 0.05 * k, 0.03), b.paint("#e6ebe6"), turn=s.jitter(7), light=NO_SHADOW)  # fmt: skip
    s.put("boat", 5.6, 4.4, 64)
    s.put("rock", -5.2, 4.8)
    s.put("rock", -6.4, 5.6, 70)
    scatter(s, "grass", 14, 3.0, 6.0, 2.5, 1.3)
    for side in (-1, 1):
        b.begin("headland", "wall")
        b.ball((side * 150, 170, -6), (70, 40, 26), b.paint("#6d7a6a", Pattern.GROUND), light=NO_SHADOW)
    s.dressing.seat = "log"


@stage_set(interior=False)
def desert(s: Stage) -> None:
    s.ground("#c49a64", Pattern.GROUND)
    b = s.builder
    for k in range(8):
        b.begin("dune", "wall")
        b.ball(
            (-70 + k * 20 + s.jitter(6), 42 + s.jitter(12), -3.5),
            (float(s.rng.uniform(16, 30)), 12, float(s.rng.uniform(5, 8))),
            b.paint("#c9a26c", Pattern.GROUND),
            24,
            NO_SHADOW,
        )
    for x, y, tall in ((-60.0, 150.0, 32.0), (40.0, 170.0, 44.0), (95.0, 150.0, 26.0), (-130.0, 170.0, 40.0)):
        b.begin("mesa", "wall")
        b.box((x, y, tall / 2), (44, 24, tall), b.paint("#a8683f", Pattern.STONE), taper=0.78, light=NO_SHADOW)
    for x, y in ((-3.2, 3.4), (4.4, 5.0), (-6.0, 8.0)):
        s.put("rock", x, y, s.jitter(90))
    scatter(s, "grass", 12, 3.0, 12.0, 2.0)
    for x, y in ((5.8, 7.5), (-8.5, 11.0)):
        b.begin("cactus", "prop")
        green = b.paint("#5c7048")
        b.tube((x, y, 1.3), 0.20, 2.6, green, top=0.17)
        for side, w in ((-1, 1.3), (1, 1.6)):
            b.tube((x + side * 0.36, y, w), 0.10, 0.6, green, axis=0)
            b.tube((x + side * 0.62, y, w + 0.35), 0.11, 0.8, green)
    s.dressing.seat = "rock"


@stage_set(interior=False)
def mountain(s: Stage) -> None:
    s.ground("#83807a" if s.weather != "snow" else "#c9ccd0", Pattern.GROUND)
    b = s.builder
    ranges = ((70.0, 14.0, 30.0, "#6f7672"), (130.0, 40.0, 74.0, "#7b828a"), (210.0, 80.0, 130.0, "#8d96a2"))
    for ring, (distance, low, high, colour) in enumerate(ranges):
        for k in range(7):
            b.begin("peak", "wall")
            x = distance * (-1.5 + 3.0 * (k + 0.5) / 7) + s.jitter(distance * 0.12)
            tall = float(s.rng.uniform(low, high))
            y = distance + s.jitter(distance * 0.1)
            wide = tall * float(s.rng.uniform(0.8, 1.2))
            b.tube((x, y, tall / 2 - 4), wide, tall, b.paint(colour, Pattern.GROUND), top=0.3, sides=7, light=NO_SHADOW)
            if ring:
                b.tube(
                    (x, y, tall * 0.86 - 4),
                    wide * 0.29,
                    tall * 0.30,
                    b.paint("#e6e8ea"),
                    top=0.3,
                    sides=7,
                    light=NO_SHADOW,
                )
    for x, y, size in ((-3.6, 3.4, 1.6), (4.2, 4.4, 2.2), (-6.5, 7.0, 2.8), (2.6, 8.5, 1.5), (-1.6, 6.5, 1.2)):
        s.put("rock", x, y, s.jitter(180), scale=size)
    scatter(s, "pine", 9, 12.0, 34.0, 8.0, 1.0)
    scatter(s, "grass", 16, 2.0, 8.0, 1.5)
    s.dressing.seat = "rock"


@stage_set(interior=False)
def cemetery(s: Stage) -> None:
    s.ground("#5f6a44", Pattern.GROUND)
    for row in range(4):
        for k in range(-4, 5):
            x, y = k * 2.1 + s.jitter(0.25) + (row % 2) * 0.9, 2.6 + row * 2.4
            if s.chance(0.82):
                s.put("gravestone", x, y)
    s.put("cross", -4.6, 4.2)
    s.put("statue", 4.8, 8.2)
    for x, y in ((-7.0, 8.0), (8.2, 10.5), (-13.0, 16.0), (14.0, 17.0), (1.5, 21.0)):
        s.put("tree", x, y)
    for k in range(-7, 8):
        s.put("fence", k * 2.4, 14.0)
    scatter(s, "grass", 40, 1.8, 9.0, 1.2, 1.4)
    hills(s, "#55624e", 120, 10, 22)
    s.dressing.seat = "bench"
