"""Streets and built places under the sky."""

from __future__ import annotations

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.sets.base import Stage, stage_set
from function_runners.storyboard.stage.sets.facades import FACADES, building, city_lamp, kerb, street_front


@stage_set(interior=False)
def street(s: Stage) -> None:
    s.ground("#605f60", Pattern.ASPHALT)
    kerb(s, 2.9)
    street_front(s, 7.2)
    b = s.builder
    b.begin("road marks", "ground")
    for k in range(-12, 13):
        b.box((k * 6.0, -1.4, 0.004), (2.6, 0.14, 0.012), b.paint("#d8d2bd"), light=NO_SHADOW)
    for k in range(-3, 4):
        city_lamp(s, k * 12.0 + 3.6, 3.3)
    s.put("car", -5.4 + s.jitter(0.8), 1.9, 90)
    s.put("taxi", 6.6 + s.jitter(1.0), 1.9, 90)
    s.put("car", 13.5, 1.9, 90)
    s.put("hydrant", -2.6, 3.3)
    s.put("bin", 2.5, 3.6)
    s.put("sign", -8.0, 3.4)
    s.put("traffic_light", 9.8, 3.4)
    s.put("bench", -1.0, 5.9)
    s.put("van", -16.0, 1.9, -90)
    if s.dark:
        s.lamp(-2.4, 5.9, 2.4, (0.8, 0.55, 0.30), 2.6)
    s.dressing.seat, s.dressing.table = "bench", ""


@stage_set(interior=False)
def alley(s: Stage) -> None:
    s.ground("#57565a", Pattern.ASPHALT)
    b = s.builder
    for side in (-1, 1):
        for k in range(4):
            b.begin("alley wall", "wall")
            tall = float(s.rng.uniform(8, 14))
            paint = b.paint(FACADES[int(s.rng.integers(len(FACADES)))], Pattern.BRICK)
            b.box((side * 5.2, -3.5 + k * 6.5, tall / 2), (5.6, 6.5, tall), paint)
            for floor in range(3):
                lit = s.dark and s.chance(0.35)
                pane = b.paint("#ffd58a", glow=0.9) if lit else b.paint("#2f3d49", gloss=0.5)
                b.box(
                    (side * 2.38, -3.5 + k * 6.5 + s.jitter(1.5), 3.6 + floor * 3.0),
                    (0.06, 1.0, 1.4),
                    pane,
                    light=NO_SHADOW,
                )
            for floor in range(2):
                iron = b.paint("#33302e")
                b.box((side * 2.0, -2.5 + k * 6.5, 3.4 + floor * 3.0), (0.8, 2.2, 0.06), iron)
                b.box((side * 1.62, -2.5 + k * 6.5, 3.9 + floor * 3.0), (0.03, 2.2, 0.05), iron)
    building(s, 0, 22.0, 12.0, 13.0, shop=True)
    s.put("dumpster", -1.6, 3.4, 90)
    s.put("crate", 1.75, 2.5, 12)
    s.put("crate", 1.8, 3.3, -6)
    s.put("bin", 1.8, 1.5)
    s.put("steel_door", 2.36, 5.5, -90)
    s.put("barrel", -1.9, 5.4)
    if s.dark:
        s.lamp(1.6, 5.2, 2.9, (1.5, 1.0, 0.5), 2.6)
        s.lamp(-1.2, 11.0, 4.0, (0.9, 0.7, 0.5), 4.0)
    s.dressing.seat, s.dressing.spread = "crate", 0.85


