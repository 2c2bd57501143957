"""Surface patterns in world space, so that they hold still when the camera moves."""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
from numba import njit

from function_runners.storyboard.raster.noise import cloud_noise, hashed, value_noise


class Pattern(IntEnum):
    """What a surface is made of; the number is what the kernel reads."""

    PLAIN = 0
    BOARDS = 1
    CHECKER = 2
    ASPHALT = 3
    GROUND = 4
    BRICK = 5
    PANEL = 6
    STRIPES = 7
    FOLIAGE = 8
    WOOD = 9
    TILE = 10
    CONCRETE = 11
    WATER = 12
    CARPET = 13
    STONE = 14


SEAMED = np.array([p in (1, 2, 5, 6, 7, 10, 11, 14) for p in range(16)])
"""The patterns with hard edges, which every sample of a pixel needs for itself."""


@njit(cache=True, fastmath=True)
def pattern_value(pattern, x, y, z, nx, ny, nz):  # type: ignore[no-untyped-def]
    """A multiplier on the base colour at a point with normal (nx, ny, nz)."""
    u, v = x, y
    if abs(nz) < 0.5:
        v = z
        u = y if abs(nx) > abs(ny) else x
    if pattern == 1:
        row = math.floor(v / 0.17)
        seam = abs(v / 0.17 - row - 0.5) * 2.0
        along = (u + hashed(int(row), 3) * 2.1) / 2.1
        end = abs(along - math.floor(along) - 0.5) * 2.0
        if seam > 0.955 or end > 0.996:
            return 0.62
        return 0.90 + 0.16 * hashed(int(row), 7) + 0.05 * value_noise(u * 1.2 + row * 13.0, v * 18.0)
    if pattern == 2:
        i, j = math.floor(u / 0.45), math.floor(v / 0.45)
        seam = max(abs(u / 0.45 - i - 0.5), abs(v / 0.45 - j - 0.5)) * 2.0
        return (0.74 if (int(i) + int(j)) & 1 else 1.06) * (0.8 if seam > 0.97 else 1.0)
    if pattern == 3:
        return 0.84 + 0.26 * cloud_noise(u * 0.7, v * 0.7, 3) + 0.08 * value_noise(u * 31.0, v * 31.0)
    if pattern == 4:
        return 0.66 + 0.62 * cloud_noise(u * 1.1, v * 1.1, 4) + 0.14 * value_noise(u * 23.0, v * 9.0)
    if pattern == 5:
        row = math.floor(v / 0.085)
        shift = 0.12 if int(row) & 1 else 0.0
        column = math.floor((u + shift) / 0.24)
        if abs((u + shift) / 0.24 - column - 0.5) > 0.465 or abs(v / 0.085 - row - 0.5) > 0.42:
            return 1.16
        return 0.88 + 0.24 * hashed(int(column), int(row))
    if pattern == 6:
        if v < 0.96:
            inset = abs(u / 0.9 - math.floor(u / 0.9) - 0.5) < 0.46 and 0.22 < v < 0.84
            return 0.80 if inset else 0.72
        return 0.60 if v < 1.02 else 1.0
    if pattern == 7:
        return 0.90 if abs(u / 0.5 - math.floor(u / 0.5) - 0.5) < 0.25 else 1.04
    if pattern == 8:
        return 0.55 + 0.8 * cloud_noise(u * 2.7 + z, v * 2.7, 4)
    if pattern == 9:
        return 0.86 + 0.22 * value_noise(u * 2.0, v * 26.0)
    if pattern == 10:
        row = math.floor(v / 0.10)
        shift = 0.1 if int(row) & 1 else 0.0
        column = math.floor((u + shift) / 0.2)
        seam = abs((u + shift) / 0.2 - column - 0.5) > 0.475 or abs(v / 0.10 - row - 0.5) > 0.45
        return 0.8 if seam else 1.0
    if pattern == 11:
        slab = max(abs(u / 1.6 - math.floor(u / 1.6) - 0.5), abs(v / 1.6 - math.floor(v / 1.6) - 0.5))
        return (0.80 if slab > 0.494 else 1.0) * (0.86 + 0.26 * cloud_noise(u * 1.3, v * 1.3, 3))
    if pattern == 12:
        return 0.80 + 0.5 * cloud_noise(u * 0.35, v * 1.6, 3)
    if pattern == 13:
        return 0.92 + 0.14 * value_noise(u * 60.0, v * 60.0)
    if pattern == 14:
        row = math.floor(v / 0.42)
        shift = 0.35 * hashed(int(row), 5)
        column = math.floor((u + shift) / 0.8)
        if abs((u + shift) / 0.8 - column - 0.5) > 0.485 or abs(v / 0.42 - row - 0.5) > 0.475:
            return 0.72
        return 0.90 + 0.18 * hashed(int(column), int(row)) + 0.10 * cloud_noise(u * 3.0, v * 3.0, 2)
    return 1.0
