"""What the kernels read, each field of one fixed type so that every kernel is compiled exactly once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Triple = tuple[float, float, float]


class Surfaces(NamedTuple):
    """Every triangle of the scene in world space: z up, metres."""

    vertices: Floats
    normals: Floats
    faces: Ints
    flat: NDArray[np.uint8]
    material: Ints
    region: Ints
    colour: Floats
    pattern: Ints
    glow: Floats
    gloss: Floats
    skin: Ints


class View(NamedTuple):
    """The camera; rows of `basis` are right, up and forward; `focal` is in pixels; `unit` is one stroke width in pixels."""

    position: Triple
    basis: tuple[Triple, Triple, Triple]
    focal: float
    centre_x: float
    centre_y: float
    unit: float


class Key(NamedTuple):
    """The main light: towards it, its colour, and how its shadow map lies in the world."""

    direction: Triple
    colour: Triple
    right: Triple
    up: Triple
    centre: Triple
    scale: float
    spread: float
    gobo: float


class Air(NamedTuple):
    """Light from everywhere, mist and sky."""

    above: Triple
    below: Triple
    fill: float
    rim: float
    fog: Triple
    fog_density: float
    zenith: Triple
    horizon: Triple
    cloud: float
    sun: float
    stars: float
    exposure: float
    wet: float


class Look(NamedTuple):
    """How the paint is laid: number of values, softness of their edges, and the seed of the brush."""

    values: float
    edge: float
    wander: float
    seed: float


def packed(part: View | Key | Air | Look) -> Floats:
    """All numbers of a part in a row. A parallel kernel takes no tuples in tuples, and an array for every three numbers
    would be counted in and out at every pixel; so a kernel is given this and takes it apart once a row."""
    return np.array([number for value in part for number in _flat(value)], np.float64)


def _flat(value: Any) -> list[float]:
    return [n for v in value for n in _flat(v)] if isinstance(value, tuple) else [float(value)]


@njit(cache=True, forceinline=True)
def _three(n, i):  # type: ignore[no-untyped-def]
    return n[i], n[i + 1], n[i + 2]


@njit(cache=True, forceinline=True)
def view_of(n):  # type: ignore[no-untyped-def]
    return View(_three(n, 0), (_three(n, 3), _three(n, 6), _three(n, 9)), n[12], n[13], n[14], n[15])


@njit(cache=True, forceinline=True)
def key_of(n):  # type: ignore[no-untyped-def]
    return Key(_three(n, 0), _three(n, 3), _three(n, 6), _three(n, 9), _three(n, 12), n[15], n[16], n[17])


@njit(cache=True, forceinline=True)
def air_of(n):  # type: ignore[no-untyped-def]
    return Air(_three(n, 0), _three(n, 3), n[6], n[7], _three(n, 8), n[11], _three(n, 12), _three(n, 15), n[18], n[19],
               n[20], n[21], n[22])  # fmt: skip


@njit(cache=True, forceinline=True)
def look_of(n):  # type: ignore[no-untyped-def]
    return Look(n[0], n[1], n[2], n[3])


def floats(values: Any) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def triple(values: Any) -> Triple:
    x, y, z = values
    return float(x), float(y), float(z)


def ints(values: Any) -> Ints:
    return np.ascontiguousarray(values, dtype=np.int64)
