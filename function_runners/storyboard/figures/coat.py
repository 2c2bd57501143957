"""The coat of hair over a scalp: its thickness, strands, parting and edge, and the curtain that hangs from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from function_runners.storyboard.figures.layer import Layer
from function_runners.storyboard.figures.meshwork import Array, grid_faces
from function_runners.storyboard.figures.scalp import (
    Head,
    directions,
    hairline_elevation,
    head_to_back,
    shoulders,
    step,
)

COLUMNS, COAT_ROWS, CURTAIN_ROWS = 216, 26, 22


@dataclass(frozen=True)
class HairStyle:
    """Thickness in metres of the coat on top, at the sides, at the back and over the forehead; all on the woman's head.

    `parting`: how far to the left it lies, None for none; `fringe`: degrees it falls below the hairline in front;
    `curtain`: metres it hangs down, from `curtain_from` degrees of azimuth backwards; `curls`: height of curls;
    `strands`: depth of the strands; `top`: elevation it begins at (less than 90 leaves a bald crown); `tie`: what the
    hair is gathered in; `recede`: how far the temples are drawn back, 0 to 1."""

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
    recede: float = 0.35


def ridges(flow: Array, pitch: float) -> Array:
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


def coat_of(head: Head, cut: HairStyle) -> Layer:
    azimuth = np.linspace(-180, 180, COLUMNS, endpoint=False)
    side = np.abs(azimuth)
    line = hairline_elevation(head, azimuth, cut.recede)
    strand = ridges(azimuth + 2.5 * np.sin(azimuth / 7.0), 4.2 if not cut.curls else 9.0)
    temple = np.exp(-(((side - 33) / 11) ** 2))
    line = line + (2.0 * temple - 1.5) * (1 - step(side, 45, 60)) - (0.5 + cut.strands * 560) * (1 - strand)
    in_front = 1 - step(side, 34, 58)
    end = line - cut.fringe * in_front * (0.72 + 0.28 * strand)
    hangs = step(side, cut.curtain_from - 4, cut.curtain_from + 4) if cut.curtain else np.zeros(COLUMNS)
    end = end + (np.minimum(line, -6.0) - end) * hangs if cut.curtain else end
    u = np.linspace(0, 1, COAT_ROWS)[:, None] ** 1.0
    elevation = cut.begins + (np.maximum(end, -58.0)[None] - cut.begins) * u
    bare = end > cut.begins - 6
    if cut.begins < 90:
        elevation = np.minimum(elevation, cut.begins - 4 * (1 - strand)[None])
    az = np.broadcast_to(azimuth, elevation.shape)
    d = directions(az, elevation)
    thick = _thickness(cut, d, az, elevation, end, hangs)
    if cut.begins < 90:
        thick = thick * step(cut.begins - end, 4, 34)[None] * (0.15 + 0.85 * step(cut.begins - elevation, 0, 16))
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
    return head_to_back(head, vertices, np.ascontiguousarray(faces))


def _thickness(cut: HairStyle, d: Array, azimuth: Array, elevation: Array, end: Array, hangs: Array) -> Array:
    side = np.abs(azimuth)
    high = step(elevation, 25, 68)
    round_ = cut.front + (cut.sides - cut.front) * step(side, 28, 68) + (cut.back - cut.sides) * step(side, 95, 140)
    thick = round_ + (cut.top - round_) * high
    over_edge = elevation - end[None]
    soft = np.where(side < 60, 20.0, 9.0) if cut.fringe < 10 else 5.0
    rim = 0.14 + 0.86 * step(over_edge, 0, soft)
    rim = np.where(hangs[None] > 0.5, 1.0, rim)
    if cut.curtain:
        ear = np.exp(-(((side - 88) / 20) ** 2) - ((elevation + 4) / 24) ** 2)
        thick = thick + 0.013 * ear
    if cut.parting is not None:
        across = d[..., 0] - cut.parting * 9.0
        onward = step(d[..., 2], 0.35, 0.75) * step(-d[..., 1], -0.55, -0.15)
        groove = np.exp(-((across / 0.075) ** 2)) * onward
        thick = thick * (1 - 0.34 * groove)
        crest = np.exp(-(((across + 0.30) / 0.28) ** 2)) * onward * (0.35 if cut.swept else 0.12)
        thick = thick * (1 + crest)
    if cut.curls:
        return np.asarray(thick * rim + cut.curls * _curls(d, 210 if cut.curls > 0.012 else 330) * (0.4 + 0.6 * rim))
    radial = ridges(azimuth, 5.0)
    if cut.swept and not cut.tie:
        slanted = ridges(d[..., 0] * 70 + 22 * d[..., 1] * (0.4 + d[..., 0]), 7.5)
        if cut.parting is not None:
            slanted = ridges(d[..., 1] * 62 + 16 * d[..., 0], 6.5)
        weave = radial + (slanted - radial) * step(d[..., 2], 0.30, 0.72)
    elif cut.tie:
        back = np.degrees(np.arctan2(d[..., 0], d[..., 2] - 0.15 + 0.0 * d[..., 1]))
        weave = ridges(back, 6.0)
    elif cut.parting is not None:
        combed = ridges(d[..., 1] * 58 + 20 * np.abs(d[..., 0]), 6.0)
        weave = radial + (combed - radial) * step(d[..., 2], 0.45, 0.85) * step(-d[..., 1], -0.5, 0.0)
    else:
        weave = radial
    weave = 1 + (weave - 1) * (1 - step(elevation, 82, 90))
    return np.asarray(thick * rim - cut.strands * (1 - weave) * (0.5 + 0.5 * rim))


def _curtain(head: Head, cut: HairStyle, start: Array, azimuth: Array, hangs: Array, strand: Array) -> Array:
    """Rows that hang from the end of the coat: on to the shoulders at the sides, down the back behind."""
    if not cut.curtain:
        return np.zeros((0, len(azimuth), 3))
    out = start.copy()
    out[:, 2] = 0
    first = np.linalg.norm(out, axis=1)
    out /= np.maximum(first, 1e-9)[:, None]
    long = cut.curtain > 0.2
    behind = step(np.abs(azimuth), 112, 142)
    depths = np.linspace(0, cut.curtain, 30)
    need = np.stack([_body_reach(head, start[:, 2] - depth, azimuth) for depth in depths])
    blocked = need > first + 0.014 + 0.15 * behind
    length = np.where(blocked.any(0), depths[blocked.argmax(0)], cut.curtain)
    length = _even(np.minimum.reduce([np.roll(length, k) for k in range(-6, 7)]), 9)
    length = length * (0.90 + 0.10 * strand) * hangs
    rows = []
    for t in np.linspace(0, 1, CURTAIN_ROWS + 1)[1:]:
        z = start[:, 2] - length * t
        shape = first * (1 - 0.10 * t * long) - (0.012 * t * t if not long else 0.0)
        wave = 0.006 * np.sin(6.0 * t + azimuth / 9) * t if long else 0.0
        if cut.curls:
            wave = cut.curls * 0.8 * np.abs(np.sin(t * 7 + azimuth / 7.0))
        far = shape + wave - 0.004 * (1 - strand)
        if long:
            far = np.maximum(far, np.minimum(_even(_body_reach(head, z, azimuth), 9), first + 0.17))
        point = out * (far * hangs + first * (1 - hangs))[:, None]
        point[:, 2] = z
        rows.append(point)
    return np.stack(rows)


def _body_reach(head: Head, heights: Array, azimuth: Array) -> Array:
    """How far out hair must hang to lie on the body at a height of each column, in the woman's metres; nothing beside the neck."""
    known, reach = shoulders(head.body.name)
    sector = np.round(azimuth / 10).astype(int) % 36
    row = np.clip(np.round((known[0] - heights) / (known[0] - known[1])).astype(int), 0, len(known) - 1)
    return np.asarray((reach[row, sector] + 0.030) * step(-heights, 0.055, 0.165))


def _even(values: Array, reach: int) -> Array:
    """A running mean round the head, `reach` columns to either side."""
    return np.asarray(np.mean([np.roll(values, k) for k in range(-reach, reach + 1)], axis=0))
