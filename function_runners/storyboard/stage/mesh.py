"""Triangle meshes: what a scene is made of, and where its parts stand."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from function_runners.storyboard.raster.patterns import Pattern

Points = NDArray[np.float64]

CASTS, NO_SHADOW, WILD_WALL = 1, 0, 2
"""How a surface meets light; a wild wall also disappears when the camera is behind it."""


@dataclass(frozen=True)
class Material:
    """What a surface is painted with. `skin` is lit more softly; what is `soft` has no line round it, only a colour's edge."""

    colour: tuple[float, float, float]
    pattern: Pattern = Pattern.PLAIN
    glow: float = 0.0
    gloss: float = 0.0
    skin: bool = False
    soft: bool = False


@dataclass
class Piece:
    """One object: a person, a prop, a wall. Its number is what masks and outlines go by."""

    name: str
    kind: str
    number: int
    low: Points = field(default_factory=lambda: np.full(3, np.inf))
    high: Points = field(default_factory=lambda: np.full(3, -np.inf))


@dataclass(frozen=True)
class Mesh:
    """Triangles with, per face, a material index, the number of the piece, and how it meets light."""

    vertices: Points
    normals: Points
    faces: NDArray[np.int64]
    material: NDArray[np.int64]
    piece: NDArray[np.int64]
    light: NDArray[np.int64]
    materials: tuple[Material, ...]

    def only(self, keep: NDArray[np.bool_]) -> Mesh:
        """The same mesh with some of its faces."""
        return Mesh(
            self.vertices,
            self.normals,
            self.faces[keep],
            self.material[keep],
            self.piece[keep],
            self.light[keep],
            self.materials,
        )


def rotation(degrees: float, axis: int) -> Points:
    """What rows of points are multiplied with to turn them about x (0) or the vertical (2)."""
    a = math.radians(degrees)
    c, s = math.cos(a), math.sin(a)
    if axis == 0:
        return np.array([[1, 0, 0], [0, c, s], [0, -s, c]])
    return np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])


@dataclass(frozen=True)
class Frame:
    """A local frame standing on the floor: u to its right, v away from its front, w up; turned about the vertical."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    turn: float = 0.0
    scale: float = 1.0

    def world(self, points: ArrayLike) -> Points:
        p = np.asarray(points, float)
        if self.turn:
            p = p @ rotation(self.turn, 2)
        return np.asarray(p * self.scale + (self.x, self.y, self.z))

    def at(self, u: float, v: float, w: float = 0.0, turn: float = 0.0) -> Frame:
        x, y, z = self.world((u, v, w))
        return Frame(float(x), float(y), float(z), self.turn + turn, self.scale)
