"""What a set is: a function that dresses the stage around the acting area at the origin, seen from −y."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from function_runners.storyboard.light import HOURS, Colour, Lamp
from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import NO_SHADOW, WILD_WALL, Frame, Piece
from function_runners.storyboard.stage.props import put
from function_runners.storyboard.stage.props.openings import window_pane


@dataclass
class Dressing:
    """What a set offers the people on it."""

    interior: bool
    seat: str = "chair"
    table: str = ""
    lamps: list[Lamp] = field(default_factory=list)
    gobo: int = 0
    spread: float = 1.0
    back: float = 3.2
    bed: str = ""


@dataclass
class Stage:
    """The tools a dressing function works with."""

    builder: Builder
    rng: np.random.Generator
    hour: str
    weather: str
    dressing: Dressing

    @property
    def dark(self) -> bool:
        return self.hour in ("night", "dusk")

    def put(self, name: str, x: float, y: float, turn: float = 0.0, z: float = 0.0, scale: float = 1.0) -> Piece:
        """Stand a prop on the stage with its back at +y when `turn` is 0."""
        return put(self.builder, self.rng, name, Frame(x, y, z, turn, scale))

    def litter(self, name: str, x: float, y: float, turn: float = 0.0) -> None:
        """A small growing thing that is painted but hardly lined."""
        self.put(name, x, y, turn).kind = "litter"

    def lamp(self, x: float, y: float, z: float, colour: Colour, reach: float = 2.2) -> None:
        self.dressing.lamps.append(Lamp((x, y, z), colour, reach))

    def glow(self, x: float, y: float, z: float, strength: float = 1.0, reach: float = 2.2) -> None:
        """A warm practical, as strong as the hour wants it."""
        k = HOURS[self.hour].lamps * strength
        self.lamp(x, y, z, (1.25 * k, 0.88 * k, 0.52 * k), reach)

    def jitter(self, amount: float) -> float:
        return float(self.rng.uniform(-amount, amount))

    def chance(self, p: float) -> bool:
        return bool(self.rng.random() < p)

    def floor(self, colour: str, pattern: Pattern, size: float = 20.0, z: float = 0.0) -> None:
        b = self.builder
        b.begin("floor", "ground")
        b.box((0, 0, z - 0.05), (size, size, 0.1), b.paint(colour, pattern))

    def ground(self, colour: str, pattern: Pattern, far: float = 600.0, z: float = 0.0) -> None:
        b = self.builder
        if self.weather == "snow" and pattern != Pattern.WATER:
            colour = "#d3d7db"
        b.begin("ground", "ground")
        b.box((0, far * 0.3, z - 0.05), (far, far, 0.1), b.paint(colour, pattern), light=NO_SHADOW)

    def room(
        self, wall: str, pattern: Pattern = Pattern.PLAIN, *, width: float = 8.0, back: float = 3.2, front: float = 9.0,
        height: float = 2.9, floor: str = "#8c6a4a", floor_pattern: Pattern = Pattern.BOARDS, ceiling: str = "#c9c4b6",
        skirting: str = "#5a5046", left: float | None = None, right: float | None = None,
    ) -> None:  # fmt: skip
        """Four wild walls, a floor and a ceiling. The back wall is at y = back."""
        b = self.builder
        x0, x1 = -width / 2 if left is None else left, width / 2 if right is None else right
        self.dressing.back = back
        self.floor(floor, floor_pattern, size=2 * max(width, back + front))
        paint = b.paint(wall, pattern)
        corners = {
            "back wall": [(x0, back), (x1, back)],
            "left wall": [(x0, -front), (x0, back)],
            "right wall": [(x1, back), (x1, -front)],
            "front wall": [(x1, -front), (x0, -front)],
        }
        for name, ((ax, ay), (bx, by)) in corners.items():
            b.begin(name, "wall")
            b.sheet([(ax, ay, 0), (bx, by, 0), (bx, by, height), (ax, ay, height)], paint, WILD_WALL)
        b.begin("ceiling", "wall")
        b.sheet(
            [(x0, back, height), (x1, back, height), (x1, -front, height), (x0, -front, height)],
            b.paint(ceiling),
            WILD_WALL,
        )
        b.begin("skirting", "wall")
        board = b.paint(skirting)
        b.box(((x0 + x1) / 2, back - 0.015, 0.06), (x1 - x0, 0.03, 0.12), board, light=NO_SHADOW)
        for x in (x0 + 0.015, x1 - 0.015):
            b.box((x, (back - front) / 2, 0.06), (0.03, back + front, 0.12), board, light=NO_SHADOW)

    def window(
        self,
        x: float,
        y: float | None = None,
        turn: float = 0.0,
        width: float = 1.5,
        height: float = 1.35,
        sill: float = 0.9,
    ) -> None:
        """A window on the back wall, or elsewhere with `y` and `turn`."""
        b = self.builder
        place = self.dressing.back - 0.03 if y is None else y
        b.begin("window", "wall", Frame(x, place, 0, turn))
        window_pane(b, HOURS[self.hour].outside, width, height, sill)

    def pane_light(self) -> None:
        if self.hour in ("dawn", "morning", "day", "golden"):
            self.dressing.gobo = 2 if self.rng.random() < 0.8 else 1

    def away(self, radius: float, x: float, y: float) -> bool:
        """Whether a spot is clear of the acting area and of the lane the camera looks down."""
        return math.hypot(x, y) > radius and not (y < 0 and abs(x) < radius + 0.25 * abs(y))


Dress = Callable[[Stage], None]
SETS: dict[str, tuple[bool, Dress]] = {}


def stage_set(interior: bool) -> Callable[[Dress], Dress]:
    """Keep a dressing function under its own name."""

    def keep(function: Dress) -> Dress:
        SETS[function.__name__] = (interior, function)
        return function

    return keep


@lru_cache(maxsize=6)
def _dressed(name: str, hour: str, weather: str, number: int) -> tuple[Builder, Dressing]:
    interior, function = SETS[name]
    stage = Stage(Builder(), np.random.default_rng(number), hour, weather, Dressing(interior))
    function(stage)
    return stage.builder.copy(), stage.dressing


def dressed_set(name: str, hour: str, weather: str, number: int) -> tuple[Builder, Dressing]:
    """A set as the place with that number has it. The last few are kept, as the shots of a scene are in one place.

    Raises KeyError for a name that is not in SETS.
    """
    builder, dressing = _dressed(name, hour, weather, number)
    return builder.copy(), replace(dressing, lamps=list(dressing.lamps))
