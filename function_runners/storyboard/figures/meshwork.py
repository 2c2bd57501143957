"""Cutting, relaxing and joining triangle meshes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def normals(vertices: Array, faces: Ints) -> Array:
    """Unit vertex normals, weighted by area; straight up where faces have none."""
    a, b, c = vertices[faces[:, 0]], vertices[faces[:, 1]], vertices[faces[:, 2]]
    across = np.cross(b - a, c - a)
    corners = faces.ravel()
    summed = np.stack([np.bincount(corners, np.repeat(across[:, i], 3), len(vertices)) for i in range(3)], 1)
    length = np.linalg.norm(summed, axis=1, keepdims=True)
    return np.asarray(np.where(length > 1e-12, summed / np.maximum(length, 1e-12), [0.0, 0.0, 1.0]))


@dataclass(frozen=True)
class Split:
    """Faces of a mesh split along a curve, and where on which old edges the new vertices lie."""

    faces: Ints
    ends: Ints
    share: Array

    def carry(self, values: Array) -> Array:
        """Values of the old vertices, extended to the new ones."""
        a, b = values[self.ends[:, 0]], values[self.ends[:, 1]]
        share = self.share.reshape(-1, *[1] * (values.ndim - 1))
        return np.concatenate([values, a + (b - a) * share])


def split(faces: Ints, field: Array) -> Split:
    """Split the faces that the curve field = 0 crosses, so that a border on it is clean."""
    field = np.where(np.abs(field) < 1e-6, 1e-6, field)
    above = field[faces] > 0
    count = above.sum(1)
    crossed = (count == 1) | (count == 2)
    if not crossed.any():
        return Split(faces, np.zeros((0, 2), np.int64), np.zeros(0))
    cut, inside, ones = faces[crossed], above[crossed], count[crossed]
    apex = np.where(ones == 1, inside.argmax(1), inside.argmin(1))
    rows = np.arange(len(cut))
    i, j, k = cut[rows, apex], cut[rows, (apex + 1) % 3], cut[rows, (apex + 2) % 3]
    edges = np.sort(np.concatenate([np.stack([i, j], 1), np.stack([i, k], 1)]), axis=1)
    ends, which = np.unique(edges, axis=0, return_inverse=True)
    which = which.reshape(-1)
    share = field[ends[:, 0]] / (field[ends[:, 0]] - field[ends[:, 1]])
    a, b = len(field) + which[: len(cut)], len(field) + which[len(cut) :]
    pieces = [np.stack([i, a, b], 1), np.stack([a, j, k], 1), np.stack([a, k, b], 1)]
    return Split(np.concatenate([faces[~crossed], *pieces]), ends, share)


def compact(faces: Ints) -> tuple[Ints, Ints]:
    """(the vertices in use, the faces renumbered to them)."""
    used, inverse = np.unique(faces, return_inverse=True)
    return used, inverse.reshape(-1, 3).astype(np.int64)


def border(faces: Ints) -> Ints:
    """Directed edges that belong to one face only."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    size = int(faces.max()) + 1
    key, back = edges[:, 0] * size + edges[:, 1], edges[:, 1] * size + edges[:, 0]
    return edges[~np.isin(key, back)]


def relax(vertices: Array, faces: Ints, free: Array, rounds: int) -> Array:
    """Pull vertices to the mean of their neighbours; those of a border only along the border, so that a hem stays put."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    rim = border(faces)
    on_rim = np.zeros(len(vertices), bool)
    on_rim[rim.ravel()] = True
    edges = edges[~on_rim[edges[:, 0]]]
    edges = np.concatenate([edges, rim, rim[:, ::-1]])
    degree = np.maximum(np.bincount(edges[:, 0], minlength=len(vertices)), 1)
    lonely = np.bincount(edges[:, 0], minlength=len(vertices)) == 0
    free = np.where(lonely, 0, free)[:, None] * 0.5
    for _ in range(rounds):
        mean = np.stack([np.bincount(edges[:, 0], vertices[edges[:, 1], c], len(vertices)) for c in range(3)], 1)
        vertices = vertices + free * (mean / degree[:, None] - vertices)
    return vertices


def grid_faces(rows: int, columns: int, closed: bool) -> Ints:
    """Triangles of a grid of vertices, row by row; `closed` joins the last column to the first."""
    last = columns if closed else columns - 1
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(last), indexing="ij")
    a, b = r * columns + c, r * columns + (c + 1) % columns
    quads = np.stack([a, b, a + columns, b + columns], -1).reshape(-1, 4)
    return np.concatenate([quads[:, [0, 2, 1]], quads[:, [1, 2, 3]]]).astype(np.int64)
