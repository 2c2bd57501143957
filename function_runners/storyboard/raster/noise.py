"""Value noise for paint, paper and patterns: plain functions that every kernel may call."""

from __future__ import annotations

import math

from numba import njit


@njit(cache=True, fastmath=True, forceinline=True)
def hashed(i: int, j: int) -> float:
    """A fixed number in 0–1 for a lattice point."""
    n = (i * 374761393 + j * 668265263) & 0xFFFFFFFF
    n = ((n ^ (n >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((n ^ (n >> 16)) & 0xFFFF) / 65535.0


@njit(cache=True, fastmath=True, forceinline=True)
def smooth(low: float, high: float, x: float) -> float:
    """0 below `low`, 1 above `high`, an S between; `low` may be the larger."""
    t = (x - low) / (high - low)
    t = 0.0 if t < 0.0 else (1.0 if t > 1.0 else t)
    return t * t * (3.0 - 2.0 * t)


@njit(cache=True, fastmath=True, forceinline=True)
def value_noise(x: float, y: float) -> float:
    fx, fy = math.floor(x), math.floor(y)
    i, j = int(fx), int(fy)
    u, v = x - fx, y - fy
    u, v = u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v)
    a, b = hashed(i, j), hashed(i + 1, j)
    c, d = hashed(i, j + 1), hashed(i + 1, j + 1)
    return (a + (b - a) * u) * (1.0 - v) + (c + (d - c) * u) * v


@njit(cache=True, fastmath=True, forceinline=True)
def cloud_noise(x: float, y: float, octaves: int) -> float:
    """Noise on several scales, about 0–1 and 0.5 on average."""
    total, weight = 0.0, 0.5
    for _ in range(octaves):
        total += weight * value_noise(x, y)
        x, y, weight = x * 2.03 + 17.1, y * 2.01 - 9.2, weight * 0.5
    return total
