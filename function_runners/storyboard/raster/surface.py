"""Where a pixel lies in the world, and how the surface there is turned."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange


@njit(parallel=True, cache=True, fastmath=True)
def flat_faces(normals, faces):  # type: ignore[no-untyped-def]
    """1 for every triangle whose three normals are the same, so that none need be mixed."""
    flat = np.zeros(faces.shape[0], np.uint8)
    for t in prange(faces.shape[0]):
        a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
        apart = 0.0
        for k in range(3):
            apart += abs(normals[a, k] - normals[b, k]) + abs(normals[a, k] - normals[c, k])
        flat[t] = 1 if apart < 1e-6 else 0
    return flat


@njit(cache=True, fastmath=True, forceinline=True)
def normal_at(v, n, faces, flat, t, x, y, z):  # type: ignore[no-untyped-def]
    """The smooth normal of triangle `t` at a world point on it; `v` are vertices, `n` their normals."""
    a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
    if flat[t] == 1:
        return n[a, 0], n[a, 1], n[a, 2]
    e1x, e1y, e1z = v[b, 0] - v[a, 0], v[b, 1] - v[a, 1], v[b, 2] - v[a, 2]
    e2x, e2y, e2z = v[c, 0] - v[a, 0], v[c, 1] - v[a, 1], v[c, 2] - v[a, 2]
    px, py, pz = x - v[a, 0], y - v[a, 1], z - v[a, 2]
    d11 = e1x * e1x + e1y * e1y + e1z * e1z
    d12 = e1x * e2x + e1y * e2y + e1z * e2z
    d22 = e2x * e2x + e2y * e2y + e2z * e2z
    p1 = px * e1x + py * e1y + pz * e1z
    p2 = px * e2x + py * e2y + pz * e2z
    spread = d11 * d22 - d12 * d12
    wb, wc = 0.0, 0.0
    if spread > 1e-20:
        wb = (d22 * p1 - d12 * p2) / spread
        wc = (d11 * p2 - d12 * p1) / spread
    wa = 1.0 - wb - wc
    nx = n[a, 0] * wa + n[b, 0] * wb + n[c, 0] * wc
    ny = n[a, 1] * wa + n[b, 1] * wb + n[c, 1] * wc
    nz = n[a, 2] * wa + n[b, 2] * wb + n[c, 2] * wc
    length = math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9
    return nx / length, ny / length, nz / length


@njit(cache=True, fastmath=True, forceinline=True)
def ray(view, x, y):  # type: ignore[no-untyped-def]
    """The direction through a pixel, one metre forward of the camera."""
    right = (x + 0.5 - view.centre_x) / view.focal
    up = (view.centre_y - y - 0.5) / view.focal
    b = view.basis
    return (b[0][0] * right + b[1][0] * up + b[2][0],
            b[0][1] * right + b[1][1] * up + b[2][1],
            b[0][2] * right + b[1][2] * up + b[2][2])  # fmt: skip
