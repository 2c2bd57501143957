"""The colour of every pixel: key light and its shadow, sky and ground, practicals, rim, mist, and values laid like paint."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange

from function_runners.storyboard.raster.inputs import air_of, key_of, look_of, view_of
from function_runners.storyboard.raster.noise import cloud_noise, smooth
from function_runners.storyboard.raster.patterns import SEAMED, pattern_value
from function_runners.storyboard.raster.shadow import lit
from function_runners.storyboard.raster.sky import developed, sky
from function_runners.storyboard.raster.surface import normal_at, ray

REGIONS_PER_OBJECT = 64


@njit(cache=True, fastmath=True, forceinline=True)
def _light(key, shadows, air, lamps, open_here, skin, px, py, pz, nx, ny, nz, facing):  # type: ignore[no-untyped-def]
    """Red, green and blue light on a point, and how much of the key reaches it."""
    turned = nx * key.direction[0] + ny * key.direction[1] + nz * key.direction[2]
    shadow = lit(shadows, key, px, py, pz, nx, ny, nz) if turned > -0.05 else 0.0
    room = 0.45 + 0.55 * open_here if skin == 1 else open_here
    direct = (0.62 * smooth(-0.10, 0.34, turned) + 0.38 * max(0.0, turned)) * shadow
    above = 0.5 + 0.5 * nz
    front = air.fill * max(0.0, facing) * room * (2.2 if skin == 1 else 1.0)
    strength = direct * (0.6 + 0.4 * room)
    red = (air.below[0] + (air.above[0] - air.below[0]) * above) * room
    green = (air.below[1] + (air.above[1] - air.below[1]) * above) * room
    blue = (air.below[2] + (air.above[2] - air.below[2]) * above) * room
    red += key.colour[0] * strength + front * (0.5 * air.above[0] + 0.5)
    green += key.colour[1] * strength + front * (0.5 * air.above[1] + 0.5)
    blue += key.colour[2] * strength + front * (0.5 * air.above[2] + 0.5)
    for i in range(lamps.shape[0]):
        qx, qy, qz = lamps[i, 0] - px, lamps[i, 1] - py, lamps[i, 2] - pz
        square = qx * qx + qy * qy + qz * qz
        reach = lamps[i, 3] * lamps[i, 3]
        if square > 64.0 * reach:
            continue
        toward = (nx * qx + ny * qy + nz * qz) / (math.sqrt(square) + 1e-6)
        if toward < -0.15:
            continue
        w = (0.55 * smooth(-0.15, 0.25, toward) + 0.45 * max(0.0, toward)) * room / (1.0 + square / reach)
        red, green, blue = red + lamps[i, 4] * w, green + lamps[i, 5] * w, blue + lamps[i, 6] * w
    if air.rim > 0.0:
        w = air.rim * smooth(0.60, 0.84, 1.0 - max(0.0, facing)) * (0.3 + 0.7 * max(0.0, 0.6 * nz + 0.4)) * room
        red, green, blue = red + w * key.colour[0], green + w * key.colour[1], blue + w * key.colour[2]
    return red, green, blue, shadow


@njit(cache=True, fastmath=True, forceinline=True)
def _laid(light, exposure, skin, x, y, unit, look):  # type: ignore[no-untyped-def]
    """(tone, factor): light laid in a few values whose edges wander like a brush."""
    tone = developed(light * exposure * 0.62)
    wander = look.wander * (cloud_noise(x * 0.021 / unit + look.seed, y * 0.021 / unit, 2) - 0.37)
    if skin == 1:
        wander *= 0.35
    steps = (tone + wander) * look.values
    floor = math.floor(steps)
    edge = look.edge * (2.2 if skin == 1 else 1.0)
    laid = (floor + smooth(0.5 - edge, 0.5 + edge, steps - floor)) / look.values
    laid = max(0.07, 0.22 * tone + 0.78 * laid)
    scale = laid / max(tone, 1e-3)
    scale = min(2.0, max(0.30, scale * scale) if scale < 1.0 else scale * (0.4 + 0.6 * scale))
    return (0.4 + 0.6 * laid if skin == 1 else laid), scale


@njit(cache=True, fastmath=True, forceinline=True)
def _paint(
    x, y, px, py, pz, red, green, blue, glow, gloss, skin, nx, ny, nz, view, key, shadows, air, lamps, open_here, look
):  # type: ignore[no-untyped-def]
    """Red, green, blue and tone of one point of a surface of that colour."""
    vx, vy, vz = view.position[0] - px, view.position[1] - py, view.position[2] - pz
    distance = math.sqrt(vx * vx + vy * vy + vz * vz) + 1e-9
    vx, vy, vz = vx / distance, vy / distance, vz / distance
    facing = nx * vx + ny * vy + nz * vz
    tone = 1.0
    if glow > 0.0:
        red, green, blue = red * glow, green * glow, blue * glow
    else:
        lr, lg, lb, shadow = _light(key, shadows, air, lamps, open_here, skin, px, py, pz, nx, ny, nz, facing)
        tone, scale = _laid(0.3 * lr + 0.59 * lg + 0.11 * lb, air.exposure, skin, x, y, view.unit, look)
        shine = 0.0
        if gloss > 0.0:
            hx, hy, hz = key.direction[0] + vx, key.direction[1] + vy, key.direction[2] + vz
            size = math.sqrt(hx * hx + hy * hy + hz * hz) + 1e-9
            shine = max(0.0, (nx * hx + ny * hy + nz * hz) / size) ** 40 * gloss * shadow
        red = (red + shine) * lr * scale
        green = (green + shine) * lg * scale
        blue = (blue + shine) * lb * scale
        if air.wet > 0.0 and nz > 0.9 and pz < 0.2:
            pool = smooth(0.40, 0.62, cloud_noise(px * 0.5, py * 0.9, 3))
            shine = air.wet * (1.0 - max(0.0, facing)) ** 2 * pool
            red += (air.horizon[0] + 0.25 * air.fog[0]) * shine
            green += (air.horizon[1] + 0.25 * air.fog[1]) * shine
            blue += (air.horizon[2] + 0.25 * air.fog[2]) * shine
    if air.fog_density > 0.0:
        mist = 1.0 - math.exp(-air.fog_density * distance)
        red, green, blue = (
            red + (air.fog[0] - red) * mist,
            green + (air.fog[1] - green) * mist,
            blue + (air.fog[2] - blue) * mist,
        )
    return developed(red * air.exposure), developed(green * air.exposure), developed(blue * air.exposure), tone


@njit(cache=True, fastmath=True)
def _shade_row(
    row,
    out,
    closeness,
    seen,
    surfaces,
    packed_view,
    packed_key,
    shadows,
    packed_air,
    lamps,
    open_,
    open_step,
    packed_look,
    times,
):  # type: ignore[no-untyped-def]
    picture, normals, regions, tones = out
    view, key, air, look = view_of(packed_view), key_of(packed_key), air_of(packed_air), look_of(packed_look)
    number = times * times
    vertices, corners, faces, flat = surfaces.vertices, surfaces.normals, surfaces.faces, surfaces.flat
    face_region, face_material, colours, kinds = surfaces.region, surfaces.material, surfaces.colour, surfaces.pattern
    glows, glosses, skins = surfaces.glow, surfaces.gloss, surfaces.skin
    places = np.empty((number, 7))
    y0 = row * times
    for column in range(picture.shape[1]):
        x0 = column * times
        t0 = seen[y0, x0]
        region = face_region[t0] if t0 >= 0 else -1
        alike, near, far, s = True, 0.0, 1e9, 0
        sx, sy, sz, tx, ty, tz, texture = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for y in range(y0, y0 + times):
            for x in range(x0, x0 + times):
                t = seen[y, x]
                if t < 0:
                    alike = alike and t0 < 0
                    s += 1
                    continue
                w = closeness[y, x]
                z = 1.0 / w
                rx, ry, rz = ray(view, x, y)
                px, py, pz = view.position[0] + rx * z, view.position[1] + ry * z, view.position[2] + rz * z
                nx, ny, nz = normal_at(vertices, corners, faces, flat, t, px, py, pz)
                if nx * rx + ny * ry + nz * rz > 0.15:
                    nx, ny, nz = -nx, -ny, -nz
                normals[y, x, 0], normals[y, x, 1], normals[y, x, 2] = nx, ny, nz
                regions[y, x] = face_region[t]
                alike = alike and face_region[t] == region
                near, far = max(near, w), min(far, w)
                pattern = kinds[face_material[t]]
                value = places[0, 6]
                if s == 0 or not alike or SEAMED[pattern]:
                    value = pattern_value(pattern, px, py, pz, nx, ny, nz)
                places[s, 0], places[s, 1], places[s, 2] = px, py, pz
                places[s, 3], places[s, 4], places[s, 5], places[s, 6] = nx, ny, nz, value
                sx, sy, sz, tx, ty, tz = sx + px, sy + py, sz + pz, tx + nx, ty + ny, tz + nz
                texture += value
                s += 1
        alike = alike and near <= far * 1.03
        count = 1 if alike else number
        if alike and t0 >= 0:
            size = math.sqrt(tx * tx + ty * ty + tz * tz) + 1e-9
            places[0, 0], places[0, 1], places[0, 2] = sx / number, sy / number, sz / number
            places[0, 3], places[0, 4], places[0, 5] = tx / size, ty / size, tz / size
            places[0, 6] = texture / number
        here = open_[min(open_.shape[0] - 1, y0 // open_step), min(open_.shape[1] - 1, x0 // open_step)]
        middle = 0.5 * (times - 1)
        red, green, blue, tone = 0.0, 0.0, 0.0, 0.0
        for s in range(count):
            t = t0 if s == 0 else seen[y0 + s // times, x0 + s % times]
            if t < 0:
                rx, ry, rz = ray(view, x0 + middle, y0 + middle)
                size = math.sqrt(rx * rx + ry * ry + rz * rz)
                r, g, b = sky(air, key, rx / size, ry / size, rz / size)
                r, g, b, k = developed(r * air.exposure), developed(g * air.exposure), developed(b * air.exposure), 1.0
            else:
                m, value = face_material[t], places[s, 6]
                r, g, b, k = _paint(
                    x0 + middle, y0 + middle, places[s, 0], places[s, 1], places[s, 2], colours[m, 0] * value,
                    colours[m, 1] * value, colours[m, 2] * value, glows[m], glosses[m], skins[m], places[s, 3],
                    places[s, 4], places[s, 5], view, key, shadows, air, lamps, here, look,
                )  # fmt: skip
            red, green, blue, tone = red + r, green + g, blue + b, tone + k
        share = 1.0 / count
        picture[row, column, 0], picture[row, column, 1], picture[row, column, 2] = (
            red * share,
            green * share,
            blue * share,
        )
        tones[row, column] = tone * share


@njit(parallel=True, cache=True, fastmath=True)
def shade(closeness, seen, surfaces, view, key, shadows, air, lamps, open_, open_step, look, times):  # type: ignore[no-untyped-def]
    """Paint every pixel from its `times` × `times` samples.

    Returns the picture (height, width, 3; 0–1 ready to show) and tones (0 black, 1 full light; what hatching and wash
    edges follow), both a `times`-th the size of the samples; and normals and region numbers (−1 for sky) per sample.
    Where all samples of a pixel lie on one surface, it is lit once.
    """
    tall, wide = closeness.shape
    height, width = tall // times, wide // times
    picture = np.empty((height, width, 3), np.float32)
    tones = np.empty((height, width), np.float32)
    normals = np.zeros((tall, wide, 3), np.float32)
    regions = np.full((tall, wide), -1, np.int32)
    for row in prange(height):
        _shade_row(
            row, (picture, normals, regions, tones), closeness, seen, surfaces, view, key, shadows, air, lamps, open_,
            open_step, look, times,
        )  # fmt: skip
    return picture, normals, regions, tones