@stage_set(interior=False)
def suburb(s: Stage) -> None:
    s.ground("#66743f", Pattern.GROUND)
    b = s.builder
    b.begin("path", "ground")
    b.box((0, 3.0, 0.01), (1.6, 8.0, 0.02), b.paint("#a39c8e", Pattern.CONCRETE))
    b.begin("road", "ground")
    b.box((0, -5.0, 0.005), (300, 6.0, 0.012), b.paint("#605f60", Pattern.ASPHALT))
    for x, tint in ((0.0, "#b9b098"), (-16.0, "#98a4a0"), (17.0, "#b59a86")):
        b.begin("house", "wall")
        wall, roof, trim = b.paint(tint, Pattern.STRIPES), b.paint("#5e463c", Pattern.BRICK), b.paint("#e0dccf")
        b.box((x, 11.5, 1.6), (10.0, 7.0, 3.2), wall)
        b.add([(x - 5.5, 7.5, 3.1), (x + 5.5, 7.5, 3.1), (x + 5.5, 15.5, 3.1), (x - 5.5, 15.5, 3.1), (x - 5.5, 11.5, 5.8), (x + 5.5, 11.5, 5.8)],
              [(0, 1, 5), (0, 5, 4), (2, 3, 4), (2, 4, 5), (1, 2, 5), (3, 0, 4)], roof)  # fmt: skip
        for wx in (-3.2, 3.2):
            pane = b.paint("#ffd58a", glow=0.9) if s.dark else b.paint("#5c7280", gloss=0.5)
            b.box((x + wx, 7.97, 1.7), (1.7, 0.06, 1.3), pane, light=NO_SHADOW)
            b.box((x + wx, 7.93, 1.7), (0.07, 0.06, 1.4), trim)
            b.box((x + wx, 7.92, 0.98), (1.9, 0.16, 0.08), trim)
        b.box((x, 7.4, 0.1), (3.4, 1.4, 0.2), b.paint("#a08a6a", Pattern.WOOD))
        b.box((x, 7.3, 2.75), (3.6, 1.6, 0.12), roof)
        for wx in (-1.6, 1.6):
            b.box((x + wx, 6.75, 1.45), (0.12, 0.12, 2.6), trim)
    s.put("door", 0, 7.95, z=0.2)
    for k in range(-4, 5):
        if abs(k) > 0:
            s.put("fence", k * 2.4, 4.9)
    s.put("tree", -5.6, 5.8)
    s.put("tree", 7.4, 6.6)
    s.put("bush", 2.6, 7.2)
    s.put("bush", -2.6, 7.2)
    s.put("car", 6.2, -3.4, 90)
    if s.dark:
        s.lamp(0, 7.0, 2.5, (1.5, 1.1, 0.6), 3.0)
    s.dressing.seat = "bench"


