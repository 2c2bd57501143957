"""How open each point is to the room around it: corners and folds are darker."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from function_runners.storyboard.raster.inputs import view_of
from function_runners.storyboard.raster.noise import hashed, smooth
from function_runners.storyboard.raster.surface import normal_at, ray


@njit(cache=True, fastmath=True)
def _row(j, open_, closeness, seen, surfaces, packed_view, circle, step, radius):  # type: ignore[no-untyped-def]
    view = view_of(packed_view)
    b = view.basis
    vertices, normals, faces, flat = surfaces.vertices, surfaces.normals, surfaces.faces, surfaces.flat
    samples = circle.shape[1]
    for i in range(open_.shape[1]):
        y, x = j * step + step // 2, i * step + step // 2
        t = seen[y, x]
        if t < 0:
            continue
        z = 1.0 / closeness[y, x]
        rx, ry, rz = ray(view, x, y)
        nx, ny, nz = normal_at(vertices, normals, faces, flat, t, view.position[0] + rx * z,
                               view.position[1] + ry * z, view.position[2] + rz * z)  # fmt: skip
        if nx * rx + ny * ry + nz * rz > 0.0:
            nx, ny, nz = -nx, -ny, -nz
        # in the camera's own space from here on
        nr = nx * b[0][0] + ny * b[0][1] + nz * b[0][2]
        nu = nx * b[1][0] + ny * b[1][1] + nz * b[1][2]
        nf = nx * b[2][0] + ny * b[2][1] + nz * b[2][2]
        here_r, here_u = (x + 0.5 - view.centre_x) / view.focal * z, (view.centre_y - y - 0.5) / view.focal * z
        reach = min(110.0 * view.unit, max(3.0, radius * view.focal / z))
        total = 0.0
        for s in range(samples):
            k = (i & 3) + 4 * (j & 3)
            sx, sy = int(x + reach * circle[k, s, 0]), int(y + reach * circle[k, s, 1])
            if sx < 0 or sy < 0 or sx >= closeness.shape[1] or sy >= closeness.shape[0]:
                continue
            w = closeness[sy, sx]
            if w <= 0.0:
                continue
            z2 = 1.0 / w
            qf = z2 - z
            qr = (sx + 0.5 - view.centre_x) / view.focal * z2 - here_r
            qu = (view.centre_y - sy - 0.5) / view.focal * z2 - here_u
            above = qr * nr + qu * nu + qf * nf - 0.004 * z
            if above > 0.0:
                square = qr * qr + qu * qu + qf * qf
                total += above / (square + 0.02 * radius) * smooth(radius * radius * 9.0, radius * radius, square)
        open_[j, i] = 1.0 - min(0.82, 2.2 * radius * total / samples)


@njit(parallel=True, cache=True, fastmath=True)
def occlusion(closeness, seen, surfaces, view, samples, step, radius):  # type: ignore[no-untyped-def]
    """How open each point is to the room, 0.1–1, on a grid `step` times coarser than the picture."""
    height, width = closeness.shape[0] // step, closeness.shape[1] // step
    open_ = np.ones((height, width), np.float32)
    circle = np.empty((16, samples, 2))
    for k in range(16):
        for s in range(samples):
            angle = 6.2832 * hashed(k & 3, k >> 2) + s * 2.39996
            r = math.sqrt((s + 0.5) / samples)
            circle[k, s, 0], circle[k, s, 1] = r * math.cos(angle), r * math.sin(angle)
    for j in prange(height):
        _row(j, open_, closeness, seen, surfaces, view, circle, step, radius)
    return open_


def softened(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """A 4 × 4 mean: the pattern in which occlusion is sampled repeats every four points."""
    padded = np.pad(values, ((2, 1), (2, 1)), mode="edge")
    height, width = values.shape
    across = sum((padded[:, j : j + width] for j in range(1, 4)), padded[:, :width].copy())
    total = sum((across[i : i + height] for i in range(1, 4)), across[:height].copy())
    return np.asarray(total / np.float32(16), np.float32)
