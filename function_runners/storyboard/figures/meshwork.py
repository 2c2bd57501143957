"""Cutting, relaxing and joining triangle meshes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


def normals(vertices: Array, faces: Ints) -> Array:
    """Unit vertex normals, weighted by area; straight up where faces have none."""
    return np.asarray(_normals(np.ascontiguousarray(vertices), np.ascontiguousarray(faces)))


@njit(cache=True)
def _normals(vertices, faces):  # type: ignore[no-untyped-def]
    total = np.zeros_like(vertices)
    for t in range(len(faces)):
        i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
        ax, ay, az = vertices[j, 0] - vertices[i, 0], vertices[j, 1] - vertices[i, 1], vertices[j, 2] - vertices[i, 2]
        bx, by, bz = vertices[k, 0] - vertices[i, 0], vertices[k, 1] - vertices[i, 1], vertices[k, 2] - vertices[i, 2]
        nx, ny, nz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        for v in (i, j, k):
            total[v, 0] += nx
            total[v, 1] += ny
            total[v, 2] += nz
    for v in range(len(total)):
        length = (total[v, 0] ** 2 + total[v, 1] ** 2 + total[v, 2] ** 2) ** 0.5
        if length > 1e-12:
            total[v] /= length
        else:
            total[v, 0], total[v, 1], total[v, 2] = 0.0, 0.0, 1.0
    return total


@dataclass(frozen=True)
class Split:
    """Faces of a mesh split along a curve, and where on which old edges the new vertices lie."""

    faces: Ints
    ends: Ints
    share: Array

    def carry(self, values: Array) -> Array:
        """Values of the old vertices, extended to the new ones."""
        return carry_through((self,), values)


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


def carry_through(cuts: Sequence[Split], values: Array) -> Array:
    """Values of the old vertices, extended to the new ones of several cuts in turn."""
    out = np.empty((len(values) + sum(len(cut.share) for cut in cuts), *values.shape[1:]), values.dtype)
    out[: len(values)] = values
    at = len(values)
    for cut in cuts:
        a, b = out[cut.ends[:, 0]], out[cut.ends[:, 1]]
        out[at : at + len(a)] = a + (b - a) * cut.share.reshape(-1, *[1] * (values.ndim - 1)).astype(values.dtype)
        at += len(a)
    return out


def compact(faces: Ints) -> tuple[Ints, Ints]:
    """(the vertices in use, the faces renumbered to them)."""
    there = np.zeros(int(faces.max()) + 1, bool)
    there[faces.ravel()] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[faces]


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
    return np.asarray(_relaxed(np.ascontiguousarray(vertices), np.ascontiguousarray(edges), free * 0.5, rounds))


@njit(cache=True)
def _relaxed(vertices, edges, share, rounds):  # type: ignore[no-untyped-def]
    degree = np.zeros(len(vertices))
    for e in range(len(edges)):
        degree[edges[e, 0]] += 1.0
    now = vertices.copy()
    for _ in range(rounds):
        mean = np.zeros_like(now)
        for e in range(len(edges)):
            a, b = edges[e, 0], edges[e, 1]
            for c in range(3):
                mean[a, c] += now[b, c]
        for v in range(len(now)):
            if degree[v] > 0.0:
                for c in range(3):
                    now[v, c] += share[v] * (mean[v, c] / degree[v] - now[v, c])
    return now


@njit(cache=True)
def strongest(weights, many):  # type: ignore[no-untyped-def]
    """(columns, shares): the `many` largest weights of every row, the shares adding up to one."""
    columns = np.zeros((len(weights), many), np.int64)
    shares = np.zeros((len(weights), many))
    for row in range(len(weights)):
        for column in range(weights.shape[1]):
            w = weights[row, column]
            at = many
            while at > 0 and w > shares[row, at - 1]:
                at -= 1
            if at < many:
                for k in range(many - 1, at, -1):
                    shares[row, k], columns[row, k] = shares[row, k - 1], columns[row, k - 1]
                shares[row, at], columns[row, at] = w, column
        shares[row] /= shares[row].sum()
    return columns, shares


def grid_faces(rows: int, columns: int, closed: bool) -> Ints:
    """Triangles of a grid of vertices, row by row; `closed` joins the last column to the first."""
    last = columns if closed else columns - 1
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(last), indexing="ij")
    a, b = r * columns + c, r * columns + (c + 1) % columns
    quads = np.stack([a, b, a + columns, b + columns], -1).reshape(-1, 4)
    return np.concatenate([quads[:, [0, 2, 1]], quads[:, [1, 2, 3]]]).astype(np.int64)
