"""Building triangle meshes out of a few solids, and the scene they add up to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.colour import linear

Points = NDArray[np.float64]

CASTS, NO_SHADOW, WILD_WALL = 1, 0, 2
"""How a surface meets light; a wild wall also disappears when the camera is behind it."""


@dataclass(frozen=True)
class Material:
    colour: tuple[float, float, float]
    pattern: Pattern = Pattern.PLAIN
    glow: float = 0.0
    gloss: float = 0.0
    skin: bool = False


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


@dataclass(frozen=True)
class Frame:
    """A local frame standing on the floor: u to its right, v away from its front, w up; turned about the vertical."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    turn: float = 0.0
    scale: float = 1.0

    def world(self, points: ArrayLike) -> Points:
        p = np.asarray(points, float) * self.scale
        a = math.radians(self.turn)
        c, s = math.cos(a), math.sin(a)
        x, y, z = p[..., 0], p[..., 1], p[..., 2]
        return np.stack([self.x + x * c - y * s, self.y + x * s + y * c, self.z + z], -1)

    def at(self, u: float, v: float, w: float = 0.0, turn: float = 0.0) -> Frame:
        x, y, z = self.world((u, v, w))
        return Frame(float(x), float(y), float(z), self.turn + turn, self.scale)


class Builder:
    """Collects solids. Coordinates are those of the current frame; everything belongs to the current piece."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.frame = Frame()
        self._vertices: list[Points] = []
        self._normals: list[Points] = []
        self._faces: list[NDArray[np.int64]] = []
        self._material: list[NDArray[np.int64]] = []
        self._piece: list[NDArray[np.int64]] = []
        self._light: list[NDArray[np.int64]] = []
        self._materials: dict[Material, int] = {}
        self._count = 0

    def begin(self, name: str, kind: str, frame: Frame | None = None) -> Piece:
        """Start a new piece at `frame`."""
        piece = Piece(name, kind, len(self.pieces) + 1)
        self.pieces.append(piece)
        self.frame = frame or Frame()
        return piece

    def paint(
        self,
        colour: str | Sequence[float],
        pattern: Pattern = Pattern.PLAIN,
        glow: float = 0.0,
        gloss: float = 0.0,
        skin: bool = False,
    ) -> int:
        """The number of a material; `colour` is #rrggbb or linear red, green, blue."""
        rgb = linear(colour) if isinstance(colour, str) else (float(colour[0]), float(colour[1]), float(colour[2]))
        material = Material(rgb, pattern, glow, gloss, skin)
        return self._materials.setdefault(material, len(self._materials))

    def add(
        self,
        vertices: ArrayLike,
        faces: ArrayLike,
        material: int | NDArray[np.int64],
        normals: Points | None = None,
        light: int = CASTS,
        world: bool = False,
    ) -> None:
        """Add triangles; without normals they are flat-shaded. `world` leaves the points as they are."""
        v = np.asarray(vertices, float)
        f = np.asarray(faces, np.int64)
        if not world:
            v = self.frame.world(v)
            if normals is not None:
                normals = Frame(turn=self.frame.turn).world(normals)
        if normals is None:
            v = v[f].reshape(-1, 3)
            f = np.arange(len(v)).reshape(-1, 3)
            flat = np.cross(v[f[:, 1]] - v[f[:, 0]], v[f[:, 2]] - v[f[:, 0]])
            flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)
            normals = flat.repeat(3, 0)
        piece = self.pieces[-1]
        piece.low = np.minimum(piece.low, v.min(0))
        piece.high = np.maximum(piece.high, v.max(0))
        self._vertices.append(v)
        self._normals.append(np.asarray(normals, float))
        self._faces.append(f + self._count)
        self._material.append(np.broadcast_to(np.asarray(material, np.int64), (len(f),)))
        self._piece.append(np.full(len(f), piece.number, np.int64))
        self._light.append(np.full(len(f), light, np.int64))
        self._count += len(v)

    def box(
        self,
        centre: Sequence[float],
        size: Sequence[float],
        material: int,
        turn: float = 0.0,
        lean: float = 0.0,
        taper: float = 1.0,
        light: int = CASTS,
    ) -> None:
        """A box; `turn` about the vertical and `lean` about its own width are degrees; `taper` scales the top."""
        x, y, z = np.asarray(size, float) / 2
        v = np.array([(a, b, c) for c in (-z, z) for b in (-y, y) for a in (-x, x)])
        v[4:, :2] *= taper
        if lean:
            a = math.radians(lean)
            v = v @ np.array([[1, 0, 0], [0, math.cos(a), math.sin(a)], [0, -math.sin(a), math.cos(a)]])
        if turn:
            a = math.radians(turn)
            v = v @ np.array([[math.cos(a), math.sin(a), 0], [-math.sin(a), math.cos(a), 0], [0, 0, 1]])
        self.add(v + np.asarray(centre, float), _BOX, material, light=light)

    def tube(
        self,
        centre: Sequence[float],
        radius: float,
        height: float,
        material: int,
        top: float | None = None,
        axis: int = 2,
        sides: int = 20,
        light: int = CASTS,
    ) -> None:
        """A closed cylinder or cone about `centre`, along x (0), y (1) or z (2)."""
        top = radius if top is None else top
        a = np.linspace(0, 2 * np.pi, sides, endpoint=False)
        ring = np.c_[np.cos(a), np.sin(a)]
        low = np.c_[ring * radius, np.full(sides, -height / 2)]
        high = np.c_[ring * top, np.full(sides, height / 2)]
        slope = (radius - top) / max(height, 1e-6)
        out = np.c_[ring, np.full(sides, slope)]
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        ends = np.r_[np.repeat([[0.0, 0.0, -1.0]], sides + 1, 0), np.repeat([[0.0, 0.0, 1.0]], sides + 1, 0)]
        v = np.concatenate([low, high, low, [[0, 0, -height / 2]], high, [[0, 0, height / 2]]])
        n = np.concatenate([out, out, ends])
        i = np.arange(sides)
        j = (i + 1) % sides
        b, t = 2 * sides, 3 * sides + 1
        f = np.concatenate(
            [
                np.c_[i, j, sides + i],
                np.c_[j, sides + j, sides + i],
                np.c_[np.full(sides, b + sides), b + j, b + i],
                np.c_[np.full(sides, t + sides), t + i, t + j],
            ]
        )
        if axis == 0:
            v, n = v[:, [2, 0, 1]], n[:, [2, 0, 1]]
        elif axis == 1:
            v, n = v[:, [1, 2, 0]], n[:, [1, 2, 0]]
        self.add(v + np.asarray(centre, float), f, material, n, light)

    def ring(
        self, centre: Sequence[float], radius: float, thick: float, material: int, lean: float = 0.0, light: int = CASTS
    ) -> None:
        """A torus facing along v, tipped back by `lean` degrees: wheels, rims."""
        around, across = 28, 8
        i, j = np.meshgrid(np.arange(around), np.arange(across), indexing="ij")
        a, c = i * 2 * np.pi / around, j * 2 * np.pi / across
        n = np.stack([np.cos(a) * np.cos(c), np.sin(c), np.sin(a) * np.cos(c)], -1).reshape(-1, 3)
        rim = np.stack([np.cos(a), 0 * a, np.sin(a)], -1).reshape(-1, 3) * radius
        v = rim + n * thick
        t = math.radians(lean)
        tip = np.array([[1, 0, 0], [0, math.cos(t), math.sin(t)], [0, -math.sin(t), math.cos(t)]])
        p, q = (i + 1) % around * across, (j + 1) % across
        k = i * across
        f = np.concatenate(
            [np.stack([k + j, p + j, p + q], -1).reshape(-1, 3), np.stack([k + j, p + q, k + q], -1).reshape(-1, 3)]
        )
        self.add(v @ tip + np.asarray(centre, float), f, material, n @ tip, light)

    def ball(
        self,
        centre: Sequence[float],
        radius: float | Sequence[float],
        material: int,
        detail: int = 18,
        light: int = CASTS,
        rough: float = 0.0,
    ) -> None:
        """An ellipsoid; `rough` pushes its surface in and out, for leaves and rocks."""
        r = np.broadcast_to(np.asarray(radius, float), (3,))
        rows = max(6, detail * 2 // 3)
        theta = np.linspace(0, np.pi, rows + 1)[:, None]
        phi = np.linspace(0, 2 * np.pi, detail, endpoint=False)[None, :]
        unit = np.stack(
            np.broadcast_arrays(np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta) + 0 * phi), -1
        ).reshape(-1, 3)
        bump = np.ones(len(unit))
        if rough:
            phase = float(np.sum(np.asarray(centre, float) * (1.3, 2.1, 3.7)))
            a, b, c = unit.T * 5.0
            bump += rough * (
                np.sin(a * 1.7 + phase) * np.sin(b * 2.3 + phase * 1.7) + 0.6 * np.sin(c * 3.1 - a * 2.0 + phase)
            )
        v = unit * r * bump[:, None]
        i, j = np.meshgrid(np.arange(rows), np.arange(detail), indexing="ij")
        a0, a1 = i * detail + j, i * detail + (j + 1) % detail
        b0, b1 = a0 + detail, a1 + detail
        f = np.concatenate([np.stack([a0, b0, a1], -1).reshape(-1, 3), np.stack([a1, b0, b1], -1).reshape(-1, 3)])
        n = vertex_normals(v, f)
        self.add(v + np.asarray(centre, float), f, material, n, light)

    def sheet(self, corners: Sequence[Sequence[float]], material: int, light: int = CASTS) -> None:
        """A flat four-cornered surface, seen from the side where its corners run anticlockwise."""
        self.add(np.asarray(corners, float), [(0, 1, 2), (0, 2, 3)], material, light=light)

    def outline(self, profile: Sequence[Sequence[float]], width: float, material: int, light: int = CASTS) -> None:
        """A convex shape drawn in (v, w) and pulled to a `width` along u: car bodies, ramps, roofs."""
        p = np.asarray(profile, float)
        n = len(p)
        left = np.c_[np.full(n, -width / 2), p]
        right = np.c_[np.full(n, width / 2), p]
        f = [(k, n + k, n + (k + 1) % n) for k in range(n)] + [(k, n + (k + 1) % n, (k + 1) % n) for k in range(n)]
        f += [(0, k, k + 1) for k in range(1, n - 1)] + [(n, n + k + 1, n + k) for k in range(1, n - 1)]
        self.add(np.concatenate([left, right]), f, material, light=light)

    def mesh(self) -> Mesh:
        return Mesh(
            np.ascontiguousarray(np.concatenate(self._vertices)),
            np.ascontiguousarray(np.concatenate(self._normals)),
            np.ascontiguousarray(np.concatenate(self._faces)),
            np.concatenate(self._material),
            np.concatenate(self._piece),
            np.concatenate(self._light),
            tuple(self._materials),
        )


_BOX = [(0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4),
        (2, 6, 3), (3, 6, 7), (0, 4, 2), (2, 4, 6), (1, 3, 5), (3, 7, 5)]  # fmt: skip


def vertex_normals(vertices: Points, faces: Any) -> Points:
    """Smooth unit normals, each face weighing by its area."""
    f = np.asarray(faces)
    across = np.cross(vertices[f[:, 1]] - vertices[f[:, 0]], vertices[f[:, 2]] - vertices[f[:, 0]])
    n = np.zeros_like(vertices)
    for corner in range(3):
        for axis in range(3):
            n[:, axis] += np.bincount(f[:, corner], across[:, axis], len(vertices))
    return np.asarray(n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-12))
