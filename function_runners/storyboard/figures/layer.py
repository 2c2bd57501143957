"""One skin of a figure at rest: the body itself, a garment, or hair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from function_runners.storyboard.figures.meshwork import Array, Ints, Split, carry_through, compact


@dataclass(frozen=True)
class Layer:
    """`weights` are (vertices, bones). `splits` and `kept` say how values of the bare body reach this layer's vertices."""

    vertices: Array
    weights: Array
    faces: Ints
    slots: Ints
    splits: tuple[Split, ...] = ()
    kept: Ints | None = None

    def carry(self, values: Array) -> Array | None:
        """Values of the bare body's vertices at this layer's, None for what does not follow the face."""
        if self.kept is None:
            return None
        return carry_through(self.splits, values)[self.kept]


def tidy(vertices: Array, weights: Array, faces: Ints, slots: Ints, splits: tuple[Split, ...] | None = None) -> Layer:
    """A layer of the vertices in use."""
    used, faces = compact(faces)
    return Layer(vertices[used], weights[used], faces, slots, splits or (), None if splits is None else used)


def on_bone(vertices: Array, faces: Ints, slot: int, bone: int, bones: int) -> Layer:
    """A rigid thing on one bone."""
    weights = np.zeros((len(vertices), bones), np.float32)
    weights[:, bone] = 1
    return Layer(vertices, weights, faces, np.full(len(faces), slot))
