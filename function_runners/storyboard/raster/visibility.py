"""Which triangle is seen at each pixel."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

BANDS = 16
NEAR = 0.05
CUT = -2
"""The first row of a triangle that the near plane cuts: its rows are found when it has been clipped."""


@njit(cache=True, fastmath=True, forceinline=True)
def span(ax: float, ay: float, bx: float, by: float, py: float, low: float, high: float) -> tuple[float, float]:
    """Narrow the stretch low–high of the row `py` to what lies on the inner side of the edge from a to b."""
    slope = by - ay
    side = (bx - ax) * (py - ay)
    if slope > 0.0:
        return low, min(high, ax + side / slope)
    if slope < 0.0:
        return max(low, ax + side / slope), high
    return (low, high) if side >= 0.0 else (1.0, 0.0)


@njit(cache=True, fastmath=True, forceinline=True)
def _fill(ax, ay, aw, bx, by, bw, cx, cy, cw, triangle, width, top, bottom, closeness, seen):  # type: ignore[no-untyped-def]
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if area < 0.0:
        bx, by, bw, cx, cy, cw, area = cx, cy, cw, bx, by, bw, -area
    if area < 1e-9:
        return
    left, right = min(ax, bx, cx), max(ax, bx, cx)
    if right < 0.0 or left > width:
        return
    step = ((bw - aw) * (cy - ay) - (cw - aw) * (by - ay)) / area
    rise = ((cw - aw) * (bx - ax) - (bw - aw) * (cx - ax)) / area
    first = max(top, int(math.ceil(min(ay, by, cy) - 0.5)))
    last = min(bottom - 1, int(math.floor(max(ay, by, cy) - 0.5)))
    for y in range(first, last + 1):
        py = y + 0.5
        low, high = span(ax, ay, bx, by, py, left, right)
        low, high = span(bx, by, cx, cy, py, low, high)
        low, high = span(cx, cy, ax, ay, py, low, high)
        x0 = max(0, int(math.ceil(low - 0.5)))
        x1 = min(width - 1, int(math.floor(high - 0.5)))
        w = aw + (x0 + 0.5 - ax) * step + (py - ay) * rise
        for x in range(x0, x1 + 1):
            if w > closeness[y, x]:
                closeness[y, x] = w
                seen[y, x] = triangle
            w += step


@njit(parallel=True, cache=True, fastmath=True)
def _rows(points, places, faces, width, height):  # type: ignore[no-untyped-def]
    """First and last row of every triangle; (1, 0) when it cannot be seen, (CUT, 0) when the near plane cuts it."""
    rows = np.empty((faces.shape[0], 2), np.int32)
    for t in prange(faces.shape[0]):
        a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
        nearest = min(points[a, 2], points[b, 2], points[c, 2])
        farthest = max(points[a, 2], points[b, 2], points[c, 2])
        rows[t, 0], rows[t, 1] = 1, 0
        if farthest < NEAR:
            continue
        if nearest < NEAR:
            rows[t, 0] = CUT
            continue
        left, right = min(places[a, 0], places[b, 0], places[c, 0]), max(places[a, 0], places[b, 0], places[c, 0])
        top, bottom = min(places[a, 1], places[b, 1], places[c, 1]), max(places[a, 1], places[b, 1], places[c, 1])
        if right < 0.0 or left > width or bottom < 0.0 or top > height:
            continue
        rows[t, 0] = max(0, int(math.ceil(top - 0.5)))
        rows[t, 1] = min(height - 1, int(math.floor(bottom - 0.5)))
    return rows


@njit(parallel=True, cache=True, fastmath=True)
def _projected(points, width, height, focal):  # type: ignore[no-untyped-def]
    """Column, row and 1/z of every vertex in front of the near plane."""
    places = np.zeros((points.shape[0], 3))
    for i in prange(points.shape[0]):
        if points[i, 2] >= NEAR:
            w = 1.0 / points[i, 2]
            places[i, 0], places[i, 1] = width * 0.5 + focal * points[i, 0] * w, height * 0.5 - focal * points[i, 1] * w
            places[i, 2] = w
    return places


@njit(parallel=True, cache=True, fastmath=True)
def visible(points, faces, width, height, focal):  # type: ignore[no-untyped-def]
    """Draw triangles given in camera space (x right, y up, z forward, metres), clipped at the near plane.

    `focal` is the focal length in pixels. Returns 1/z (0 where nothing is seen) and the triangle's index (−1).
    """
    places = _projected(points, width, height, focal)
    rows = _rows(points, places, faces, width, height)
    closeness = np.zeros((height, width), np.float32)
    seen = np.full((height, width), -1, np.int32)
    for band in prange(BANDS):
        top = height * band // BANDS
        bottom = height * (band + 1) // BANDS
        qx, qy, qw = np.empty(4), np.empty(4), np.empty(4)
        for t in range(faces.shape[0]):
            if rows[t, 0] >= 0:
                if rows[t, 1] >= top and rows[t, 0] < bottom and rows[t, 0] <= rows[t, 1]:
                    a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
                    _fill(places[a, 0], places[a, 1], places[a, 2], places[b, 0], places[b, 1], places[b, 2],
                          places[c, 0], places[c, 1], places[c, 2], t, width, top, bottom, closeness, seen)  # fmt: skip
                continue
            n = 0
            for k in range(3):
                i, j = faces[t, k], faces[t, (k + 1) % 3]
                z0, z1 = points[i, 2], points[j, 2]
                if z0 >= NEAR:
                    qx[n], qy[n], qw[n] = points[i, 0], points[i, 1], z0
                    n += 1
                if (z0 >= NEAR) != (z1 >= NEAR):
                    s = (NEAR - z0) / (z1 - z0)
                    qx[n] = points[i, 0] + s * (points[j, 0] - points[i, 0])
                    qy[n] = points[i, 1] + s * (points[j, 1] - points[i, 1])
                    qw[n] = NEAR
                    n += 1
            if n < 3:
                continue
            for k in range(n):
                w = 1.0 / qw[k]
                qx[k] = width * 0.5 + focal * qx[k] * w
                qy[k] = height * 0.5 - focal * qy[k] * w
                qw[k] = w
            for k in range(1, n - 1):
                _fill(qx[0], qy[0], qw[0], qx[k], qy[k], qw[k], qx[k + 1], qy[k + 1], qw[k + 1],
                      t, width, top, bottom, closeness, seen)  # fmt: skip
    return closeness, seen