@stage_set(interior=False)
def rooftop(s: Stage) -> None:
    b = s.builder
    b.begin("roof", "ground")
    b.box((0, 0.5, -0.1), (16, 11, 0.2), b.paint("#77736d", Pattern.CONCRETE))
    b.begin("parapet", "wall")
    for y, width in ((5.9, 16.0),):
        b.box((0, y, 0.45), (width, 0.3, 0.9), b.paint("#8a5d4a", Pattern.BRICK))
        b.box((0, y, 0.93), (width, 0.45, 0.1), b.paint("#b0a795"))
    for x in (-7.9, 7.9):
        b.box((x, 0.5, 0.45), (0.3, 11, 0.9), b.paint("#8a5d4a", Pattern.BRICK))
    s.put("water_tower", -5.2, 4.0)
    s.put("rooftop_vent", 4.4, 3.6, -12)
    s.put("rooftop_vent", 5.8, 1.2, 80)
    s.put("crate", -3.0, 4.6, 20)
    rng = s.rng
    for ring, (distance, low, high) in enumerate(((26.0, -4.0, 7.0), (48.0, 0.0, 16.0), (90.0, 4.0, 34.0))):
        x = -distance * 1.6
        while x < distance * 1.6:
            width = float(rng.uniform(6, 13)) * (1 + ring * 0.5)
            top = float(rng.uniform(low, high))
            b.begin("tower", "wall")
            b.box(
                (x + width / 2, distance + width / 2, top - 30),
                (width, width, 60),
                b.paint(FACADES[int(rng.integers(6))], Pattern.CONCRETE),
                light=NO_SHADOW,
            )
            for floor in range(6):
                for k in range(int(width // 2.2)):
                    if s.chance(0.45):
                        pane = b.paint("#ffd58a", glow=0.9) if s.dark and s.chance(0.6) else b.paint("#3d4a55")
                        b.box(
                            (x + 1.2 + k * 2.2, distance - 0.04, top - 1.8 - floor * 2.8),
                            (1.0, 0.04, 1.4),
                            pane,
                            light=NO_SHADOW,
                        )
            x += width + float(rng.uniform(0.5, 5.0))
    if s.dark:
        s.lamp(3.6, 2.4, 2.6, (1.2, 0.85, 0.5), 2.6)
        s.lamp(-3.0, 5.0, 1.6, (0.4, 0.5, 0.8), 2.6)
    s.dressing.seat = "crate"


@stage_set(interior=False)
def station(s: Stage) -> None:
    b = s.builder
    s.ground("#6a655e", Pattern.GROUND, z=-1.0)
    b.begin("platform", "ground")
    b.box((0, -1.0, -0.5), (120, 9.0, 1.0), b.paint("#a09a8e", Pattern.CONCRETE))
    b.box((0, 3.2, 0.004), (120, 0.3, 0.012), b.paint("#d8b84a"), light=NO_SHADOW)
    b.begin("rails", "ground")
    for y in (4.6, 6.1):
        b.box((0, y, -0.80), (240, 0.08, 0.14), b.paint("#8c8f92", gloss=0.5))
    for k in range(-40, 41):
        b.box((k * 1.2, 5.35, -0.92), (0.26, 2.5, 0.12), b.paint("#4f4034"))
    if s.chance(0.7):
        for k in (0, 1):
            s.put("train", -9.5 - k * 12.3, 5.4, 90, z=-0.95)
    for k in range(-3, 4):
        x = k * 6.0 + 3.0
        b.begin("canopy post", "wall")
        b.tube((x, 1.6, 1.9), 0.09, 3.8, b.paint("#3f5a52"))
        b.box((x, 1.2, 3.65), (0.1, 3.4, 0.12), b.paint("#3f5a52"))
    b.begin("canopy", "wall")
    b.box((0, 1.0, 3.85), (60, 4.2, 0.12), b.paint("#6d7a76"))
    s.put("bench", -2.6, 2.2)
    s.put("bench", 5.4, 2.2)
    s.put("sign", 2.2, 2.4)
    s.put("clock", 0.2, 2.3, z=0.9)
    s.put("bin", -4.4, 2.3)
    for x in range(-40, 41, 10):
        building(s, float(x), 14.0, 10.0, float(s.rng.uniform(6, 12)))
    for x in (-6.0, 0.0, 6.0):
        s.glow(x, 1.0, 3.4, 0.9, 3.0)
    s.dressing.seat = "bench"


@stage_set(interior=False)
def harbour(s: Stage) -> None:
    b = s.builder
    s.ground("#54707c", Pattern.WATER, z=-1.2)
    b.begin("pier", "ground")
    b.box((0, 1.0, -0.1), (9.0, 16.0, 0.2), b.paint("#8d7252", Pattern.BOARDS))
    for x in (-4.4, 4.4):
        for k in range(6):
            b.tube((x, -5.5 + k * 2.8, -0.2), 0.16, 2.0, b.paint("#5a4634", Pattern.WOOD))
    for x, y, turn in ((-6.6, 3.0, 10), (6.8, 5.0, -14), (-8.8, 9.0, 60), (9.5, 13.0, 30)):
        s.put("boat", x, y, turn, z=-1.3, scale=1.25)
    for x, y in ((-3.6, 4.2), (3.4, 3.2), (-3.2, 5.0)):
        s.put("crate", x, y, s.jitter(20))
    s.put("barrel", 3.2, 4.4)
    for y in (2.0, 7.5):
        s.put("bollard", 4.0, y)
    for k in range(7):
        b.begin("shore", "wall")
        b.ball(
            (-150 + k * 50 + s.jitter(12), 170, -4),
            (40, 20, float(s.rng.uniform(9, 20))),
            b.paint("#5f7068"),
            light=NO_SHADOW,
        )
    city_lamp(s, -4.0, 6.6)
    s.dressing.seat = "crate"


@stage_set(interior=False)
def bridge(s: Stage) -> None:
    b = s.builder
    s.ground("#54707c", Pattern.WATER, z=-9.0)
    b.begin("deck", "ground")
    b.box((0, 0, -0.15), (160, 7.0, 0.3), b.paint("#6a696a", Pattern.ASPHALT))
    b.box((0, 2.6, 0.06), (160, 1.8, 0.12), b.paint("#97938a", Pattern.CONCRETE))
    b.begin("railing", "wall")
    iron = b.paint("#3c4a52")
    for w in (0.55, 1.08):
        b.box((0, 3.4, w), (160, 0.07, 0.07), iron)
    for k in range(-50, 51):
        b.box((k * 0.55, 3.4, 0.55), (0.035, 0.035, 1.1), iron)
    for k in (-1, 1):
        b.begin("tower", "wall")
        for y in (-3.6, 3.9):
            b.box((k * 19.0, y, 6.0), (1.1, 1.1, 14.0), b.paint("#8a5d4a", Pattern.STONE))
        b.box((k * 19.0, 0.1, 11.5), (1.2, 8.4, 1.2), b.paint("#8a5d4a", Pattern.STONE))
    for k in range(9):
        b.begin("skyline", "wall")
        tall = float(s.rng.uniform(12, 44))
        b.box(
            (-120 + k * 30 + s.jitter(8), 170, tall / 2 - 9),
            (19, 12, tall),
            b.paint(FACADES[int(s.rng.integers(6))]),
            light=NO_SHADOW,
        )
    city_lamp(s, -4.2, 3.1)
    city_lamp(s, 6.0, 3.1)
    s.dressing.seat = "bench"
