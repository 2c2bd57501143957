"""The sky, and how linear light becomes a value of the picture."""

from __future__ import annotations

import math

from numba import njit

from function_runners.storyboard.raster.noise import cloud_noise, hashed, smooth


@njit(cache=True, fastmath=True)
def sky(air, key, rx, ry, rz):  # type: ignore[no-untyped-def]
    """Sky colour along a unit direction: gradient, glow around the sun, clouds and stars."""
    up = rz
    k = smooth(-0.02, 0.55, up)
    red = air.horizon[0] + (air.zenith[0] - air.horizon[0]) * k
    green = air.horizon[1] + (air.zenith[1] - air.horizon[1]) * k
    blue = air.horizon[2] + (air.zenith[2] - air.horizon[2]) * k
    toward = rx * key.direction[0] + ry * key.direction[1] + rz * key.direction[2]
    if air.sun > 0.0:
        glow = max(0.0, toward) ** 14 * 0.45 + max(0.0, toward) ** 180 * 0.8 + (1.2 if toward > 0.9994 else 0.0)
        red += glow * air.sun * key.colour[0] * 0.5
        green += glow * air.sun * key.colour[1] * 0.5
        blue += glow * air.sun * key.colour[2] * 0.5
    if air.cloud > 0.0 and up > 0.01:
        q = 0.9 / (up + 0.10)
        cover = cloud_noise(rx * q * 1.7 + 3.1, ry * q * 1.7 + 8.8, 5)
        amount = smooth(0.46, 0.70, cover) * air.cloud * smooth(0.0, 0.16, up)
        bright = 0.75 + 0.5 * max(0.0, toward)
        red += (min(1.0, key.colour[0] * 0.42 * bright + air.zenith[0] * 0.6 + 0.02) - red) * amount
        green += (min(1.0, key.colour[1] * 0.42 * bright + air.zenith[1] * 0.6 + 0.02) - green) * amount
        blue += (min(1.0, key.colour[2] * 0.42 * bright + air.zenith[2] * 0.6 + 0.02) - blue) * amount
    if air.stars > 0.0 and up > 0.05:
        across, along = math.atan2(ry, rx) * 170.0, up * 170.0
        i, j = int(math.floor(across)), int(math.floor(along))
        chance = hashed(i, j)
        if chance > 0.988:
            du, dv = across - i - 0.3 - 0.4 * hashed(j, i), along - j - 0.3 - 0.4 * hashed(i + 7, j)
            size = 0.10 + 14.0 * (chance - 0.988)
            light = air.stars * smooth(size, size * 0.4, math.sqrt(du * du * (1.0 - up * up) + dv * dv))
            red, green, blue = red + light, green + light, blue + light
    return red, green, blue


@njit(cache=True, fastmath=True, forceinline=True)
def developed(value: float) -> float:
    """Linear light to a picture value 0–1: a soft shoulder, then the sRGB curve by square roots."""
    value = 1.0 - math.exp(-1.25 * max(0.0, value))
    root = math.sqrt(value)
    fourth = math.sqrt(root)
    return max(0.0, 0.585122381 * root + 0.783140355 * fourth - 0.368262736 * math.sqrt(fourth))
