"""The end of the drawing: lens blur, pigment on paper, and the ink on top."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from function_runners.storyboard.raster.noise import cloud_noise, hashed, value_noise

BLOOM_STEP = 8


@njit(parallel=True, cache=True, fastmath=True)
def shrunk(values, times):  # type: ignore[no-untyped-def]
    """The mean of every `times` × `times` block of a (height, width, channels) picture."""
    height, width, depth = values.shape[0] // times, values.shape[1] // times, values.shape[2]
    out = np.empty((height, width, depth), np.float32)
    share = 1.0 / (times * times)
    for y in prange(height):
        for x in range(width):
            for c in range(depth):
                total = 0.0
                for j in range(times):
                    for i in range(times):
                        total += values[y * times + j, x * times + i, c]
                out[y, x, c] = total * share
    return out


@njit(parallel=True, cache=True, fastmath=True)
def lens_blur(picture, closeness, focus, circle, largest, samples):  # type: ignore[no-untyped-def]
    """Thin-lens blur: `circle` pixels per difference of 1/metres from the focus distance, never over `largest` pixels."""
    height, width = closeness.shape
    out = np.empty_like(picture)
    sharp = 1.0 / focus
    turns = np.empty((64, samples, 2))
    for k in range(64):
        for s in range(samples):
            angle = 6.2832 * hashed(k & 7, k >> 3) + s * 2.39996
            r = math.sqrt((s + 0.5) / samples)
            turns[k, s, 0], turns[k, s, 1] = r * math.cos(angle), r * math.sin(angle)
    for y in prange(height):
        for x in range(width):
            own = min(largest, circle * abs(closeness[y, x] - sharp))
            if own <= 0.7:
                out[y, x, 0], out[y, x, 1], out[y, x, 2] = picture[y, x, 0], picture[y, x, 1], picture[y, x, 2]
                continue
            k = (x & 7) + 8 * (y & 7)
            reach = max(own, 1.0)
            red, green, blue, total = 0.0, 0.0, 0.0, 0.0
            for s in range(samples):
                sx = min(width - 1, max(0, int(x + reach * turns[k, s, 0] + 0.5)))
                sy = min(height - 1, max(0, int(y + reach * turns[k, s, 1] + 0.5)))
                r = reach * math.sqrt((s + 0.5) / samples)
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
def _blooms(height, width, unit, seed):  # type: ignore[no-untyped-def]
    """Where the wash has run, on a grid of every eighth pixel."""
    grid = np.empty((height // BLOOM_STEP + 2, width // BLOOM_STEP + 2), np.float32)
    for j in prange(grid.shape[0]):
        for i in range(grid.shape[1]):
            x, y = i * BLOOM_STEP, j * BLOOM_STEP
            grid[j, i] = cloud_noise(x * 0.006 / unit + seed, y * 0.006 / unit + 3.0, 4) - 0.47
    return grid


@njit(parallel=True, cache=True, fastmath=True)
def lay_on_paper(picture, tones, strokes, lines, unit, seed, pigment, colour, hatching):  # type: ignore[no-untyped-def]
    """Water-colour on grained paper, then hatching and pen.

    `pigment` is how strongly the wash pools and granulates, `colour` how much of the colour is kept (0 grey, 1 all).
    """
    height, width = tones.shape
    out = np.empty((height, width, 3), np.float32)
    blooms = _blooms(height, width, unit, seed)
    reach = max(1, int(2.2 * unit + 0.5))
    for y in prange(height):
        j, v = y // BLOOM_STEP, (y % BLOOM_STEP) / BLOOM_STEP
        up, down = max(0, y - reach), min(height - 1, y + reach)
        for x in range(width):
            left, right = max(0, x - reach), min(width - 1, x + reach)
            around = (tones[up, left] + tones[up, x] + tones[up, right] + tones[y, left] + tones[y, right]
                      + tones[down, left] + tones[down, x] + tones[down, right]) * 0.125  # fmt: skip
            pool = max(0.0, around - tones[y, x])
            i, u = x // BLOOM_STEP, (x % BLOOM_STEP) / BLOOM_STEP
            bloom = (blooms[j, i] * (1.0 - u) + blooms[j, i + 1] * u) * (1.0 - v) + (
                blooms[j + 1, i] * (1.0 - u) + blooms[j + 1, i + 1] * u
            ) * v
            grain = (
                value_noise(x * 0.55 / unit + seed, y * 0.55 / unit) * 0.6 + hashed(x + int(seed) * 131, y) * 0.4 - 0.5
            )
            density = 1.0 + pigment * (0.42 * bloom + 1.5 * pool)
            grey = 0.3 * picture[y, x, 0] + 0.59 * picture[y, x, 1] + 0.11 * picture[y, x, 2]
            dark = 1.0 - 0.9 * lines[y, x]
            shade = 1.0 - hatching * strokes[y, x]
            for c in range(3):
                value = grey + (picture[y, x, c] - grey) * colour
                value = min(1.0, max(1e-6, value))
                value = math.exp(density * math.log(value))
                depth = 1.0 - value
                value = value + grain * pigment * 0.055 * (0.35 + 1.6 * depth * value)
                paper = 0.985 if c == 0 else (0.972 if c == 1 else 0.940)
                pen = 0.075 if c == 0 else (0.068 if c == 1 else 0.082)
                value = value * paper * shade
                out[y, x, c] = value * dark + pen * (1.0 - dark)
    return out
