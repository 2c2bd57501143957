"""Hair gathered behind the head: bun, ponytail and braid."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.figures.layer import Layer
from function_runners.storyboard.figures.meshwork import Array, grid_faces
from function_runners.storyboard.figures.scalp import Head, directions, head_to_back, shoulders
from function_runners.storyboard.figures.slots import Slot


def _tube(path: Array, radii: Array, ridged: Array) -> Array:
    """Rows of rings along a path; `ridged` multiplies the radius, (rows, columns)."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.array([1.0, 0.0, 0.0])
    other = np.cross(along, side)
    turn = np.linspace(0, 2 * np.pi, ridged.shape[1], endpoint=False)
    ring = np.cos(turn)[None, :, None] * side + np.sin(turn)[None, :, None] * other[:, None, :]
    return np.asarray(path[:, None] + ring * (radii[:, None] * ridged)[..., None])


def bun_of(head: Head) -> Layer:
    d = directions(np.array(180.0), np.array(34.0))
    middle = d * (float(head.radius(d[None])[0]) + 0.026)
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)[None]
    polar = np.linspace(0, np.pi, 22)[:, None]
    swirl = 0.90 + 0.10 * np.abs(np.sin(2.5 * (turn + 1.6 * polar)))
    r = 0.045 * swirl
    a = np.sin(polar) * np.cos(turn) * r
    b = np.sin(polar) * np.sin(turn) * r
    c = np.cos(polar) * 0.036 * np.ones_like(turn)
    right, up = np.array([1.0, 0, 0]), np.cross(d, [1.0, 0, 0])
    points = middle + a[..., None] * right + b[..., None] * up + c[..., None] * d
    return head_to_back(head, head.place(points.reshape(-1, 3)), grid_faces(22, 40, closed=True))


def tail_of(head: Head, braided: bool) -> list[Layer]:
    rows, columns = 44, 28
    t = np.linspace(0, 1, rows)
    d = directions(np.array(180.0), np.array(-14.0 if braided else 32.0))
    root = d * (float(head.radius(d[None])[0]) - 0.004)
    length = 0.36 if braided else 0.30
    lift = 0.018 if braided else 0.062
    heights, reach = shoulders(head.body.name)
    path = np.zeros((rows, 3))
    path[:, 1] = root[1] + lift * np.sin(np.minimum(t * 4.2, 1.0) * np.pi / 2)
    path[:, 2] = (
        root[2]
        + (0.0 if braided else 0.018) * np.sin(np.minimum(t * 4.2, 1) * np.pi)
        - length * np.maximum(0, t - 0.04) ** 1.05
    )
    need = np.array([np.interp(-z, -heights, reach[:, 18]) if z < -0.085 else 0.0 for z in path[:, 2]]) + 0.034
    path[:, 1] = np.maximum(path[:, 1], need * (path[:, 2] < -0.085))
    for _ in range(8):
        path[1:-1] = (path[:-2] + 2 * path[1:-1] + path[2:]) / 4
    turn = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    if braided:
        radii = 0.019 * (1 - 0.25 * t)
        lobes = np.abs(np.sin(np.pi * (t[:, None] * 11 + 0.5 * (np.cos(turn)[None] > 0))))
        ridged = 0.78 + 0.30 * lobes**0.7
        radii = np.where(t > 0.9, 0.012 + 0.012 * np.sin((t - 0.9) * 10 * np.pi), radii)
    else:
        radii = np.interp(t, [0, 0.05, 0.22, 0.55, 0.9, 1.0], [0.015, 0.017, 0.032, 0.033, 0.016, 0.003])
        ridged = 0.86 + 0.14 * np.abs(np.sin(4.5 * turn[None] + 1.2 * t[:, None]))
    tube = _tube(path, radii, np.broadcast_to(ridged, (rows, columns)))
    layers = [
        head_to_back(head, head.place(tube.reshape(-1, 3)), grid_faces(rows, columns, closed=True)[:, ::-1].copy())
    ]
    at = slice(38, 42) if braided else slice(0, 4)
    band = _tube(path[at], np.full(4, 0.0135 if braided else 0.0185), np.ones((4, columns)))
    tie = head_to_back(head, head.place(band.reshape(-1, 3)), grid_faces(4, columns, closed=True)[:, ::-1].copy())
    layers.append(Layer(tie.vertices, tie.weights, tie.faces, np.full(len(tie.faces), int(Slot.TRIM))))
    return layers
