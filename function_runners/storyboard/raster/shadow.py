"""How far the key light travels before it meets something, and what therefore lies in its shadow."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from function_runners.storyboard.raster.noise import smooth
from function_runners.storyboard.raster.visibility import span

BANDS = 16


@njit(parallel=True, cache=True, fastmath=True)
def shadow_map(points, faces, casts, side):  # type: ignore[no-untyped-def]
    """Depth seen from the key light, orthographic. `points` are (u, v, distance) with u, v in pixels of the map."""
    depth = np.full((side, side), 1e9, np.float32)
    rows = np.empty((faces.shape[0], 2), np.int32)
    for t in prange(faces.shape[0]):
        rows[t, 0], rows[t, 1] = 1, 0
        if casts[t] != 0:
            a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
            left, right = min(points[a, 0], points[b, 0], points[c, 0]), max(points[a, 0], points[b, 0], points[c, 0])
            top, bottom = min(points[a, 1], points[b, 1], points[c, 1]), max(points[a, 1], points[b, 1], points[c, 1])
            if right >= 0.0 and left <= side and bottom >= 0.0 and top <= side:
                rows[t, 0] = max(0, int(math.ceil(top)))
                rows[t, 1] = min(side - 1, int(math.floor(bottom)))
    for band in prange(BANDS):
        top = side * band // BANDS
        bottom = side * (band + 1) // BANDS
        for t in range(faces.shape[0]):
            if rows[t, 1] < top or rows[t, 0] >= bottom or rows[t, 0] > rows[t, 1]:
                continue
            a, b, c = faces[t, 0], faces[t, 1], faces[t, 2]
            area = (points[b, 0] - points[a, 0]) * (points[c, 1] - points[a, 1]) - (points[b, 1] - points[a, 1]) * (
                points[c, 0] - points[a, 0]
            )
            if area < 0.0:
                b, c, area = c, b, -area
            if area < 1e-9:
                continue
            ax, ay, ad = points[a, 0], points[a, 1], points[a, 2]
            bx, by, bd = points[b, 0], points[b, 1], points[b, 2]
            cx, cy, cd = points[c, 0], points[c, 1], points[c, 2]
            step = ((bd - ad) * (cy - ay) - (cd - ad) * (by - ay)) / area
            rise = ((cd - ad) * (bx - ax) - (bd - ad) * (cx - ax)) / area
            for y in range(max(top, rows[t, 0]), min(bottom - 1, rows[t, 1]) + 1):
                low, high = span(ax, ay, bx, by, float(y), min(ax, bx, cx), max(ax, bx, cx))
                low, high = span(bx, by, cx, cy, float(y), low, high)
                low, high = span(cx, cy, ax, ay, float(y), low, high)
                x0, x1 = max(0, int(math.ceil(low))), min(side - 1, int(math.floor(high)))
                d = ad + (x0 - ax) * step + (y - ay) * rise
                for x in range(x0, x1 + 1):
                    if d < depth[y, x]:
                        depth[y, x] = d
                    d += step
    return depth


@njit(cache=True, fastmath=True)
def _behind(shadows, u, v, distance):  # type: ignore[no-untyped-def]
    """1 when something stands nearer to the light than a point of the shadow map."""
    iu, iv = int(u), int(v)
    side = shadows.shape[0]
    return 1.0 if 0 <= iu < side and 0 <= iv < side and shadows[iv, iu] < distance - 0.03 else 0.0


@njit(cache=True, fastmath=True, forceinline=True)
def lit(shadows, key, x, y, z, nx, ny, nz):  # type: ignore[no-untyped-def]
    """1 in the light, 0 in shadow, soft between; window panes and blinds cut it."""
    side = shadows.shape[0]
    a, b, c = key.right, key.up, key.centre
    bx, by, bz = x + nx * 0.04 - c[0], y + ny * 0.04 - c[1], z + nz * 0.04 - c[2]
    u = (bx * a[0] + by * a[1] + bz * a[2]) * key.scale + side * 0.5
    v = (bx * b[0] + by * b[1] + bz * b[2]) * key.scale + side * 0.5
    distance = -(bx * key.direction[0] + by * key.direction[1] + bz * key.direction[2])
    edge = 0.9 * key.spread
    corners = (_behind(shadows, u, v, distance) + _behind(shadows, u - edge, v - edge, distance)
               + _behind(shadows, u + edge, v - edge, distance) + _behind(shadows, u - edge, v + edge, distance)
               + _behind(shadows, u + edge, v + edge, distance))  # fmt: skip
    if corners in (0.0, 5.0):
        light = 1.0 - corners / 5.0
    else:
        hits, count, spread = 0.0, 0.0, int(key.spread)
        for j in range(-spread, spread + 1):
            for i in range(-spread, spread + 1):
                count += 1.0
                hits += _behind(shadows, u + i * 0.9, v + j * 0.9, distance)
        light = 1.0 - hits / count
    if key.gobo > 0.0:
        gu, gv = (u - side * 0.5) / key.scale, (v - side * 0.5) / key.scale
        if key.gobo == 1.0:
            light *= 1.0 - 0.5 * smooth(0.36, 0.44, abs(gv / 0.17 - math.floor(gv / 0.17) - 0.5))
        else:
            bar = max(abs(gu - math.floor(gu) - 0.5), abs(gv / 1.15 - math.floor(gv / 1.15) - 0.5))
            light *= 1.0 - 0.6 * smooth(0.42, 0.46, bar)
    return light
