"""The colour of every pixel: key light and its shadow, sky and ground, practicals, rim, mist, and values laid like paint."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from function_runners.storyboard.raster.noise import cloud_noise, hashed, smooth
from function_runners.storyboard.raster.patterns import pattern_value

REGIONS_PER_OBJECT = 64
FOREGROUND = 1 << 20


@njit(cache=True, fastmath=True)
def normal_at(surfaces, t, x, y, z):  # type: ignore[no-untyped-def]
    """The smooth normal of triangle `t` at a world point on it."""
    v = surfaces.vertices
    a, b, c = surfaces.faces[t, 0], surfaces.faces[t, 1], surfaces.faces[t, 2]
    e1x, e1y, e1z = v[b, 0] - v[a, 0], v[b, 1] - v[a, 1], v[b, 2] - v[a, 2]
    e2x, e2y, e2z = v[c, 0] - v[a, 0], v[c, 1] - v[a, 1], v[c, 2] - v[a, 2]
    px, py, pz = x - v[a, 0], y - v[a, 1], z - v[a, 2]
    d11 = e1x * e1x + e1y * e1y + e1z * e1z
    d12 = e1x * e2x + e1y * e2y + e1z * e2z
    d22 = e2x * e2x + e2y * e2y + e2z * e2z
    p1 = px * e1x + py * e1y + pz * e1z
    p2 = px * e2x + py * e2y + pz * e2z
    spread = d11 * d22 - d12 * d12
    wb, wc = 0.0, 0.0
    if spread > 1e-20:
        wb = (d22 * p1 - d12 * p2) / spread
        wc = (d11 * p2 - d12 * p1) / spread
    wa = 1.0 - wb - wc
    n = surfaces.normals
    nx = n[a, 0] * wa + n[b, 0] * wb + n[c, 0] * wc
    ny = n[a, 1] * wa + n[b, 1] * wb + n[c, 1] * wc
    nz = n[a, 2] * wa + n[b, 2] * wb + n[c, 2] * wc
    length = math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9
    return nx / length, ny / length, nz / length


@njit(cache=True, fastmath=True)
def ray(view, x, y):  # type: ignore[no-untyped-def]
    """The direction through a pixel, one metre forward of the camera."""
    right = (x + 0.5 - view.centre_x) / view.focal
    up = (view.centre_y - y - 0.5) / view.focal
    b = view.basis
    return (b[0, 0] * right + b[1, 0] * up + b[2, 0],
            b[0, 1] * right + b[1, 1] * up + b[2, 1],
            b[0, 2] * right + b[1, 2] * up + b[2, 2])  # fmt: skip


@njit(parallel=True, cache=True, fastmath=True)
def occlusion(closeness, seen, surfaces, view, samples, step, radius):  # type: ignore[no-untyped-def]
    """How open each point is to the room, 0.1–1, on a grid `step` times coarser than the picture."""
    height, width = closeness.shape[0] // step, closeness.shape[1] // step
    open_ = np.ones((height, width), np.float32)
    for j in prange(height):
        for i in range(width):
            y, x = j * step + step // 2, i * step + step // 2
            t = seen[y, x]
            if t < 0:
                continue
            z = 1.0 / closeness[y, x]
            rx, ry, rz = ray(view, x, y)
            px, py, pz = view.position[0] + rx * z, view.position[1] + ry * z, view.position[2] + rz * z
            nx, ny, nz = normal_at(surfaces, t, px, py, pz)
            if nx * rx + ny * ry + nz * rz > 0.0:
                nx, ny, nz = -nx, -ny, -nz
            reach = min(110.0 * view.unit, max(3.0, radius * view.focal / z))
            turn = 6.2832 * hashed(i & 3, j & 3)
            total = 0.0
            for s in range(samples):
                angle = turn + s * 2.39996
                r = reach * math.sqrt((s + 0.5) / samples)
                sx, sy = int(x + r * math.cos(angle)), int(y + r * math.sin(angle))
                if sx < 0 or sy < 0 or sx >= closeness.shape[1] or sy >= closeness.shape[0] or seen[sy, sx] < 0:
                    continue
                z2 = 1.0 / closeness[sy, sx]
                qx, qy, qz = ray(view, sx, sy)
                qx = view.position[0] + qx * z2 - px
                qy = view.position[1] + qy * z2 - py
                qz = view.position[2] + qz * z2 - pz
                square = qx * qx + qy * qy + qz * qz
                above = qx * nx + qy * ny + qz * nz - 0.004 * z
                if above > 0.0:
                    total += above / (square + 0.02 * radius) * smooth(radius * radius * 9.0, radius * radius, square)
            open_[j, i] = 1.0 - min(0.82, 2.2 * radius * total / samples)
    return open_


@njit(cache=True, fastmath=True)
def _behind(shadows, u, v, distance):  # type: ignore[no-untyped-def]
    """1 when something stands nearer to the light than a point of the shadow map."""
    iu, iv = int(u), int(v)
    side = shadows.shape[0]
    return 1.0 if 0 <= iu < side and 0 <= iv < side and shadows[iv, iu] < distance - 0.03 else 0.0


@njit(cache=True, fastmath=True)
def _lit(shadows, key, x, y, z, nx, ny, nz):  # type: ignore[no-untyped-def]
    """1 in the light, 0 in shadow, soft between; window panes and blinds cut it."""
    side = shadows.shape[0]
    a, c = key.axes, key.centre
    bx, by, bz = x + nx * 0.04 - c[0], y + ny * 0.04 - c[1], z + nz * 0.04 - c[2]
    u = (bx * a[0, 0] + by * a[0, 1] + bz * a[0, 2]) * key.scale + side * 0.5
    v = (bx * a[1, 0] + by * a[1, 1] + bz * a[1, 2]) * key.scale + side * 0.5
    distance = -(bx * key.direction[0] + by * key.direction[1] + bz * key.direction[2])
    edge = 0.9 * key.spread
    corners = (_behind(shadows, u, v, distance) + _behind(shadows, u - edge, v - edge, distance)
               + _behind(shadows, u + edge, v - edge, distance) + _behind(shadows, u - edge, v + edge, distance)
               + _behind(shadows, u + edge, v + edge, distance))  # fmt: skip
    if corners in (0.0, 5.0):
        light = 1.0 - corners / 5.0
    else:
        hits, count = 0.0, 0.0
        for j in range(-key.spread, key.spread + 1):
            for i in range(-key.spread, key.spread + 1):
                count += 1.0
                hits += _behind(shadows, u + i * 0.9, v + j * 0.9, distance)
        light = 1.0 - hits / count
    if key.gobo > 0:
        gu, gv = (u - side * 0.5) / key.scale, (v - side * 0.5) / key.scale
        if key.gobo == 1:
            light *= 1.0 - 0.5 * smooth(0.36, 0.44, abs(gv / 0.17 - math.floor(gv / 0.17) - 0.5))
        else:
            bar = max(abs(gu - math.floor(gu) - 0.5), abs(gv / 1.15 - math.floor(gv / 1.15) - 0.5))
            light *= 1.0 - 0.6 * smooth(0.42, 0.46, bar)
    return light


@njit(cache=True, fastmath=True)
def _sky(air, key, rx, ry, rz):  # type: ignore[no-untyped-def]
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
        i, j = int(math.floor(math.atan2(ry, rx) * 170.0)), int(math.floor(up * 170.0))
        if hashed(i, j) > 0.9965:
            red, green, blue = red + air.stars, green + air.stars, blue + air.stars
    return red, green, blue


@njit(cache=True, fastmath=True)
def developed(value: float) -> float:
    """Linear light to a picture value 0–1: a soft shoulder, then the sRGB curve by square roots."""
    value = 1.0 - math.exp(-1.25 * max(0.0, value))
    root = math.sqrt(value)
    fourth = math.sqrt(root)
    return max(0.0, 0.585122381 * root + 0.783140355 * fourth - 0.368262736 * math.sqrt(fourth))


@njit(parallel=True, cache=True, fastmath=True)
def shade(closeness, seen, surfaces, view, key, shadows, air, lamps, open_, open_step, look):  # type: ignore[no-untyped-def]
    """Paint every pixel.

    Returns the picture (height, width, 3; 0–1 ready to show), normals, region numbers (−1 for sky) and tones
    (0 black, 1 full light) that hatching and wash edges follow.
    """
    height, width = closeness.shape
    picture = np.zeros((height, width, 3), np.float32)
    normals = np.zeros((height, width, 3), np.float32)
    regions = np.full((height, width), -1, np.int32)
    tones = np.ones((height, width), np.float32)
    for y in prange(height):
        for x in range(width):
            rx, ry, rz = ray(view, x, y)
            length = math.sqrt(rx * rx + ry * ry + rz * rz)
            t = seen[y, x]
            if t < 0:
                red, green, blue = _sky(air, key, rx / length, ry / length, rz / length)
                picture[y, x, 0] = developed(red * air.exposure)
                picture[y, x, 1] = developed(green * air.exposure)
                picture[y, x, 2] = developed(blue * air.exposure)
                continue
            z = 1.0 / closeness[y, x]
            px, py, pz = view.position[0] + rx * z, view.position[1] + ry * z, view.position[2] + rz * z
            nx, ny, nz = normal_at(surfaces, t, px, py, pz)
            vx, vy, vz = -rx / length, -ry / length, -rz / length
            facing = nx * vx + ny * vy + nz * vz
            if facing < -0.15:
                nx, ny, nz, facing = -nx, -ny, -nz, -facing
            m = surfaces.material[t]
            normals[y, x, 0], normals[y, x, 1], normals[y, x, 2] = nx, ny, nz
            regions[y, x] = surfaces.region[t]
            k = pattern_value(surfaces.pattern[m], px, py, pz, nx, ny, nz)
            red, green, blue = surfaces.colour[m, 0] * k, surfaces.colour[m, 1] * k, surfaces.colour[m, 2] * k
            mist = 1.0 - math.exp(-air.fog_density * z * length) if air.fog_density > 0.0 else 0.0
            glow = surfaces.glow[m]
            if glow > 0.0:
                red, green, blue = red * glow, green * glow, blue * glow
            else:
                skin = surfaces.skin[m]
                turned = nx * key.direction[0] + ny * key.direction[1] + nz * key.direction[2]
                shadow = _lit(shadows, key, px, py, pz, nx, ny, nz) if turned > -0.05 else 0.0
                room = open_[min(open_.shape[0] - 1, y // open_step), min(open_.shape[1] - 1, x // open_step)]
                if skin == 1:
                    room = 0.45 + 0.55 * room
                direct = (0.62 * smooth(-0.10, 0.34, turned) + 0.38 * max(0.0, turned)) * shadow
                above = 0.5 + 0.5 * nz
                lr = (air.below[0] + (air.above[0] - air.below[0]) * above) * room
                lg = (air.below[1] + (air.above[1] - air.below[1]) * above) * room
                lb = (air.below[2] + (air.above[2] - air.below[2]) * above) * room
                front = air.fill * max(0.0, facing) * room * (2.2 if skin == 1 else 1.0)
                strength = direct * (0.6 + 0.4 * room)
                lr += key.colour[0] * strength + front * (0.5 * air.above[0] + 0.5)
                lg += key.colour[1] * strength + front * (0.5 * air.above[1] + 0.5)
                lb += key.colour[2] * strength + front * (0.5 * air.above[2] + 0.5)
                for i in range(lamps.places.shape[0]):
                    qx, qy, qz = lamps.places[i, 0] - px, lamps.places[i, 1] - py, lamps.places[i, 2] - pz
                    square = qx * qx + qy * qy + qz * qz
                    toward = (nx * qx + ny * qy + nz * qz) / (math.sqrt(square) + 1e-6)
                    reach = lamps.places[i, 3]
                    if square > 64.0 * reach * reach:
                        continue
                    w = (
                        (0.55 * smooth(-0.15, 0.25, toward) + 0.45 * max(0.0, toward))
                        * room
                        / (1.0 + square / (reach * reach))
                    )
                    lr += lamps.colours[i, 0] * w
                    lg += lamps.colours[i, 1] * w
                    lb += lamps.colours[i, 2] * w
                if air.rim > 0.0:
                    w = (
                        air.rim
                        * smooth(0.60, 0.84, 1.0 - max(0.0, facing))
                        * (0.3 + 0.7 * max(0.0, 0.6 * nz + 0.4))
                        * room
                    )
                    lr, lg, lb = lr + w * key.colour[0], lg + w * key.colour[1], lb + w * key.colour[2]
                # lay the light in a few values whose edges wander like a brush
                luminance = (0.3 * lr + 0.59 * lg + 0.11 * lb) * air.exposure
                tone = developed(luminance * 0.62)
                wander = look.wander * (cloud_noise(x * 0.021 / view.unit + look.seed, y * 0.021 / view.unit, 2) - 0.37)
                if skin == 1:
                    wander *= 0.35
                steps = (tone + wander) * look.values
                floor = math.floor(steps)
                edge = look.edge * (2.2 if skin == 1 else 1.0)
                laid = (floor + smooth(0.5 - edge, 0.5 + edge, steps - floor)) / look.values
                laid = max(0.07, 0.22 * tone + 0.78 * laid)
                scale = laid / max(tone, 1e-3)
                scale = min(2.0, max(0.30, scale * scale) if scale < 1.0 else scale * (0.4 + 0.6 * scale))
                lr, lg, lb = lr * scale, lg * scale, lb * scale
                tones[y, x] = 0.4 + 0.6 * laid if skin == 1 else laid
                if surfaces.gloss[m] > 0.0:
                    hx, hy, hz = key.direction[0] + vx, key.direction[1] + vy, key.direction[2] + vz
                    size = math.sqrt(hx * hx + hy * hy + hz * hz) + 1e-9
                    shine = max(0.0, (nx * hx + ny * hy + nz * hz) / size) ** 40 * surfaces.gloss[m] * shadow
                    red, green, blue = red + shine, green + shine, blue + shine
                red, green, blue = red * lr, green * lg, blue * lb
                if air.wet > 0.0 and nz > 0.9 and pz < 0.2:
                    shine = (
                        air.wet * (1.0 - max(0.0, facing)) ** 2 * smooth(0.40, 0.62, cloud_noise(px * 0.5, py * 0.9, 3))
                    )
                    red += (air.horizon[0] + 0.25 * air.fog[0]) * shine
                    green += (air.horizon[1] + 0.25 * air.fog[1]) * shine
                    blue += (air.horizon[2] + 0.25 * air.fog[2]) * shine
            red += (air.fog[0] - red) * mist
            green += (air.fog[1] - green) * mist
            blue += (air.fog[2] - blue) * mist
            picture[y, x, 0] = developed(red * air.exposure)
            picture[y, x, 1] = developed(green * air.exposure)
            picture[y, x, 2] = developed(blue * air.exposure)
    return picture, normals, regions, tones
