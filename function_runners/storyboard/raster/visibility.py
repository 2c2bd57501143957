"""Which triangle is seen at each pixel, and how far the light travels before it meets something."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

BANDS = 8
NEAR = 0.05


@njit(cache=True, fastmath=True)
def _fill(ax, ay, aw, bx, by, bw, cx, cy, cw, triangle, width, top, bottom, closeness, seen):  # type: ignore[no-untyped-def]
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if abs(area) < 1e-9:
        return
    inverse = 1.0 / area
    left = max(0, int(math.floor(min(ax, bx, cx) - 0.5)))
    right = min(width - 1, int(math.ceil(max(ax, bx, cx))))
    first = max(top, int(math.floor(min(ay, by, cy) - 0.5)))
    last = min(bottom - 1, int(math.ceil(max(ay, by, cy))))
    step_b = (cy - ay) * inverse
    step_c = -(by - ay) * inverse
    for y in range(first, last + 1):
        py = y + 0.5
        px = left + 0.5
        wb = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) * inverse
        wc = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) * inverse
        for x in range(left, right + 1):
            wa = 1.0 - wb - wc
            if wa >= -1e-9 and wb >= -1e-9 and wc >= -1e-9:
                w = wa * aw + wb * bw + wc * cw
                if w > closeness[y, x]:
                    closeness[y, x] = w
                    seen[y, x] = triangle
            wb += step_b
            wc += step_c


@njit(parallel=True, cache=True, fastmath=True)
def visible(points, faces, width, height, focal):  # type: ignore[no-untyped-def]
    """Draw triangles given in camera space (x right, y up, z forward, metres), clipped at the near plane.

    `focal` is the focal length in pixels. Returns 1/z (0 where nothing is seen) and the triangle's index (−1).
    """
    closeness = np.zeros((height, width), np.float32)
    seen = np.full((height, width), -1, np.int32)
    cx, cy = width * 0.5, height * 0.5
    for band in prange(BANDS):
        top = height * band // BANDS
        bottom = height * (band + 1) // BANDS
        qx, qy, qw = np.empty(4), np.empty(4), np.empty(4)
        for t in range(faces.shape[0]):
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
                qx[k] = cx + focal * qx[k] * w
                qy[k] = cy - focal * qy[k] * w
                qw[k] = w
            for k in range(1, n - 1):
                _fill(qx[0], qy[0], qw[0], qx[k], qy[k], qw[k], qx[k + 1], qy[k + 1], qw[k + 1],
                      t, width, top, bottom, closeness, seen)  # fmt: skip
    return closeness, seen


@njit(parallel=True, cache=True, fastmath=True)
def shadow_map(points, faces, casts, side):  # type: ignore[no-untyped-def]
    """Depth seen from the key light, orthographic. `points` are (u, v, distance) with u, v in pixels of the map."""
    depth = np.full((side, side), 1e9, np.float32)
    for band in prange(BANDS):
        top = side * band // BANDS
        bottom = side * (band + 1) // BANDS
        for t in range(faces.shape[0]):
            if casts[t] == 0:
                continue
            a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
            ax, ay, bx, by = points[a, 0], points[a, 1], points[b, 0], points[b, 1]
            cx, cy = points[c, 0], points[c, 1]
            area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
            if abs(area) < 1e-9:
                continue
            inverse = 1.0 / area
            for y in range(max(top, int(min(ay, by, cy))), min(bottom - 1, int(max(ay, by, cy)) + 1) + 1):
                for x in range(max(0, int(min(ax, bx, cx))), min(side - 1, int(max(ax, bx, cx)) + 1) + 1):
                    wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) * inverse
                    wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) * inverse
                    wa = 1.0 - wb - wc
                    if wa >= 0.0 and wb >= 0.0 and wc >= 0.0:
                        d = wa * points[a, 2] + wb * points[b, 2] + wc * points[c, 2]
                        if d < depth[y, x]:
                            depth[y, x] = d
    return depth
