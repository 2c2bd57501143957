"""Where props are kept and how one is put on the stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import Frame, Piece

Make = Callable[[Builder, np.random.Generator], None]


@dataclass(frozen=True)
class Prop:
    """`width` and `depth` are the floor it takes, `top` the height things can stand on, `rest` where it belongs:
    floor, wall or surface; `seat` the height somebody can sit at (0: nobody can), `seat_v` how far behind the middle."""

    name: str
    make: Make
    width: float
    depth: float
    height: float
    rest: str = "floor"
    top: float = 0.0
    seat: float = 0.0
    seat_v: float = 0.0


PROPS: dict[str, Prop] = {}


def prop(
    width: float,
    depth: float,
    height: float,
    rest: str = "floor",
    top: float = 0.0,
    seat: float = 0.0,
    seat_v: float = 0.0,
) -> Callable[[Make], Make]:
    """Keep a maker in the store under its own name."""

    def keep(make: Make) -> Make:
        PROPS[make.__name__] = Prop(make.__name__, make, width, depth, height, rest, top, seat, seat_v)
        return make

    return keep


def put(b: Builder, rng: np.random.Generator, name: str, frame: Frame, kind: str = "prop") -> Piece:
    """Put a prop on the stage as a piece of its own."""
    piece = b.begin(name, kind, frame)
    PROPS[name].make(b, rng)
    return piece


def pick(rng: np.random.Generator, *choices: str) -> str:
    return choices[int(rng.integers(len(choices)))]
