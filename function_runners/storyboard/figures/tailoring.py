"""Cutting cloth from a body: measures, fields that a garment is cut along, and the cloth relaxed so that it hangs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from function_runners.storyboard.figures.bodies import Body, anatomy, dominated_by
from function_runners.storyboard.figures.layer import Layer, tidy
from function_runners.storyboard.figures.meshwork import Array, border, normals, relax, split
from function_runners.storyboard.figures.rotation import unit
from function_runners.storyboard.figures.slots import Slot


@dataclass(frozen=True)
class Garment:
    """`sleeve`: share of the arm covered; `neck`: metres the neckline drops in front; `open`: half-width of an open front;
    `hem`: how low it ends, as a share of the way from waist (0) over crotch (1) to ankle (2)."""

    slot: Slot
    sleeve: float = 0.97
    neck: float = 0.012
    open: float = 0.0
    hem: float = 0.85
    off: float = 0.013
    collar: float = 0.0


class Tape:
    """Measures of a body that the fields of its clothes are made of."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.unit = body.unit
        self.arm = dominated_by("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
        self.head = dominated_by("head", "neck03", "eye")
        self.crotch = float(body.joint("upperleg01.L")[2]) - 0.085 * self.unit
        self.waist = float(body.joint("spine04")[2]) + 0.01 * self.unit
        self.ankle = float(min(body.joint("foot.L")[2], body.joint("foot.R")[2]))

    def sleeve(self, share: float) -> Array:
        """Positive up the arm from the cuff, metres; large elsewhere."""
        v = self.body.vertices
        field = np.full(len(v), 0.5)
        for side, sign in (("L", 1), ("R", -1)):
            shoulder, elbow, wrist = (self.body.joint(f"{b}.{side}") for b in ("upperarm01", "lowerarm01", "wrist"))
            mine = self.arm & (v[:, 0] * sign > 0)
            upper, fore = unit(elbow - shoulder), unit(wrist - elbow)
            first = float(np.linalg.norm(elbow - shoulder))
            length = first + float(np.linalg.norm(wrist - elbow))
            cut = share * length
            along = (v - shoulder) @ upper if cut < first else first + (v - elbow) @ fore
            field[mine] = (cut - along)[mine]
        return field

    def neckline(self, garment: Garment) -> Array:
        """Positive below a plane round the root of the neck that drops towards the front."""
        base = self.body.joint("neck01")
        v = self.body.vertices
        forward = base[1] - v[:, 1]
        across = np.abs(v[:, 0])
        point = 6 * garment.neck * np.maximum(0, 0.055 * self.unit - across) if garment.neck > 0.04 else 0.0
        drop = np.maximum((0.30 + garment.neck * 9) * forward + point, 0.30 * forward)
        field = base[2] + (0.020 - 0.25 * garment.neck) * self.unit - drop - v[:, 2]
        field = field + 1.5 * np.maximum(0, across - 0.075 * self.unit)
        return np.asarray(np.where(self.head, np.minimum(field, -0.01), field))

    def level(self, share: float) -> float:
        if share <= 1:
            return self.waist + (self.crotch - self.waist) * share
        return self.crotch + (self.ankle - self.crotch) * (share - 1)


def skin_of(tape: Tape, field: Array, slot: Slot, off: Array, rounds: int) -> Layer:
    """The part of the body where `field` is positive, relaxed, moved out by `off`, with a rim turned in at its hems."""
    shared = anatomy()
    cut = split(shared.faces, field)
    vertices, weights = cut.carry(tape.body.vertices), cut.carry(shared.weights)
    reach = cut.carry(field[:, None])[:, 0]
    outward, off = cut.carry(normals(tape.body.vertices, shared.faces)), cut.carry(off[:, None])[:, 0]
    faces = cut.faces[reach[cut.faces].mean(1) > 0]
    loose = relax(vertices, faces, np.ones(len(vertices)), rounds)
    outward = relax(outward, faces, np.ones(len(vertices)), 6)
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
    sunk = np.einsum("ij,ij->i", vertices - loose, outward)
    loose = loose + outward * (np.maximum(sunk, 0) * 0.85 + off)[:, None]
    loose = relax(loose, faces, np.ones(len(vertices)), 2)
    rim = border(faces)
    inner = np.unique(rim)
    number = np.full(len(vertices), -1)
    number[inner] = len(vertices) + np.arange(len(inner))
    turned = loose[inner] - outward[inner] * (off[inner] * 0.9 + 0.004)[:, None]
    a, b = rim[:, 0], rim[:, 1]
    lining = np.concatenate([np.stack([b, a, number[a]], 1), np.stack([b, number[a], number[b]], 1)])
    everything = np.concatenate([faces, lining])
    return tidy(
        np.concatenate([loose, turned]),
        np.concatenate([weights, weights[inner]]),
        everything,
        np.full(len(everything), slot),
    )
