"""The solids things are built of, about the origin: each gives its vertices, faces and normals."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard.stage.mesh import Points, rotation

Faces = NDArray[np.int64]
Solid = tuple[Points, Faces, Points]

_BOX = [(0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4),
        (2, 6, 3), (3, 6, 7), (0, 4, 2), (2, 4, 6), (1, 3, 5), (3, 7, 5)]  # fmt: skip
_BOX_CORNERS = np.array([(a, b, c) for c in (-1.0, 1.0) for b in (-1.0, 1.0) for a in (-1.0, 1.0)])[np.ravel(_BOX)]
_BOX_TOP = _BOX_CORNERS[:, 2] > 0
_BOX_NORMALS = np.cross(_BOX_CORNERS[1::3] - _BOX_CORNERS[::3], _BOX_CORNERS[2::3] - _BOX_CORNERS[::3]).repeat(3, 0) / 4
_BOX_FACES = np.arange(36).reshape(-1, 3)


def box(size: Any, turn: float, lean: float, taper: float) -> Solid:
    """A box; `turn` about the vertical and `lean` about its own width are degrees; `taper` scales the top."""
    v, n = _BOX_CORNERS * (np.asarray(size, float) / 2), _BOX_NORMALS
    if taper != 1.0:
        v[_BOX_TOP, :2] *= taper
        flat = np.cross(v[1::3] - v[::3], v[2::3] - v[::3])
        n = (flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-12)).repeat(3, 0)
    for degrees, axis in ((lean, 0), (turn, 2)):
        if degrees:
            turned = rotation(degrees, axis)
            v, n = v @ turned, n @ turned
    return v, _BOX_FACES, n


@cache
def _disc(sides: int) -> tuple[Points, Faces, Points]:
    """(ring, faces of a tube with two ends, normals of the ends)."""
    a = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = np.c_[np.cos(a), np.sin(a)]
    ends = np.r_[np.repeat([[0.0, 0.0, -1.0]], sides + 1, 0), np.repeat([[0.0, 0.0, 1.0]], sides + 1, 0)]
    i = np.arange(sides)
    j = (i + 1) % sides
    b, t = 2 * sides, 3 * sides + 1
    faces = np.concatenate(
        [
            np.c_[i, j, sides + i],
            np.c_[j, sides + j, sides + i],
            np.c_[np.full(sides, b + sides), b + j, b + i],
            np.c_[np.full(sides, t + sides), t + i, t + j],
        ]
    )
    return ring, faces, ends


def tube(radius: float, height: float, top: float, axis: int, sides: int) -> Solid:
    """A closed cylinder or cone along x (0), y (1) or z (2); `top` is its radius at the far end."""
    ring, faces, ends = _disc(sides)
    v = np.zeros((4 * sides + 2, 3))
    v[:sides, :2] = v[2 * sides : 3 * sides, :2] = ring * radius
    v[sides : 2 * sides, :2] = v[3 * sides + 1 : -1, :2] = ring * top
    v[:, 2] = height / 2
    v[:sides, 2] = v[2 * sides : 3 * sides + 1, 2] = -height / 2
    slope = (radius - top) / max(height, 1e-6)
    out = np.c_[ring, np.full(sides, slope)] / np.sqrt(1 + slope * slope)
    n = np.concatenate([out, out, ends])
    order = {0: [2, 0, 1], 1: [1, 2, 0], 2: [0, 1, 2]}[axis]
    return v[:, order], faces, n[:, order]


@cache
def _sphere(detail: int) -> tuple[Points, Faces]:
    rows = max(6, detail * 2 // 3)
    theta = np.linspace(0, np.pi, rows + 1)[:, None]
    phi = np.linspace(0, 2 * np.pi, detail, endpoint=False)[None, :]
    unit = np.stack(
        np.broadcast_arrays(np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta) + 0 * phi), -1
    ).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(rows), np.arange(detail), indexing="ij")
    a0, a1 = i * detail + j, i * detail + (j + 1) % detail
    b0, b1 = a0 + detail, a1 + detail
    faces = np.concatenate([np.stack([a0, b0, a1], -1).reshape(-1, 3), np.stack([a1, b0, b1], -1).reshape(-1, 3)])
    return unit, faces


def ball(radius: Any, detail: int, rough: float, phase: float) -> Solid:
    """An ellipsoid; `rough` pushes its surface in and out, for leaves and rocks, `phase` says where."""
    unit, faces = _sphere(detail)
    r = np.broadcast_to(np.asarray(radius, float), (3,))
    if not rough:
        n = unit / np.maximum(r, 1e-9)
        return unit * r, faces, n / np.linalg.norm(n, axis=1, keepdims=True)
    a, b, c = unit.T * 5.0
    bump = 1 + rough * (
        np.sin(a * 1.7 + phase) * np.sin(b * 2.3 + phase * 1.7) + 0.6 * np.sin(c * 3.1 - a * 2.0 + phase)
    )
    v = unit * r * bump[:, None]
    return v, faces, vertex_normals(v, faces)


@cache
def _torus() -> tuple[Points, Points, Faces]:
    """(rim, normals, faces) of a torus of radius 1 without thickness, facing along v."""
    around, across = 28, 8
    i, j = np.meshgrid(np.arange(around), np.arange(across), indexing="ij")
    a, c = i * 2 * np.pi / around, j * 2 * np.pi / across
    n = np.stack([np.cos(a) * np.cos(c), np.sin(c), np.sin(a) * np.cos(c)], -1).reshape(-1, 3)
    rim = np.stack([np.cos(a), 0 * a, np.sin(a)], -1).reshape(-1, 3)
    p, q = (i + 1) % around * across, (j + 1) % across
    k = i * across
    faces = np.concatenate(
        [np.stack([k + j, p + j, p + q], -1).reshape(-1, 3), np.stack([k + j, p + q, k + q], -1).reshape(-1, 3)]
    )
    return rim, n, faces


def ring(radius: float, thick: float, lean: float) -> Solid:
    """A torus facing along v, tipped back by `lean` degrees: wheels, rims."""
    rim, n, faces = _torus()
    tip = rotation(lean, 0)
    return (rim * radius + n * thick) @ tip, faces, n @ tip


def vertex_normals(vertices: Points, faces: Any) -> Points:
    """Smooth unit normals, each face weighing by its area."""
    f = np.asarray(faces)
    across = np.cross(vertices[f[:, 1]] - vertices[f[:, 0]], vertices[f[:, 2]] - vertices[f[:, 0]])
    n = np.zeros_like(vertices)
    for corner in range(3):
        for axis in range(3):
            n[:, axis] += np.bincount(f[:, corner], across[:, axis], len(vertices))
    return np.asarray(n / np.maximum(np.linalg.norm(n, axis=1, keepdims=True), 1e-12))
