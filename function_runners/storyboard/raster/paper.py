"""The end of the drawing: lens blur, pigment on paper, and the ink on top."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from function_runners.storyboard.raster.noise import cloud_noise, hashed, value_noise


@njit(parallel=True, cache=True, fastmath=True)
def lens_blur(picture, closeness, focus, circle, largest, samples):  # type: ignore[no-untyped-def]
    """Thin-lens blur: `circle` pixels per difference of 1/metres from the focus distance, never over `largest` pixels."""
    height, width = closeness.shape
    out = np.empty_like(picture)
    sharp = 1.0 / focus
    for y in prange(height):
        for x in range(width):
            own = min(largest, circle * abs(closeness[y, x] - sharp))
            turn = 6.2832 * hashed(x & 7, y & 7)
            reach = max(own, 1.0)
            red, green, blue, total = 0.0, 0.0, 0.0, 0.0
            taken = samples if own > 0.7 else samples // 3
            for s in range(taken):
                r = reach * math.sqrt((s + 0.5) / taken)
                angle = turn + s * 2.39996
                sx = min(width - 1, max(0, int(x + r * math.cos(angle) + 0.5)))
                sy = min(height - 1, max(0, int(y + r * math.sin(angle) + 0.5)))
                other = min(largest, circle * abs(closeness[sy, sx] - sharp))
                if s == 0 or other >= r * 0.75:
                    w = 1.0
                elif closeness[sy, sx] > closeness[y, x] * 1.03:
                    w = 0.04
                else:
                    w = 0.25 * other / (r + 1e-6)
                red += picture[sy, sx, 0] * w
                green += picture[sy, sx, 1] * w
                blue += picture[sy, sx, 2] * w
                total += w
            out[y, x, 0], out[y, x, 1], out[y, x, 2] = red / total, green / total, blue / total
    return out


@njit(parallel=True, cache=True, fastmath=True)
def lay_on_paper(picture, tones, strokes, lines, unit, seed, pigment, colour, hatching):  # type: ignore[no-untyped-def]
    """Water-colour on grained paper, then hatching and pen.

    `pigment` is how strongly the wash pools and granulates, `colour` how much of the colour is kept (0 grey, 1 all).
    """
    height, width = tones.shape
    out = np.empty((height, width, 3), np.float32)
    reach = max(1, int(2.2 * unit + 0.5))
    for y in prange(height):
        for x in range(width):
            around = 0.0
            for k in range(8):
                sx = min(width - 1, max(0, x + (k % 3 - 1) * reach if k != 4 else x + reach))
                sy = min(height - 1, max(0, y + (k // 3 - 1) * reach if k != 4 else y + reach))
                around += tones[sy, sx] * 0.125
            pool = max(0.0, around - tones[y, x])
            bloom = cloud_noise(x * 0.006 / unit + seed, y * 0.006 / unit + 3.0, 4) - 0.47
            grain = (
                value_noise(x * 0.55 / unit + seed, y * 0.55 / unit) * 0.6 + hashed(x + int(seed) * 131, y) * 0.4 - 0.5
            )
            density = 1.0 + pigment * (0.42 * bloom + 1.5 * pool)
            grey = 0.3 * picture[y, x, 0] + 0.59 * picture[y, x, 1] + 0.11 * picture[y, x, 2]
            dark = 1.0 - 0.9 * lines[y, x]
            shade = 1.0 - hatching * strokes[y, x]
            for c in range(3):
                value = grey + (picture[y, x, c] - grey) * colour
                value = min(1.0, max(0.0, value))
                value = value**density
                depth = 1.0 - value
                value = value + grain * pigment * 0.055 * (0.35 + 1.6 * depth * value)
                paper = 0.985 if c == 0 else (0.972 if c == 1 else 0.940)
                pen = 0.075 if c == 0 else (0.068 if c == 1 else 0.082)
                value = value * paper * shade
                out[y, x, c] = value * dark + pen * (1.0 - dark)
    return out
