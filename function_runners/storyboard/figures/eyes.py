"""Eyeballs (a white, a round iris and a pupil) and the upper teeth."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.figures.bodies import Body, anatomy, head_scale
from function_runners.storyboard.figures.layer import Layer, on_bone
from function_runners.storyboard.figures.meshwork import grid_faces
from function_runners.storyboard.figures.slots import Slot

GAZE_LIMIT = 24.0
"""Degrees the eyes turn in the head at most."""

RADIUS, IRIS, PUPIL = 0.01732, 25.0, 11.0
"""Radius of the man's eyeball in metres; the iris' and the pupil's edge in degrees from the axis."""

_RINGS = (0.3, 5.0, PUPIL, 18.0, IRIS, 32.0, 45.0, 60.0, 80.0, 105.0)
_AROUND = 28


def eyes_of(body: Body) -> tuple[Layer, Layer]:
    """(left, right) eyeball at rest, looking along −y."""
    left, right = (_eye(body, bone) for bone in ("eye.L", "eye.R"))
    return left, right


def _eye(body: Body, bone: str) -> Layer:
    rings = np.radians(_RINGS)[:, None]
    around = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)[None]
    points = np.stack(
        [np.sin(rings) * np.cos(around), -np.cos(rings) * np.ones_like(around), np.sin(rings) * np.sin(around)], -1
    )
    vertices = points.reshape(-1, 3) * RADIUS * head_scale(body.name) + body.joint(bone)
    faces = grid_faces(len(_RINGS), _AROUND, closed=True)[:, ::-1]
    ring = faces.min(1) // _AROUND
    inner = np.array(_RINGS)[ring]
    slots = np.where(inner < PUPIL, Slot.PUPIL, np.where(inner < IRIS, Slot.IRIS, Slot.EYE))
    weights = np.zeros((len(vertices), len(anatomy().bones)), np.float32)
    weights[:, anatomy().bones[bone]] = 1
    return Layer(vertices, weights, np.ascontiguousarray(faces), slots.astype(np.int64))


def teeth_of(body: Body) -> Layer:
    """The row of upper teeth, behind the lips and above where they meet."""
    across = np.linspace(-0.021, 0.021, 22)
    depth = -0.0270 + 0.0150 * (across / 0.021) ** 2
    rows = [
        np.stack([across, depth + 0.0015 * (z + 0.068) / 0.009, np.full_like(across, z)], 1)
        for z in (-0.0580, -0.0635, -0.0680)
    ]
    size = head_scale(body.name) / head_scale("woman")
    middle = (body.joint("eye.L") + body.joint("eye.R")) / 2
    vertices = np.concatenate(rows) * size + middle
    return on_bone(
        vertices, grid_faces(3, len(across), closed=False), Slot.TEETH, anatomy().bones["head"], len(anatomy().bones)
    )
