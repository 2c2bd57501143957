"""Striking what stands where the camera is, or between the camera and the people."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard.camera import Camera
from function_runners.storyboard.stage.mesh import Mesh, Piece
from function_runners.storyboard.stage.people import Body


def cleared(mesh: Mesh, pieces: list[Piece], camera: Camera, bodies: list[Body], kept: set[int], aspect: float) -> Mesh:
    """Strike what stands where the camera is, or between the camera and the people."""
    gone = {p.number for p in pieces if p.kind == "struck"}
    boxes = [_portrait(camera, body, aspect) for body in bodies]
    for piece in pieces:
        if piece.kind in ("person", "held", "ground", "fixed", "litter") or piece.number in gone:
            continue
        margin = 0.25
        inside = bool(np.all(camera.position > piece.low - margin) and np.all(camera.position < piece.high + margin))
        thin = float(np.min(piece.high - piece.low)) < 1e-6
        if (inside and not thin) or (
            piece.number not in kept and not thin and any(_hides(camera, piece, box, aspect) for box in boxes)
        ):
            gone.add(piece.number)
    return mesh.only(~np.isin(mesh.piece, list(gone))) if gone else mesh


def _portrait(camera: Camera, body: Body, aspect: float) -> tuple[NDArray[np.float64], float]:
    """The rectangle of head and trunk in the picture, and how far away it is."""
    points = np.array([body.crown, body.chin, body.hips, *body.shoulders])
    seen = camera.project(points, aspect)
    pad = 0.02
    return np.array([*(seen[:, :2].min(0) - pad), *(seen[:, :2].max(0) + pad)]), float(seen[:, 2].min())


def _hides(camera: Camera, piece: Piece, portrait: tuple[NDArray[np.float64], float], aspect: float) -> bool:
    box, depth = portrait
    corners = np.array([(x, y, z) for x in (piece.low[0], piece.high[0]) for y in (piece.low[1], piece.high[1])
                        for z in (piece.low[2], piece.high[2])])  # fmt: skip
    seen = camera.project(corners, aspect)
    front = seen[seen[:, 2] > 0.1]
    if len(front) == 0 or float(np.mean(front[:, 2])) > depth - 0.05:
        return False
    low, high = front[:, :2].min(0), front[:, :2].max(0)
    across = min(high[0], box[2]) - max(low[0], box[0])
    down = min(high[1], box[3]) - max(low[1], box[1])
    if across <= 0 or down <= 0:
        return False
    return bool(across * down > 0.10 * (box[2] - box[0]) * (box[3] - box[1]))
