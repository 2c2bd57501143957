"""The bodies: rest shapes, bones and facial actions, read once from the baked file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from function_runners.storyboard.figures.meshwork import Array, Ints, Mask

FILE = Path(__file__).parent.parent / "data" / "bodies.npz"
HEIGHTS = {
    "man": 1.80, "woman": 1.68, "boy": 1.32, "girl": 1.28, "elder_man": 1.72, "elder_woman": 1.60, "heavy_man": 1.80,
}  # fmt: skip
BODIES = tuple(HEIGHTS)


@dataclass(frozen=True)
class Anatomy:
    """What all bodies share: faces, bones and weights."""

    faces: Ints
    bones: dict[str, int]
    parents: Ints
    weights: Array
    """(vertices, bones), each row adds up to one."""
    actions: dict[str, int]
    action_vertices: Ints
    action_moves: Array
    """(actions, action vertices, 3) metres on the man's head."""


@dataclass(frozen=True)
class Body:
    """One body at rest: z up, facing −y, its left at +x, metres. `unit` is its height over 1.75 m."""

    name: str
    vertices: Array
    joints: Array
    unit: float

    def joint(self, bone: str) -> Array:
        return np.asarray(self.joints[anatomy().bones[bone]])


@cache
def _file() -> dict[str, Any]:
    with np.load(FILE) as file:
        return {key: file[key] for key in file.files}


@cache
def anatomy() -> Anatomy:
    file = _file()
    count, bones = len(file["weights"]), file["bones"].tolist()
    weights = np.zeros((count, len(bones)), np.float32)
    np.add.at(
        weights, (np.arange(count)[:, None], file["weight_bones"].astype(int)), file["weights"].astype(np.float32)
    )
    return Anatomy(
        faces=file["faces"].astype(np.int64),
        bones={bone: i for i, bone in enumerate(bones)},
        parents=file["parents"].astype(np.int64),
        weights=weights,
        actions={action: i for i, action in enumerate(file["actions"].tolist())},
        action_vertices=file["action_vertices"].astype(np.int64),
        action_moves=file["action_moves"].astype(float),
    )


@cache
def body(name: str) -> Body:
    """A body by name; KeyError when there is none of that name."""
    if name not in HEIGHTS:
        raise KeyError(f"There is no body '{name}'; there are {', '.join(BODIES)}.")
    vertices = _file()[f"vertices_{name}"].astype(float)
    unit = float(np.ptp(vertices[:, 2])) / 1.75
    return Body(name, vertices, _file()[f"joints_{name}"].astype(float), unit)


@cache
def head_scale(name: str) -> float:
    """Size of a head against the man's, from the distance of the eyes to the base of the skull."""

    def size(b: Body) -> float:
        return float(
            np.linalg.norm(b.joint("eye.L") - b.joint("head")) + np.ptp([b.joint("eye.L")[0], b.joint("eye.R")[0]])
        )

    return size(body(name)) / size(body("man"))


@cache
def _strongest() -> Ints:
    return np.asarray(anatomy().weights.argmax(1))


@cache
def dominated_by(*prefixes: str) -> Mask:
    """For each vertex, whether its strongest bone begins with one of these."""
    shared = anatomy()
    names = list(shared.bones)
    wanted = np.array([any(name.startswith(p) for p in prefixes) for name in names])
    return np.asarray(wanted[_strongest()])
