"""Collars: a band that stands round a neckline."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.figures.layer import Layer
from function_runners.storyboard.figures.meshwork import Array, Ints, Mask, border, grid_faces
from function_runners.storyboard.figures.tailoring import Garment, Tape


def collar_of(tape: Tape, garment: Garment, top: Layer) -> Layer | None:
    """A band that stands round the neckline."""
    rim = border(top.faces)
    points = top.vertices
    near = _near_neck(tape, points, garment)
    loop = _loop(rim[near[rim].all(1)])
    if len(loop) < 12:
        return None
    u = tape.unit
    ring = points[loop]
    for _ in range(10):
        inner = (np.roll(ring, 1, 0) + np.roll(ring, -1, 0)) / 2
        ring = (
            ring + 0.5 * (inner - ring)
            if not garment.open
            else np.concatenate([ring[:1], (ring + 0.5 * (inner - ring))[1:-1], ring[-1:]])
        )
    axis = ring.mean(0)
    out = ring - axis
    out[:, 2] = 0
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    up = np.array([0.0, -0.25, 1.0])
    height = garment.collar * u
    stand = [
        ring + 0.002 * u * out - up * 0.006 * u,
        ring + 0.004 * u * out + up * 0.35 * height - out * 0.002,
        ring + up * height * 0.9 - out * 0.006 * u,
    ]
    if garment.collar > 0.03:
        stand += [ring + up * height * 0.95 + out * 0.006 * u, ring + out * 0.024 * u - up * 0.10 * height]
    else:
        stand += [ring + up * height * 0.9 - out * 0.012 * u, ring + up * height * 0.3 - out * 0.012 * u]
    rows = np.stack(stand)
    vertices = rows.reshape(-1, 3)
    closed = not garment.open
    weights = np.tile(top.weights[loop], (len(stand), 1))
    faces = grid_faces(len(stand), len(ring), closed=closed)
    return Layer(vertices, weights, faces, np.full(len(faces), garment.slot))


def _near_neck(tape: Tape, points: Array, garment: Garment) -> Mask:
    base = tape.body.joint("neck01")
    reach = (0.13 if garment.neck > 0.04 else 0.10) * tape.unit
    return np.asarray((np.abs(points[:, 0]) < reach) & (points[:, 2] > base[2] - 0.11 * tape.unit))


def _loop(edges: Ints) -> Ints:
    """The longest chain of directed edges, as vertices in order."""
    following = {int(a): int(b) for a, b in edges}
    best: list[int] = []
    starts = sorted(set(following) - set(following.values())) or sorted(following)[:1]
    for start in starts:
        chain, at = [start], start
        while at in following and following[at] != start and len(chain) <= len(following):
            at = following[at]
            chain.append(at)
        best = max(best, chain, key=len)
    return np.array(best, np.int64)
