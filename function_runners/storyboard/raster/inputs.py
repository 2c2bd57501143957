"""What the kernels read, each field of one fixed type so that every kernel is compiled exactly once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Surfaces(NamedTuple):
    """Every triangle of the scene in world space: z up, metres."""

    vertices: Floats
    normals: Floats
    faces: Ints
    material: Ints
    region: Ints
    colour: Floats
    pattern: Ints
    glow: Floats
    gloss: Floats
    skin: Ints


class View(NamedTuple):
    """The camera; rows of `basis` are right, up and forward; `focal` is in pixels; `unit` is one stroke width in pixels."""

    position: Floats
    basis: Floats
    focal: float
    centre_x: float
    centre_y: float
    unit: float


class Key(NamedTuple):
    """The main light: towards it, its colour, and how its shadow map lies in the world."""

    direction: Floats
    colour: Floats
    axes: Floats
    centre: Floats
    scale: float
    spread: int
    gobo: int


class Air(NamedTuple):
    """Light from everywhere, mist and sky."""

    above: Floats
    below: Floats
    fill: float
    rim: float
    fog: Floats
    fog_density: float
    zenith: Floats
    horizon: Floats
    cloud: float
    sun: float
    stars: float
    exposure: float
    wet: float


class Lamps(NamedTuple):
    """Practical lights: x, y, z, reach in metres; and colour."""

    places: Floats
    colours: Floats


class Look(NamedTuple):
    """How the paint is laid: number of values, softness of their edges, and the seed of the brush."""

    values: float
    edge: float
    wander: float
    seed: float


def floats(values: Any) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def ints(values: Any) -> Ints:
    return np.ascontiguousarray(values, dtype=np.int64)
