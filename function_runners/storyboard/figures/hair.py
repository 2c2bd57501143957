"""Hair styles as real shapes: a coat over the scalp with partings and strands, curtains, tails, knots and curls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from function_runners.storyboard.figures.bodies import Body, anatomy, head_scale
from function_runners.storyboard.figures.face import FAR, from_eyes, is_eyeball, is_head, lip_field
from function_runners.storyboard.figures.layer import Layer
from function_runners.storyboard.figures.meshwork import Array, Ints, grid_faces
from function_runners.storyboard.figures.scalp import (
    Head,
    bone_count,
    directions,
    hairline_elevation,
    head_of,
    shoulders,
)
from function_runners.storyboard.figures.slots import Slot

COLUMNS, COAT_ROWS, CURTAIN_ROWS = 144, 26, 22


@dataclass(frozen=True)
class HairStyle:
    """Thickness in metres of the coat on top, at the sides, at the back and over the forehead; all on the woman's head.

    `parting`: how far to the left it lies, None for none; `fringe`: degrees it falls below the hairline in front;
    `curtain`: metres it hangs down, from `curtain_from` degrees of azimuth backwards; `curls`: height of curls;
    `strands`: depth of the strands; `top`: elevation it begins at (less than 90 leaves a bald crown); `tie`: what the
    hair is gathered in."""

    top: float = 0.0
    sides: float = 0.0
    back: float = 0.0
    front: float = 0.0
    scalp: bool = True
    parting: float | None = None
    fringe: float = 0.0
    curtain: float = 0.0
    curtain_from: float = 62.0
    curls: float = 0.0
    strands: float = 0.0024
    swept: bool = False
    begins: float = 90.0
    tie: str | None = None


HAIR_STYLES: dict[str, HairStyle] = {
    "short": HairStyle(0.021, 0.009, 0.012, 0.019, swept=True, fringe=3, strands=0.0038),
    "crop": HairStyle(0.008, 0.004, 0.005, 0.007, strands=0.0010, swept=True),
    "side_part": HairStyle(0.027, 0.010, 0.012, 0.025, parting=0.034, swept=True, strands=0.0036),
    "bob": HairStyle(
        0.019, 0.021, 0.022, 0.017, parting=0.022, fringe=17, curtain=0.105, curtain_from=52, strands=0.0030
    ),
    "long": HairStyle(0.018, 0.019, 0.020, 0.014, parting=0.0, curtain=0.34, curtain_from=60, strands=0.0034),
    "ponytail": HairStyle(0.011, 0.008, 0.010, 0.009, swept=True, strands=0.0018, tie="ponytail"),
    "bun": HairStyle(0.012, 0.009, 0.011, 0.010, swept=True, strands=0.0018, tie="bun"),
    "braid": HairStyle(0.012, 0.010, 0.012, 0.010, parting=0.0, strands=0.0020, tie="braid"),
    "curly": HairStyle(0.026, 0.022, 0.026, 0.022, curls=0.016, fringe=8, curtain=0.075, curtain_from=66),
    "afro": HairStyle(0.072, 0.060, 0.066, 0.050, curls=0.011),
    "balding": HairStyle(0.006, 0.009, 0.010, 0.004, scalp=False, begins=22, strands=0.0020),
    "bald": HairStyle(scalp=False),
}
BEARDS: dict[str, float] = {"moustache": 0.005, "goatee": 0.008, "full": 0.011, "stubble": 0.0}
"""Depth in metres of each cut of beard."""


def grow(b: Body, style: str) -> list[Layer]:
    """The layers of hair of a style on a body at rest."""
    cut = HAIR_STYLES[style]
    if not cut.top:
        return []
    head = head_of(b.name)
    layers = [_coat(head, cut)]
    if cut.tie == "bun":
        layers.append(_bun(head))
    elif cut.tie:
        layers += _tail(head, cut.tie == "braid")
    return layers


def _step(x: Array, low: float, high: float | Array) -> Array:
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _ridges(flow: Array, pitch: float) -> Array:
    """Strands across a coordinate: 1 on the back of a strand, 0 between two; no two are alike."""
    s = flow / pitch
    s = s + 0.55 * np.sin(0.61 * s + 1.0) + 0.3 * np.sin(1.37 * s + 4.0)
    return np.asarray(np.abs(np.sin(s * np.pi)) ** 0.6)


def _curls(d: Array, many: int) -> Array:
    """Round lumps over the sphere of directions, 0 to 1."""
    i = np.arange(many) + 0.5
    z = 1 - 2 * i / many
    wide = np.sqrt(1 - z * z)
    turn = np.pi * (1 + 5**0.5) * i + 0.35 * np.sin(7.0 * i)
    lumps = np.stack([wide * np.cos(turn), wide * np.sin(turn), z], 1)
    near = (d.reshape(-1, 3) @ lumps.T).max(1)
    size = 2.4 / np.sqrt(many)
    far = np.arccos(np.clip(near, -1, 1)) / size
    return np.asarray(np.sqrt(np.clip(1 - far * far, 0, 1)).reshape(d.shape[:-1]))


def _coat(head: Head, cut: HairStyle) -> Layer:
    azimuth = np.linspace(-180, 180, COLUMNS, endpoint=False)
    side = np.abs(azimuth)
    line = hairline_elevation(head, azimuth)
    strand = _ridges(azimuth, 5.0 if not cut.curls else 9.0)
    temple = np.exp(-(((side - 33) / 11) ** 2))
    line = line + (3.5 * temple - 1.5) * (1 - _step(side, 45, 60)) - (0.5 + cut.strands * 450) * (1 - strand)
    in_front = 1 - _step(side, 34, 58)
    end = line - cut.fringe * in_front * (0.72 + 0.28 * strand)
    hangs = _step(side, cut.curtain_from - 4, cut.curtain_from + 4) if cut.curtain else np.zeros(COLUMNS)
    end = end + (np.minimum(line, -6.0) - end) * hangs if cut.curtain else end
    u = np.linspace(0, 1, COAT_ROWS)[:, None] ** 1.0
    elevation = cut.begins + (np.maximum(end, -58.0)[None] - cut.begins) * u
    bare = end > cut.begins - 6
    if cut.begins < 90:
        elevation = np.minimum(elevation, cut.begins - 4 * (1 - strand)[None])
    az = np.broadcast_to(azimuth, elevation.shape)
    d = directions(az, elevation)
    thick = _thickness(cut, d, az, elevation, end, hangs)
    thick = np.where(bare[None], -0.02, thick)
    points = d * (head.radius(d) + thick)[..., None]
    rows = [points]
    if cut.begins < 90:
        rows.insert(0, points[:1] - d[:1] * (thick[:1] + 0.006)[..., None])
    hanging = _curtain(head, cut, points[-1], azimuth, hangs, strand)
    tuck = hanging[-1] if len(hanging) else points[-1]
    inward = np.stack([tuck[:, 0], tuck[:, 1], np.zeros(COLUMNS)], 1)
    inward /= np.maximum(np.linalg.norm(inward, axis=1, keepdims=True), 1e-9)
    depth = np.where(hangs > 0.5, 0.014, thick[-1] + 0.010)[:, None]
    rows += [hanging, (tuck - inward * depth)[None]]
    if cut.curtain:
        rows.append((points[-1] - inward * depth)[None])
    grid = np.concatenate(rows)
    vertices = head.place(grid.reshape(-1, 3))
    faces = grid_faces(len(grid), COLUMNS, closed=True)[:, ::-1]
    return _head_to_back(head, vertices, np.ascontiguousarray(faces))


def _thickness(cut: HairStyle, d: Array, azimuth: Array, elevation: Array, end: Array, hangs: Array) -> Array:
    side = np.abs(azimuth)
    high = _step(elevation, 25, 68)
    round_ = cut.front + (cut.sides - cut.front) * _step(side, 28, 68) + (cut.back - cut.sides) * _step(side, 95, 140)
    thick = round_ + (cut.top - round_) * high
    over_edge = elevation - end[None]
    soft = np.where(side < 60, 20.0, 9.0) if cut.fringe < 10 else 5.0
    rim = 0.14 + 0.86 * _step(over_edge, 0, soft)
    rim = np.where(hangs[None] > 0.5, 1.0, rim)
    if cut.curtain:
        ear = np.exp(-(((side - 88) / 20) ** 2) - ((elevation + 4) / 24) ** 2)
        thick = thick + 0.013 * ear
    if cut.parting is not None:
        across = d[..., 0] - cut.parting * 9.0
        onward = _step(d[..., 2], 0.35, 0.75) * _step(-d[..., 1], -0.55, -0.15)
        groove = np.exp(-((across / 0.075) ** 2)) * onward
        thick = thick * (1 - 0.62 * groove)
        crest = np.exp(-(((across + 0.30) / 0.28) ** 2)) * onward * (0.35 if cut.swept else 0.12)
        thick = thick * (1 + crest)
    if cut.curls:
        return np.asarray(thick * rim + cut.curls * _curls(d, 210 if cut.curls > 0.012 else 330) * (0.4 + 0.6 * rim))
    radial = _ridges(azimuth, 5.0)
    if cut.swept and not cut.tie:
        slanted = _ridges(d[..., 0] * 70 + 22 * d[..., 1] * (0.4 + d[..., 0]), 7.5)
        if cut.parting is not None:
            slanted = _ridges(d[..., 1] * 62 + 16 * d[..., 0], 6.5)
        weave = radial + (slanted - radial) * _step(d[..., 2], 0.30, 0.72)
    elif cut.tie:
        back = np.degrees(np.arctan2(d[..., 0], d[..., 2] - 0.15 + 0.0 * d[..., 1]))
        weave = _ridges(back, 6.0)
    elif cut.parting is not None:
        combed = _ridges(d[..., 1] * 58 + 20 * np.abs(d[..., 0]), 6.0)
        weave = radial + (combed - radial) * _step(d[..., 2], 0.45, 0.85) * _step(-d[..., 1], -0.5, 0.0)
    else:
        weave = radial
    weave = 1 + (weave - 1) * (1 - _step(elevation, 82, 90))
    return np.asarray(thick * rim - cut.strands * (1 - weave) * (0.5 + 0.5 * rim))


def _curtain(head: Head, cut: HairStyle, start: Array, azimuth: Array, hangs: Array, strand: Array) -> Array:
    """Rows that hang from the end of the coat, over shoulders and back."""
    if not cut.curtain:
        return np.zeros((0, len(azimuth), 3))
    heights, reach = shoulders(head.body.name)
    sector = np.round(azimuth / 10).astype(int) % 36
    long = cut.curtain * (0.90 + 0.10 * strand) * hangs
    out = start.copy()
    out[:, 2] = 0
    first = np.linalg.norm(out, axis=1)
    out /= np.maximum(first, 1e-9)[:, None]
    rows = []
    far = first.copy()
    stopped = np.zeros(len(azimuth), bool)
    lowest = start[:, 2].copy()
    for t in np.linspace(0, 1, CURTAIN_ROWS + 1)[1:]:
        z = start[:, 2] - long * t
        need = np.array(
            [np.interp(-h, -heights, reach[:, s]) if h < -0.085 else 0.0 for h, s in zip(z, sector, strict=True)]
        )
        need = np.where(need > 0, need + 0.034, 0) * (cut.curtain > 0.2)
        stopped |= need > first + 0.016 + 0.09 * _step(np.abs(azimuth), 100, 135)
        lowest = np.where(stopped, lowest, z)
        shape = first * (1 - 0.10 * t * (cut.curtain > 0.2)) - (0.012 * t * t if cut.curtain < 0.2 else 0.0)
        wave = 0.006 * np.sin(6.0 * t + azimuth / 9) * t if cut.curtain > 0.2 else 0.0
        if cut.curls:
            wave = cut.curls * 0.8 * np.abs(np.sin(t * 7 + azimuth / 7.0))
        far = np.where(stopped, far, np.maximum(shape + wave - 0.004 * (1 - strand), np.minimum(need, far + 0.02)))
        point = out * (far * hangs + first * (1 - hangs))[:, None]
        point[:, 2] = np.where(hangs > 0.01, lowest, start[:, 2])
        rows.append(point)
    return np.stack(rows)


def _head_to_back(head: Head, vertices: Array, faces: Ints) -> Layer:
    """Weights of hair: the head's, and further down the neck's and the back's."""
    bones = anatomy().bones
    weights = np.zeros((len(vertices), bone_count()))
    below = (head.eyes[2] - vertices[:, 2]) / head.size
    low = _step(below, 0.10, 0.24)
    weights[:, bones["head"]] = 1 - low
    weights[:, bones["neck01"]] = low * (1 - _step(below, 0.16, 0.3))
    weights[:, bones["spine01"]] = low * _step(below, 0.16, 0.3)
    return Layer(vertices, weights, np.asarray(faces, np.int64), np.full(len(faces), int(Slot.HAIR)))


