"""What people wear: garments, outfits of them, and dressing a body. A garment is cut once for each body."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from function_runners.storyboard.figures.bodies import Body, body, dominated_by
from function_runners.storyboard.figures.collars import collar_of
from function_runners.storyboard.figures.layer import Layer
from function_runners.storyboard.figures.meshwork import Array
from function_runners.storyboard.figures.skirts import skirt_of
from function_runners.storyboard.figures.slots import Slot
from function_runners.storyboard.figures.tailoring import Garment, Tape, skin_of

TEE = Garment(Slot.TOP, sleeve=0.34, neck=0.022)
SWEATER = Garment(Slot.TOP, off=0.016)
SHIRT = Garment(Slot.TOP, neck=0.050, off=0.010, collar=0.036)
BLOUSE = Garment(Slot.TOP, sleeve=0.92, neck=0.062, off=0.011)
VEST = Garment(Slot.TOP, sleeve=0.0, neck=0.055, off=0.009)
JACKET = Garment(Slot.OUTER, sleeve=0.99, neck=0.02, open=0.05, hem=0.98, off=0.024, collar=0.045)
COAT = Garment(Slot.OUTER, sleeve=1.0, neck=0.02, open=0.045, hem=0.95, off=0.027, collar=0.055)


class Outfit(NamedTuple):
    """`legs` is trousers or None; `skirt`: (slot, share of the leg covered, flare in metres)."""

    layers: tuple[Garment, ...]
    trousers: bool = True
    skirt: tuple[Slot, float, float] | None = None


OUTFITS: dict[str, Outfit] = {
    "sweater": Outfit((SWEATER,)),
    "tee": Outfit((TEE,)),
    "shirt": Outfit((SHIRT,)),
    "blouse": Outfit((BLOUSE,)),
    "jacket": Outfit((SHIRT, JACKET)),
    "coat": Outfit((SWEATER, COAT), skirt=(Slot.OUTER, 0.50, 0.03)),
    "dress": Outfit(
        (Garment(Slot.TOP, sleeve=0.30, neck=0.055, off=0.009),), trousers=False, skirt=(Slot.TOP, 0.60, 0.045)
    ),
    "skirt": Outfit((BLOUSE,), trousers=False, skirt=(Slot.BOTTOM, 0.55, 0.02)),
    "vest": Outfit((VEST,)),
}


@cache
def tape_of(name: str) -> Tape:
    return Tape(body(name))


@lru_cache(maxsize=48)
def _top(name: str, garment: Garment, tucked: bool) -> Layer:
    tape = tape_of(name)
    v, u = tape.body.vertices, tape.unit
    field = np.minimum(tape.neckline(garment), tape.sleeve(garment.sleeve))
    low = tape.level(0.25 if tucked else garment.hem)
    field = np.minimum(field, np.where(tape.arm, 0.5, v[:, 2] - low))
    if garment.open:
        front = v[:, 1] < tape.body.joint("spine02")[1] - 0.02 * u
        height = np.clip((v[:, 2] - low) / (tape.body.joint("neck01")[2] - low), 0, 1)
        gap = garment.open * u * (0.55 + 0.9 * height)
        field = np.where(front & ~tape.arm, np.minimum(field, np.abs(v[:, 0]) - gap), field)
    hang = 0.010 * np.clip((tape.waist + 0.06 * u - v[:, 2]) / (0.2 * u), 0, 1) * ~tape.arm
    hang = hang + 0.006 * np.clip(tape.sleeve(1.0) / (0.25 * u), 0, 1) * tape.arm
    return skin_of(tape, field, garment.slot, (garment.off + hang) * u, 14)


@cache
def _trousers(name: str) -> Layer:
    tape = tape_of(name)
    v, u = tape.body.vertices, tape.unit
    field = np.where(
        tape.arm | tape.head, -0.5, np.minimum(v[:, 2] - tape.ankle - 0.004 * u, tape.level(0.05) - v[:, 2])
    )
    flare = 0.012 * np.exp(-np.maximum(v[:, 2] - tape.ankle, 0) / (0.2 * u))
    off = 0.010 * np.clip((tape.level(0.55) - v[:, 2]) / (0.05 * u), 0.3, 1) + flare
    return skin_of(tape, field, Slot.BOTTOM, off * u, 10)


@cache
def _shoes(name: str) -> Layer:
    tape = tape_of(name)
    v, u = tape.body.vertices, tape.unit
    leg = dominated_by("lowerleg", "foot", "toe")
    field = np.where(leg, tape.ankle + 0.03 * u - v[:, 2], -0.5)
    layer = skin_of(tape, field, Slot.SHOES, np.full(len(v), 0.010 * u), 10)
    vertices = layer.vertices.copy()
    vertices[:, 2] = np.maximum(vertices[:, 2], v[:, 2].min() - 0.014 * u)
    return Layer(vertices, layer.weights, layer.faces, layer.slots)


def dress(body: Body, outfit: str) -> tuple[list[Layer], Array]:
    """(layers of clothes, how deep under clothes each vertex of the body is in metres); KeyError for no such outfit."""
    worn = OUTFITS[outfit]
    name, tape = body.name, tape_of(body.name)
    layers: list[Layer] = []
    for i, garment in enumerate(worn.layers):
        top = _top(
            name,
            garment,
            tucked=worn.skirt is not None and i == 0 and garment.slot is Slot.TOP and worn.skirt[0] is not Slot.OUTER,
        )
        layers.append(top)
        if garment.collar:
            collar = collar_of(tape, garment, top)
            layers += [collar] if collar else []
    if worn.trousers:
        layers.append(_trousers(name))
    if worn.skirt:
        slot, share, flare = worn.skirt
        layers.append(skirt_of(tape, slot, share, flare, worn.layers[-1].off))
    layers.append(_shoes(name))
    first = worn.layers[0]
    v = body.vertices
    covered = np.minimum(
        np.minimum(tape.neckline(first), tape.sleeve(first.sleeve)), np.where(tape.arm, 0.5, v[:, 2] - tape.level(0.2))
    )
    foot = np.where(dominated_by("lowerleg", "foot", "toe"), tape.ankle + 0.02 * tape.unit - v[:, 2], -0.5)
    covered = np.maximum(covered, foot)
    if worn.trousers:
        covered = np.maximum(
            covered,
            np.where(tape.arm, -0.5, np.minimum(v[:, 2] - tape.ankle - 0.01 * tape.unit, tape.level(0.2) - v[:, 2])),
        )
    elif worn.skirt:
        seen = tape.level(1 + worn.skirt[1]) - 0.03 * tape.unit
        covered = np.maximum(covered, np.where(tape.arm, -0.5, np.minimum(v[:, 2] - seen, tape.level(0.2) - v[:, 2])))
    return layers, covered
