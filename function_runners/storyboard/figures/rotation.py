"""Small rotations in three dimensions, degrees in, matrices out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def about(axis: Array | tuple[float, float, float], degrees: float) -> Array:
    """Rotation about a unit axis, right-handed."""
    a = np.radians(degrees)
    x, y, z = axis
    c, s = np.cos(a), np.sin(a)
    d = 1 - c
    return np.array([
        [c + x * x * d, x * y * d - z * s, x * z * d + y * s],
        [y * x * d + z * s, c + y * y * d, y * z * d - x * s],
        [z * x * d - y * s, z * y * d + x * s, c + z * z * d],
    ])  # fmt: skip


def turn(degrees: float) -> Array:
    return about((0.0, 0.0, 1.0), degrees)


def pitch(degrees: float) -> Array:
    """Forward (towards −y) when positive, for what points up."""
    return about((1.0, 0.0, 0.0), degrees)


def roll(degrees: float) -> Array:
    return about((0.0, 1.0, 0.0), degrees)


def unit(v: Array) -> Array:
    return np.asarray(v / max(float(np.linalg.norm(v)), 1e-12))


def arc(a: Array, b: Array) -> Array:
    """The shortest rotation that takes direction `a` to direction `b`."""
    a, b = unit(a), unit(b)
    c = float(a @ b)
    if c < -0.9999:
        return pitch(180)
    x, y, z = np.cross(a, b)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + k + k @ k / (1 + c))


def frame(aim: Array, hint: Array) -> Array:
    """Columns: `aim`, then the part of `hint` across it, then what is across both."""
    x = unit(aim)
    y = unit(hint - x * float(hint @ x))
    return np.stack([x, y, np.cross(x, y)], 1)
