"""Pen lines and hatching, with the slight wander and pressure of a hand."""

from __future__ import annotations

import numpy as np
from numba import njit, prange

from function_runners.storyboard.raster.noise import cloud_noise, smooth, value_noise


@njit(parallel=True, cache=True, fastmath=True)
def pen(closeness, normals, regions, unit, wander, seed, far, creases):  # type: ignore[no-untyped-def]
    """Line strength per pixel: outlines (steps in depth), creases (turns of the surface) and borders of colour.

    `unit` is a stroke's width in pixels, `far` the distance in metres from which lines grow lighter.
    """
    height, width = closeness.shape
    lines = np.zeros((height, width), np.float32)
    for y in prange(2, height - 2):
        for x in range(2, width - 2):
            dx = wander * unit * (value_noise(x * 0.013 / unit + seed, y * 0.013 / unit) - 0.5) * 1.6
            dy = wander * unit * (value_noise(x * 0.013 / unit + 31.0, y * 0.013 / unit + seed) - 0.5) * 1.6
            ix, iy = min(width - 3, max(2, int(x + dx))), min(height - 3, max(2, int(y + dy)))
            w = closeness[iy, ix]
            z = 1.0 / w if w > 0.0 else 1e6
            weight = 1.25 if z < far * 0.6 else (0.95 if z < far * 1.4 else 0.7)
            r = max(1, int(weight * unit + 0.5))
            best = 0.0
            for k in range(4):
                ox = 0 if k == 1 else r
                oy = 0 if k == 0 else (-r if k == 3 else r)
                x1, y1 = min(width - 1, ix + ox), min(height - 1, max(0, iy + oy))
                x0, y0 = max(0, ix - ox), min(height - 1, max(0, iy - oy))
                a, b = closeness[y0, x0], closeness[y1, x1]
                step = abs(a + b - 2.0 * w) / (max(a, b, w) + 1e-9)
                e = smooth(0.030, 0.075, step)
                ra, rb = regions[y0, x0], regions[y1, x1]
                if ra // 64 != rb // 64 and step > 0.004:
                    e = max(e, 1.0)
                elif ra != rb:
                    e = max(e, 0.8)
                if creases > 0.0 and a > 0.0 and b > 0.0:
                    turn = (normals[y0, x0, 0] * normals[y1, x1, 0] + normals[y0, x0, 1] * normals[y1, x1, 1]
                            + normals[y0, x0, 2] * normals[y1, x1, 2])  # fmt: skip
                    e = max(e, creases * smooth(0.80, 0.42, turn))
                if ra < -1 or rb < -1:
                    e *= 0.25
                best = max(best, e)
            if best > 0.0:
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
            wx = x + 3.0 * unit * (value_noise(x * 0.008 / unit, y * 0.008 / unit + seed) - 0.5)
            wy = y + 3.0 * unit * (value_noise(x * 0.008 / unit + 9.0, y * 0.008 / unit) - 0.5)
            tone = tones[y, x]
            first = abs(((wx + wy) / (5.4 * unit)) % 1.0 - 0.5) * 2.0
            second = abs(((wx - wy * 0.9) / (6.2 * unit)) % 1.0 - 0.5) * 2.0
            grip = 0.65 + 0.6 * value_noise(wx * 0.05 / unit, wy * 0.05 / unit)
            s = 0.0
            if tone < start:
                s = smooth(0.50, 0.82, first) * smooth(start, start * 0.6, tone) * grip * 0.6
            if tone < start * 0.5:
                s = min(1.0, s + smooth(0.50, 0.82, second) * smooth(start * 0.5, start * 0.28, tone) * grip * 0.5)
            strokes[y, x] = s
    return strokes