def _tube(path: Array, radii: Array, ridged: Array) -> Array:
    """Rows of rings along a path; `ridged` multiplies the radius, (rows, columns)."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.array([1.0, 0.0, 0.0])
    other = np.cross(along, side)
    turn = np.linspace(0, 2 * np.pi, ridged.shape[1], endpoint=False)
    ring = np.cos(turn)[None, :, None] * side + np.sin(turn)[None, :, None] * other[:, None, :]
    return np.asarray(path[:, None] + ring * (radii[:, None] * ridged)[..., None])


def _bun(head: Head) -> Layer:
    d = directions(np.array(180.0), np.array(34.0))
    middle = d * (float(head.radius(d[None])[0]) + 0.026)
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)[None]
    polar = np.linspace(0, np.pi, 22)[:, None]
    swirl = 0.90 + 0.10 * np.abs(np.sin(2.5 * (turn + 1.6 * polar)))
    r = 0.045 * swirl
    a = np.sin(polar) * np.cos(turn) * r
    b = np.sin(polar) * np.sin(turn) * r
    c = np.cos(polar) * 0.036 * np.ones_like(turn)
    right, up = np.array([1.0, 0, 0]), np.cross(d, [1.0, 0, 0])
    points = middle + a[..., None] * right + b[..., None] * up + c[..., None] * d
    return _head_to_back(head, head.place(points.reshape(-1, 3)), grid_faces(22, 40, closed=True))


def _tail(head: Head, braided: bool) -> list[Layer]:
    rows, columns = 44, 28
    t = np.linspace(0, 1, rows)
    d = directions(np.array(180.0), np.array(-14.0 if braided else 32.0))
    root = d * (float(head.radius(d[None])[0]) - 0.004)
    length = 0.36 if braided else 0.30
    lift = 0.018 if braided else 0.062
    heights, reach = shoulders(head.body.name)
    path = np.zeros((rows, 3))
    path[:, 1] = root[1] + lift * np.sin(np.minimum(t * 4.2, 1.0) * np.pi / 2)
    path[:, 2] = (
        root[2]
        + (0.0 if braided else 0.018) * np.sin(np.minimum(t * 4.2, 1) * np.pi)
        - length * np.maximum(0, t - 0.04) ** 1.05
    )
    need = np.array([np.interp(-z, -heights, reach[:, 18]) if z < -0.085 else 0.0 for z in path[:, 2]]) + 0.034
    path[:, 1] = np.maximum(path[:, 1], need * (path[:, 2] < -0.085))
    for _ in range(8):
        path[1:-1] = (path[:-2] + 2 * path[1:-1] + path[2:]) / 4
    turn = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    if braided:
        radii = 0.019 * (1 - 0.25 * t)
        lobes = np.abs(np.sin(np.pi * (t[:, None] * 11 + 0.5 * (np.cos(turn)[None] > 0))))
        ridged = 0.78 + 0.30 * lobes**0.7
        radii = np.where(t > 0.9, 0.012 + 0.012 * np.sin((t - 0.9) * 10 * np.pi), radii)
    else:
        radii = np.interp(t, [0, 0.05, 0.22, 0.55, 0.9, 1.0], [0.015, 0.017, 0.032, 0.033, 0.016, 0.003])
        ridged = 0.86 + 0.14 * np.abs(np.sin(4.5 * turn[None] + 1.2 * t[:, None]))
    tube = _tube(path, radii, np.broadcast_to(ridged, (rows, columns)))
    layers = [
        _head_to_back(head, head.place(tube.reshape(-1, 3)), grid_faces(rows, columns, closed=True)[:, ::-1].copy())
    ]
    at = slice(38, 42) if braided else slice(0, 4)
    band = _tube(path[at], np.full(4, 0.0135 if braided else 0.0185), np.ones((4, columns)))
    tie = _head_to_back(head, head.place(band.reshape(-1, 3)), grid_faces(4, columns, closed=True)[:, ::-1].copy())
    layers.append(Layer(tie.vertices, tie.weights, tie.faces, np.full(len(tie.faces), int(Slot.TRIM))))
    return layers


def beard_depth(beard: str | None) -> float:
    return 0.0 if beard is None else BEARDS[beard] * head_scale("woman")


def beard_field(beard: str | None) -> Array:
    """Positive where a beard grows, in metres on the woman's head; KeyError for no such cut."""
    q = from_eyes()
    if beard is None:
        return np.full(len(q), -FAR)
    if beard not in BEARDS:
        raise KeyError(f"There is no beard '{beard}'.")
    x = np.abs(q[:, 0])
    lip = np.minimum(0.0052 - np.abs(q[:, 2] + 0.0528 + 0.33 * x), 0.032 - x)
    jaw = np.minimum(
        np.interp(q[:, 1], [-0.04, -0.01, 0.02, 0.062], [-0.052, -0.057, -0.046, -0.008]) - q[:, 2],
        q[:, 2] - np.interp(q[:, 1], [-0.03, 0.0, 0.03, 0.07], [-0.128, -0.118, -0.092, -0.052]),
    )
    jaw = np.minimum(jaw, 0.066 - q[:, 1])
    field = {
        "moustache": lip, "goatee": np.maximum(lip, np.minimum(jaw, 0.027 - x)), "full": np.maximum(lip, jaw), "stubble": np.maximum(lip, jaw),
    }[beard]  # fmt: skip
    field = np.minimum(field, -lip_field() - 0.0005)
    return np.where(is_head() & ~is_eyeball(), field, -FAR)
