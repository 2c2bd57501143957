"""Pictures beside the frame for later passes: depth, normals and one colour per object."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard.camera import Camera
from function_runners.storyboard.draw import Drawing

EXTRAS = ("depth", "normals", "masks")


def depth_picture(drawing: Drawing) -> NDArray[np.uint16]:
    """Inverse depth, near is bright, 16 bits, scaled so that the nearest point is white and the sky black."""
    near = np.where(np.isfinite(drawing.depth), 1 / np.maximum(drawing.depth, 1e-3), 0.0)
    return np.asarray(near / max(float(near.max()), 1e-6) * 65535 + 0.5, np.uint16)


def normals_picture(drawing: Drawing, camera: Camera) -> NDArray[np.uint8]:
    """Normals in camera space: red to the right, green up, blue towards the camera; the sky is (128, 128, 255)."""
    seen = drawing.normals @ (camera.basis * np.array([[1.0], [1.0], [-1.0]])).T.astype(np.float32)
    length = np.linalg.norm(seen, axis=2, keepdims=True)
    unit = np.where(length > 1e-3, seen / np.maximum(length, 1e-3), np.array([0, 0, 1], np.float32))
    return np.asarray((unit * 0.5 + 0.5) * 255 + 0.5, np.uint8)


def masks_picture(drawing: Drawing) -> NDArray[np.uint8]:
    """A flat colour per object, the same for the same piece number; the sky is black."""
    numbers = np.maximum(drawing.pieces, -1) + 1
    return np.asarray(colour_of(np.arange(int(numbers.max()) + 1) - 1)[numbers])


def colour_of(pieces: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The mask colours of piece numbers."""
    n = np.asarray(pieces, np.int64)
    hashed = (n + 1) * 2654435761 & 0xFFFFFF
    rgb = np.stack([hashed >> 16 & 255, hashed >> 8 & 255, hashed & 255], -1) | 1
    rgb[n < 0] = 0
    return np.asarray(rgb, np.uint8)
