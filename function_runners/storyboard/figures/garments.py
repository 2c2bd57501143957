"""Clothes: the body's surface cut along clean hems, relaxed so that it hangs, and moved off the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from function_runners.storyboard.figures.bodies import Body, anatomy, dominated_by
from function_runners.storyboard.figures.layer import Layer, tidy
from function_runners.storyboard.figures.meshwork import Array, Ints, Mask, border, grid_faces, normals, relax, split
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


class _Tape:
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


def _skin_of(tape: _Tape, field: Array, slot: Slot, off: Array, rounds: int) -> Layer:
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


def _top(tape: _Tape, garment: Garment, tucked: bool) -> Layer:
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
    return _skin_of(tape, field, garment.slot, (garment.off + hang) * u, 14)


def _trousers(tape: _Tape) -> Layer:
    v, u = tape.body.vertices, tape.unit
    field = np.where(
        tape.arm | tape.head, -0.5, np.minimum(v[:, 2] - tape.ankle - 0.004 * u, tape.level(0.05) - v[:, 2])
    )
    flare = 0.012 * np.exp(-np.maximum(v[:, 2] - tape.ankle, 0) / (0.2 * u))
    off = 0.010 * np.clip((tape.level(0.55) - v[:, 2]) / (0.05 * u), 0.3, 1) + flare
    return _skin_of(tape, field, Slot.BOTTOM, off * u, 10)


def _shoes(tape: _Tape) -> Layer:
    v, u = tape.body.vertices, tape.unit
    leg = dominated_by("lowerleg", "foot", "toe")
    field = np.where(leg, tape.ankle + 0.03 * u - v[:, 2], -0.5)
    layer = _skin_of(tape, field, Slot.SHOES, np.full(len(v), 0.010 * u), 10)
    vertices = layer.vertices.copy()
    vertices[:, 2] = np.maximum(vertices[:, 2], v[:, 2].min() - 0.014 * u)
    return Layer(vertices, layer.weights, layer.faces, layer.slots)


def _skirt(tape: _Tape, slot: Slot, share: float, flare: float, off: float) -> Layer:
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
    down = np.clip((tape.crotch + 0.05 * u - vertices[:, 2]) / (0.14 * u), 0, 1) * 0.92
    side = np.clip(0.5 + vertices[:, 0] / (0.13 * u), 0, 1)
    weights = np.zeros((len(vertices), len(bones)))
    weights[:, bones["root"]] = 1 - down
    weights[:, bones["upperleg01.L"]] = down * side
    weights[:, bones["upperleg01.R"]] = down * (1 - side)
    faces = grid_faces(rows + 1, columns, closed=True)
    return Layer(vertices, weights, faces, np.full(len(faces), slot))


def _collar(tape: _Tape, garment: Garment, top: Layer) -> Layer | None:
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


def _near_neck(tape: _Tape, points: Array, garment: Garment) -> Mask:
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


def dress(body: Body, outfit: str) -> tuple[list[Layer], Array]:
    """(layers of clothes, how deep under clothes each vertex of the body is in metres); KeyError for no such outfit."""
    worn = OUTFITS[outfit]
    tape = _Tape(body)
    layers: list[Layer] = []
    for i, garment in enumerate(worn.layers):
        top = _top(
            tape,
            garment,
            tucked=worn.skirt is not None and i == 0 and garment.slot is Slot.TOP and worn.skirt[0] is not Slot.OUTER,
        )
        layers.append(top)
        if garment.collar:
            collar = _collar(tape, garment, top)
            layers += [collar] if collar else []
    if worn.trousers:
        layers.append(_trousers(tape))
    if worn.skirt:
        slot, share, flare = worn.skirt
        layers.append(_skirt(tape, slot, share, flare, worn.layers[-1].off))
    layers.append(_shoes(tape))
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
        seen = tape.level(1 + 0.5 * worn.skirt[1])
        covered = np.maximum(covered, np.where(tape.arm, -0.5, np.minimum(v[:, 2] - seen, tape.level(0.2) - v[:, 2])))
    return layers, covered
