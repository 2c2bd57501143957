"""Skirts: a cone round hips and legs."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.figures.bodies import anatomy
from function_runners.storyboard.figures.layer import Layer
from function_runners.storyboard.figures.meshwork import grid_faces
from function_runners.storyboard.figures.slots import Slot
from function_runners.storyboard.figures.tailoring import Tape


def skirt_of(tape: Tape, slot: Slot, share: float, flare: float, off: float) -> Layer:
    """A cone round hips and legs: it follows both thighs, and hangs on the nearer one."""
    body, u, bones = tape.body, tape.unit, anatomy().bones
    v = body.vertices[~tape.arm & ~tape.head]
    top = tape.level(0.25 if slot is not Slot.OUTER else 0.5)
    bottom = tape.crotch + (tape.ankle - tape.crotch) * share
    rows, columns = 18, 56
    angles = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    centre = np.array([0.0, float(body.joint("root")[1])])
    ring = np.stack([np.sin(angles), -np.cos(angles)], 1)
    points = np.zeros((rows, columns, 3))
    widest = np.zeros(columns)
    for r, z in enumerate(np.linspace(top, bottom, rows)):
        slab = v[np.abs(v[:, 2] - z) < 0.02 * u][:, :2] - centre
        widest = np.maximum(widest * 0.972, (slab @ ring.T).max(0))
        t = r / (rows - 1)
        wave = 1 + (0.05 * t) * np.sin(angles * 9 + 0.7) + 0.03 * t * np.sin(angles * 5)
        radius = (widest + (off + 0.004 + flare * t * (0.55 + 0.45 * np.cos(angles))) * u) * wave
        points[r, :, :2] = centre + ring * radius[:, None]
        points[r, :, 2] = z
    vertices = points.reshape(-1, 3)
    vertices = np.concatenate([vertices, vertices[-columns:] * [0.94, 0.94, 1] + [0, 0, 0.01]])
    v = vertices[:, 2]
    knee = float(body.joint("lowerleg01.L")[2])
    down = np.clip((tape.crotch + 0.05 * u - v) / (0.14 * u), 0, 1) * 0.92
    below = np.clip((knee + 0.02 * u - v) / (0.10 * u), 0, 1) * 0.85
    side = np.clip(0.5 + vertices[:, 0] / (0.16 * u), 0, 1)
    weights = np.zeros((len(vertices), len(bones)), np.float32)
    weights[:, bones["root"]] = 1 - down
    for name, part in (("L", side), ("R", 1 - side)):
        weights[:, bones[f"upperleg01.{name}"]] = down * part * (1 - below)
        weights[:, bones[f"lowerleg01.{name}"]] = down * part * below
    faces = grid_faces(rows + 1, columns, closed=True)
    return Layer(vertices, weights, faces, np.full(len(faces), slot))
