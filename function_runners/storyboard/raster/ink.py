"""Pen lines and hatching, with the slight wander and pressure of a hand."""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from function_runners.storyboard.raster.noise import cloud_noise, smooth, value_noise

TILE = 16
SOFT = 63
"""The last region of an object: what runs over into its surroundings, such as hair into skin."""


@njit(cache=True, fastmath=True)
def _one_face(seen, y0, x0, reach):  # type: ignore[no-untyped-def]
    """Whether a tile and `reach` pixels around it show a single triangle, or sky alone: nothing to draw there."""
    height, width = seen.shape
    first = seen[min(height - 1, y0), min(width - 1, x0)]
    for y in range(max(0, y0 - reach), min(height, y0 + TILE + reach)):
        for x in range(max(0, x0 - reach), min(width, x0 + TILE + reach)):
            if seen[y, x] != first:
                return False
    return True


@njit(cache=True, fastmath=True, forceinline=True)
def _edge(closeness, normals, regions, x, y, unit, far, creases):  # type: ignore[no-untyped-def]
    """How much of an edge a pixel is on, 0–1; lines of near things reach further."""
    height, width = closeness.shape
    w = closeness[y, x]
    z = 1.0 / w if w > 0.0 else 1e6
    weight = 1.25 if z < far * 0.6 else (0.95 if z < far * 1.4 else 0.7)
    r = max(1, int(weight * unit + 0.5))
    best = 0.0
    for k in range(4):
        ox = 0 if k == 1 else r
        oy = 0 if k == 0 else (-r if k == 3 else r)
        x1, y1 = min(width - 1, x + ox), min(height - 1, max(0, y + oy))
        x0, y0 = max(0, x - ox), min(height - 1, max(0, y - oy))
        a, b = closeness[y0, x0], closeness[y1, x1]
        step = abs(a + b - 2.0 * w) / (max(a, b, w) + 1e-9)
        e = smooth(0.030, 0.075, step)
        ra, rb = regions[y0, x0], regions[y1, x1]
        if ra // 64 != rb // 64 and step > 0.004:
            e = max(e, 1.0)
        elif ra != rb:
            e = max(e, 0.15 if ra % 64 == SOFT or rb % 64 == SOFT else 0.8)
        if creases > 0.0 and a > 0.0 and b > 0.0:
            turn = (normals[y0, x0, 0] * normals[y1, x1, 0] + normals[y0, x0, 1] * normals[y1, x1, 1]
                    + normals[y0, x0, 2] * normals[y1, x1, 2])  # fmt: skip
            e = max(e, creases * smooth(0.80, 0.42, turn))
        if ra < -1 or rb < -1:
            e *= 0.25
        best = max(best, e)
    return best


@njit(parallel=True, cache=True, fastmath=True)
def edges(closeness, seen, normals, regions, unit, far, creases):  # type: ignore[no-untyped-def]
    """(edges, whether a tile has any): outlines (steps in depth), creases (turns of the surface), borders of colour.

    `unit` is a stroke's width in pixels, `far` the distance in metres from which lines grow lighter.
    """
    height, width = closeness.shape
    strength = np.zeros((height, width), np.float32)
    down, across = (height + TILE - 1) // TILE, (width + TILE - 1) // TILE
    busy = np.zeros((down, across), np.bool_)
    reach = max(1, int(1.25 * unit + 0.5))
    for row in prange(down):
        for column in range(across):
            if _one_face(seen, row * TILE, column * TILE, reach):
                continue
            found = False
            for y in range(max(2, row * TILE), min(height - 2, row * TILE + TILE)):
                for x in range(max(2, column * TILE), min(width - 2, column * TILE + TILE)):
                    e = _edge(closeness, normals, regions, x, y, unit, far, creases)
                    strength[y, x] = e
                    found = found or e > 0.0
            busy[row, column] = found
    return strength, busy


@njit(parallel=True, cache=True, fastmath=True)
def pen(strength, busy, closeness, unit, wander, seed, far):  # type: ignore[no-untyped-def]
    """Line strength per pixel: the edges as a hand draws them, which strays by `wander` strokes."""
    height, width = closeness.shape
    lines = np.zeros((height, width), np.float32)
    margin = 1 + int(0.8 * wander * unit) // TILE
    for row in prange(busy.shape[0]):
        for column in range(busy.shape[1]):
            any_near = False
            for j in range(max(0, row - margin), min(busy.shape[0], row + margin + 1)):
                for i in range(max(0, column - margin), min(busy.shape[1], column + margin + 1)):
                    any_near = any_near or busy[j, i]
            if not any_near:
                continue
            for y in range(max(2, row * TILE), min(height - 2, row * TILE + TILE)):
                for x in range(max(2, column * TILE), min(width - 2, column * TILE + TILE)):
                    dx = wander * unit * (value_noise(x * 0.013 / unit + seed, y * 0.013 / unit) - 0.5) * 1.6
                    dy = wander * unit * (value_noise(x * 0.013 / unit + 31.0, y * 0.013 / unit + seed) - 0.5) * 1.6
                    ix, iy = min(width - 3, max(2, int(x + dx))), min(height - 3, max(2, int(y + dy)))
                    best = strength[iy, ix]
                    if best > 0.0:
                        w = closeness[iy, ix]
                        z = 1.0 / w if w > 0.0 else 1e6
                        press = 0.66 + 0.62 * cloud_noise(x * 0.02 / unit + 5.0, y * 0.02 / unit + seed, 2)
                        fade = 1.0 if z < far else max(0.28, far / z)
                        lines[y, x] = min(1.0, best * press) * fade
    return lines


@njit(parallel=True, cache=True, fastmath=True)
def hatch(tones, unit, seed, start):  # type: ignore[no-untyped-def]
    """Pen hatching where tones fall under `start`: one direction, then crossed."""
    height, width = tones.shape
    strokes = np.zeros((height, width), np.float32)
    for y in prange(height):
        for x in range(width):
            tone = tones[y, x]
            if tone >= start:
                continue
            wx = x + 3.0 * unit * (value_noise(x * 0.008 / unit, y * 0.008 / unit + seed) - 0.5)
            wy = y + 3.0 * unit * (value_noise(x * 0.008 / unit + 9.0, y * 0.008 / unit) - 0.5)
            first = abs(((wx + wy) / (5.4 * unit)) % 1.0 - 0.5) * 2.0
            grip = 0.65 + 0.6 * value_noise(wx * 0.05 / unit, wy * 0.05 / unit)
            s = smooth(0.50, 0.82, first) * smooth(start, start * 0.6, tone) * grip * 0.6
            if tone < start * 0.5:
                second = abs(((wx - wy * 0.9) / (6.2 * unit)) % 1.0 - 0.5) * 2.0
                s = min(1.0, s + smooth(0.50, 0.82, second) * smooth(start * 0.5, start * 0.28, tone) * grip * 0.5)
            strokes[y, x] = s
    return strokes
