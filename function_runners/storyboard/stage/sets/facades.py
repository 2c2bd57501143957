"""House fronts, kerbs and lamps that streets are made of."""

from __future__ import annotations

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.mesh import NO_SHADOW
from function_runners.storyboard.stage.sets.base import Stage

FACADES = ("#83594a", "#8f7e68", "#6c757d", "#968471", "#62605c", "#7a6a74")


def building(
    s: Stage, x: float, y: float, width: float, height: float, depth: float = 8.0, turn: int = 1, shop: bool = False
) -> None:
    """A house front at y looking towards −y (`turn` 1) or at y looking towards +y (−1)."""
    b, rng = s.builder, s.rng
    colour = FACADES[int(rng.integers(len(FACADES)))]
    b.begin("building", "wall")
    wall = b.paint(colour, Pattern.BRICK if s.chance(0.6) else Pattern.CONCRETE)
    trim = b.paint("#b3aa98")
    face = y
    b.box((x, y + turn * depth / 2, height / 2), (width, depth, height), wall)
    b.box((x, face - turn * 0.12, height - 0.15), (width + 0.2, 0.4, 0.35), trim)
    if shop:
        b.box(
            (x, face - turn * 0.03, 1.5),
            (width * 0.86, 0.06, 2.2),
            b.paint("#ffd08c" if s.dark else "#33454f", glow=0.62 if s.dark else 0.0, gloss=0.4),
        )
        ware = b.paint("#8a5c30" if s.dark else "#28343c", glow=0.5 if s.dark else 0.0)
        for k in range(7):
            tall = float(rng.uniform(0.3, 1.1))
            place = (x - width * 0.39 + k * width * 0.13, face - turn * 0.07, 0.6 + tall / 2)
            b.box(place, (width * 0.07, 0.02, tall), ware, light=NO_SHADOW)
        b.box((x, face - turn * 0.06, 1.5), (0.09, 0.1, 2.2), trim)
        b.box((x, face - turn * 0.06, 0.35), (width * 0.9, 0.14, 0.5), b.paint("#4a4038"))
        b.box(
            (x, face - turn * 0.10, 2.85), (width * 0.9, 0.12, 0.5), b.paint(FACADES[int(rng.integers(len(FACADES)))])
        )
        b.box(
            (x, face - turn * 0.55, 2.62),
            (width * 0.86, 0.9, 0.06),
            b.paint("#9c3f38", Pattern.STRIPES),
            lean=18 * turn,
        )
    floors = int((height - (3.4 if shop else 0.8)) // 3.0)
    columns = max(1, int(width // 1.9))
    for floor in range(floors):
        for k in range(columns):
            wx = x - width / 2 + (k + 0.5) * width / columns
            wz = (3.6 if shop else 1.0) + floor * 3.0 + 0.9
            lit = s.dark and s.chance(0.36)
            glass = b.paint("#ffd58a", glow=0.9) if lit else b.paint("#2f3d49" if s.dark else "#556a78", gloss=0.5)
            b.box((wx, face - turn * 0.02, wz), (0.98, 0.05, 1.5), glass, light=NO_SHADOW)
            b.box((wx, face - turn * 0.05, wz), (0.06, 0.04, 1.5), trim, light=NO_SHADOW)
            b.box((wx, face - turn * 0.10, wz - 0.80), (1.2, 0.18, 0.10), trim, light=NO_SHADOW)
            b.box((wx, face - turn * 0.06, wz + 0.80), (1.1, 0.10, 0.10), trim, light=NO_SHADOW)


def street_front(s: Stage, y: float, turn: int = 1, reach: float = 44.0) -> None:
    """A row of houses along the street."""
    x = -reach + s.jitter(2.0)
    while x < reach:
        width = float(s.rng.uniform(5.5, 9.5))
        building(
            s, x + width / 2, y + s.jitter(0.2), width, float(s.rng.uniform(7.5, 17.0)), turn=turn, shop=s.chance(0.55)
        )
        x += width


def kerb(s: Stage, y: float, depth: float = 4.2) -> None:
    b = s.builder
    b.begin("pavement", "ground")
    b.box((0, y + depth / 2, 0.07), (300, depth, 0.14), b.paint("#97938a", Pattern.CONCRETE))


def city_lamp(s: Stage, x: float, y: float) -> None:
    s.put("streetlight", x, y)
    if s.dark:
        s.lamp(x, y - 0.85, 4.3, (1.45, 0.98, 0.50), 3.0)
