"""A body at rest with skin, eyes, clothes and hair on: everything of a person that does not depend on the pose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard.figures import beards, face, hair
from function_runners.storyboard.figures.bodies import Body, anatomy, body
from function_runners.storyboard.figures.eyes import eyes_of, teeth_of
from function_runners.storyboard.figures.garments import dress
from function_runners.storyboard.figures.layer import Layer, tidy
from function_runners.storyboard.figures.meshwork import Array, Ints, carry_through, normals, split, strongest
from function_runners.storyboard.figures.slots import Slot

BONES_PER_VERTEX = 5


@dataclass(frozen=True)
class Dressed:
    layers: tuple[Layer, ...]
    vertices: Array
    faces: Ints
    slots: NDArray[np.int8]
    bones: Ints
    weights: Array
    eyeballs: tuple[slice, slice]
    sole: float


def _skin(b: Body, covered: Array, cut: hair.HairStyle, beard: str | None) -> Layer:
    """The bare body, cut along hairline, brows, lashes, lips and beard, without what clothes hide."""
    shared = anatomy()
    faces = shared.faces
    fields = {
        Slot.HAIR: face.scalp_field(cut.recede) if cut.scalp else np.full(len(b.vertices), -face.FAR), Slot.BROW: face.brow_field(),
        Slot.LIP: face.lip_field(), Slot.LASH: face.lash_field(), Slot.MOUTH: face.mouth_field(),
    }  # fmt: skip
    names = list(fields)
    values = np.stack([*fields.values(), beards.beard_field(beard), covered, face.is_eyeball().astype(float)], 1)
    vertices, cuts = b.vertices, []
    for column in (*range(len(names)), len(names)):
        cut = split(faces, values[:, column])
        cuts.append(cut)
        faces, values = cut.faces, cut.carry(values)
        vertices = cut.carry(vertices)
    middle = values[faces].mean(1)
    slots = np.full(len(faces), Slot.SKIN, np.int64)
    for column, slot in enumerate(names):
        slots[middle[:, column] > 0] = slot
    bearded = (middle[:, len(names)] > 0) & (slots == Slot.SKIN)
    slots[bearded] = Slot.HAIR
    lift = np.clip(values[:, len(names)] / 0.012, 0, 1) * beards.beard_depth(beard)
    vertices = vertices + normals(vertices, faces) * lift[:, None]
    seen = (middle[:, len(names) + 1] < 0.03 * b.unit) & (middle[:, len(names) + 2] < 0.5)
    return tidy(vertices, carry_through(cuts, shared.weights), faces[seen], slots[seen], tuple(cuts))


@lru_cache(maxsize=32)
def dressed(name: str, outfit: str, style: str, beard: str | None) -> Dressed:
    b = body(name)
    clothes, covered = dress(b, outfit)
    eyeballs = eyes_of(b)
    skin = _skin(b, covered, hair.HAIR_STYLES[style], beard)
    layers = [skin, *eyeballs, teeth_of(b), *clothes, *hair.grow(name, style)]
    vertices, faces, slots, weights, count = [], [], [], [], 0
    spans = []
    for layer in layers:
        spans.append(slice(count, count + len(layer.vertices)))
        vertices.append(layer.vertices)
        faces.append(layer.faces + count)
        slots.append(layer.slots)
        weights.append(layer.weights)
        count += len(layer.vertices)
    bones, shares = strongest(np.concatenate(weights), BONES_PER_VERTEX)
    points = np.concatenate(vertices)
    return Dressed(
        tuple(layers), points, np.concatenate(faces), np.concatenate(slots).astype(np.int8), bones,
        shares, (spans[1], spans[2]), float(b.vertices[:, 2].min() - points[:, 2].min()),
    )  # fmt: skip
