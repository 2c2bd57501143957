"""From a description of a person to one posed triangle mesh."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard.figures import face, hair, skeleton
from function_runners.storyboard.figures.bodies import HEIGHTS, Body, anatomy, body, dominated_by, head_scale
from function_runners.storyboard.figures.eyes import GAZE_LIMIT, eyes_of, teeth_of
from function_runners.storyboard.figures.garments import OUTFITS, dress
from function_runners.storyboard.figures.layer import Layer, tidy
from function_runners.storyboard.figures.meshwork import Array, Ints, Mask, normals, split
from function_runners.storyboard.figures.poses import Pose, pose_named
from function_runners.storyboard.figures.rotation import pitch, turn
from function_runners.storyboard.figures.slots import Slot

LANDMARKS = {
    "pelvis": "root", "chest": "spine02", "neck": "neck01", "head": "head", "knee_L": "lowerleg01.L", "knee_R": "lowerleg01.R",
    "foot_L": "foot.L", "foot_R": "foot.R", "hand_L": "wrist.L", "hand_R": "wrist.R", "grip_L": "finger3-1.L",
    "grip_R": "finger3-1.R", "eye_L": "eye.L", "eye_R": "eye.R", "shoulder_L": "upperarm01.L", "shoulder_R": "upperarm01.R",
}  # fmt: skip
BONES_PER_VERTEX = 5


@dataclass(frozen=True)
class FigureSpec:
    """One person.

    `position` (metres) is where they stand or sit, on the floor; `facing` in degrees, 0 looks along −y and positive turns
    to their left; `look` is (yaw, pitch) of the gaze against the body, left and up positive.  `height` in metres, None for
    the body's own; `seat` is the height of what they sit or lie on.  `hands` are (left, right) shapes, None for the pose's
    own.  `reach` brings the knuckles of "L" or "R" to a place in the world, as near as the arm is long.
    """

    body: str = "man"
    pose: str | Pose = "stand"
    height: float | None = None
    position: tuple[float, float, float] = (0.0, 0.0, 0.0)
    facing: float = 0.0
    look: tuple[float, float] = (0.0, 0.0)
    hair: str | None = None
    expression: str = "neutral"
    hands: tuple[str, str] | None = None
    seat: float | None = None
    mirrored: bool = False
    reach: dict[str, tuple[float, float, float]] | None = None
    outfit: str | None = None
    beard: str | None = None


@dataclass(frozen=True)
class Figure:
    """A posed mesh in the world: z up, metres. `slots` has one Slot per face."""

    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    normals: NDArray[np.float64]
    slots: NDArray[np.int8]
    landmarks: dict[str, NDArray[np.float64]]
    head_rotation: NDArray[np.float64]


@dataclass(frozen=True)
class _Dressed:
    layers: tuple[Layer, ...]
    vertices: Array
    faces: Ints
    slots: NDArray[np.int8]
    bones: Ints
    weights: Array
    eyeballs: tuple[slice, slice]
    sole: float


def _skin(b: Body, covered: Array, scalp: bool, beard: str | None) -> Layer:
    """The bare body, cut along hairline, brows, lashes, lips and beard, without what clothes hide."""
    shared = anatomy()
    faces = shared.faces
    fields = {
        Slot.HAIR: face.scalp_field() if scalp else np.full(len(b.vertices), -face.FAR), Slot.BROW: face.brow_field(),
        Slot.LIP: face.lip_field(), Slot.LASH: face.lash_field(), Slot.MOUTH: face.mouth_field(),
    }  # fmt: skip
    names = list(fields)
    values = np.stack([*fields.values(), hair.beard_field(beard), covered, face.is_eyeball().astype(float)], 1)
    vertices, weights, cuts = b.vertices, shared.weights, []
    lift = np.zeros(len(vertices))
    for column in (*range(len(names)), len(names)):
        cut = split(faces, values[:, column])
        cuts.append(cut)
        faces, values = cut.faces, cut.carry(values)
        vertices, weights, lift = cut.carry(vertices), cut.carry(weights), cut.carry(lift[:, None])[:, 0]
    middle = values[faces].mean(1)
    slots = np.full(len(faces), Slot.SKIN, np.int64)
    for column, slot in enumerate(names):
        slots[middle[:, column] > 0] = slot
    bearded = (middle[:, len(names)] > 0) & (slots == Slot.SKIN)
    slots[bearded] = Slot.HAIR
    lift = np.clip(values[:, len(names)] / 0.012, 0, 1) * hair.beard_depth(beard)
    vertices = vertices + normals(vertices, faces) * lift[:, None]
    seen = (middle[:, len(names) + 1] < 0.03 * b.unit) & (middle[:, len(names) + 2] < 0.5)
    return tidy(vertices, weights, faces[seen], slots[seen], tuple(cuts))


@cache
def _dressed(name: str, outfit: str, style: str, beard: str | None) -> _Dressed:
    b = body(name)
    clothes, covered = dress(b, outfit)
    eyeballs = eyes_of(b)
    skin = _skin(b, covered, hair.HAIR_STYLES[style].scalp, beard)
    layers = [skin, *eyeballs, teeth_of(b), *clothes, *hair.grow(b, style)]
    vertices, faces, slots, weights, count = [], [], [], [], 0
    spans = []
    for layer in layers:
        spans.append(slice(count, count + len(layer.vertices)))
        vertices.append(layer.vertices)
        faces.append(layer.faces + count)
        slots.append(layer.slots)
        weights.append(layer.weights)
        count += len(layer.vertices)
    everything = np.concatenate(weights)
    bones = np.argsort(-everything, axis=1, kind="stable")[:, :BONES_PER_VERTEX]
    heaviest = np.take_along_axis(everything, bones, 1)
    points = np.concatenate(vertices)
    return _Dressed(
        tuple(layers), points, np.concatenate(faces), np.concatenate(slots).astype(np.int8), bones,
        heaviest / heaviest.sum(1, keepdims=True), (spans[1], spans[2]), float(b.vertices[:, 2].min() - points[:, 2].min()),
    )  # fmt: skip


def default_outfit(name: str) -> str:
    return {"man": "shirt", "woman": "blouse", "elder_man": "jacket", "elder_woman": "sweater", "heavy_man": "shirt",
            "boy": "tee", "girl": "tee"}[name]  # fmt: skip


def default_hair(name: str) -> str:
    return {"man": "side_part", "woman": "long", "elder_man": "balding", "elder_woman": "bun", "heavy_man": "crop",
            "boy": "short", "girl": "ponytail"}[name]  # fmt: skip


def pose_figure(spec: FigureSpec) -> Figure:
    """The posed mesh of a person. Equal specs give equal arrays; KeyError when a name is not in its table."""
    b, pose = body(spec.body), pose_named(spec.pose)
    style, outfit = spec.hair or default_hair(spec.body), spec.outfit or default_outfit(spec.body)
    for name, table, what in (
        (style, hair.HAIR_STYLES, "hair"),
        (outfit, OUTFITS, "outfit"),
        (spec.expression, face.EXPRESSIONS, "expression"),
    ):
        if name not in table:
            raise KeyError(f"There is no {what} '{name}'.")
    worn = _dressed(spec.body, outfit, style, spec.beard)
    scale = (spec.height or HEIGHTS[spec.body]) / (1.75 * b.unit)
    bones = skeleton.posed(b, pose, spec.look, spec.hands or pose.hands, spec.mirrored)
    surface = (spec.seat if spec.seat is not None else pose.seat) / scale
    rotations, places = bones.solve()
    rise = _rise(b, worn, pose, rotations, places, surface)
    if pose.plant:
        _plant(bones, places, rise, worn.sole)
    world = turn(spec.facing)
    for side, target in sorted((spec.reach or {}).items()):
        local = world.T @ (np.asarray(target, float) - spec.position) / scale - [0.0, 0.0, rise]
        _reach(bones, side, local)
    rotations, places = bones.solve()
    gaze = _gaze(spec.look)
    rest = _acting(b, worn, spec, gaze)
    posed = _skinned(rest, worn, rotations, places, b.joints)
    posed[:, 2] += rise
    places[:, 2] += rise
    if pose.rests == "floor" and not spec.reach:
        low = float(posed[:, 2].min())
        posed[:, 2] -= low
        places[:, 2] -= low
    offset = np.asarray(spec.position, float)
    vertices, joints = posed @ world.T * scale + offset, places @ world.T * scale + offset
    head = world @ rotations[anatomy().bones["head"]]
    found = {mark: joints[anatomy().bones[bone]] for mark, bone in LANDMARKS.items()}
    found["eyes"] = (found["eye_L"] + found["eye_R"]) / 2
    reach = scale * head_scale(spec.body)
    found["crown"] = found["eyes"] + head @ np.array([0.0, 0.075, 0.135]) * reach
    found["chin"] = found["eyes"] + head @ np.array([0.0, -0.012, -0.120]) * reach
    found["feet"] = np.array([vertices[:, 0].mean(), vertices[:, 1].mean(), vertices[:, 2].min()])
    return Figure(vertices, worn.faces, normals(vertices, worn.faces), worn.slots, found, head)


def _gaze(look: tuple[float, float]) -> tuple[float, float]:
    """How far the eyes turn in the head, in degrees."""
    share = 1 - skeleton.HEAD_SHARE
    return (
        float(np.clip(look[0] * share, -GAZE_LIMIT, GAZE_LIMIT)),
        float(np.clip(look[1] * share, -0.6 * GAZE_LIMIT, 0.6 * GAZE_LIMIT)),
    )


def _acting(b: Body, worn: _Dressed, spec: FigureSpec, gaze: tuple[float, float]) -> Array:
    """The dressed body at rest with its face acting and its eyes turned."""
    acts = dict(face.EXPRESSIONS[spec.expression])
    acts["eyeLookUp" if gaze[1] > 0 else "eyeLookDown"] = abs(gaze[1]) / 30
    rest = worn.vertices.copy()
    moves = worn.layers[0].carry(face.moved(b.name, acts))
    if moves is not None:
        rest[: len(moves)] += moves
    turned = turn(gaze[0]) @ pitch(-gaze[1])
    for span, bone in zip(worn.eyeballs, ("eye.L", "eye.R"), strict=True):
        centre = b.joint(bone)
        rest[span] = (rest[span] - centre) @ turned.T + centre
    return rest


def _skinned(rest: Array, worn: _Dressed, rotations: Array, places: Array, joints: Array) -> Array:
    shift = places - np.einsum("bij,bj->bi", rotations, joints)
    moves = np.concatenate([rotations, shift[:, :, None]], 2).reshape(-1, 12)
    blended = np.zeros((len(rest), 12))
    for i in range(worn.bones.shape[1]):
        blended += worn.weights[:, i : i + 1] * moves[worn.bones[:, i]]
    m = blended.reshape(-1, 3, 4)
    return np.asarray(np.einsum("vij,vj->vi", m[:, :, :3], rest) + m[:, :, 3])


@cache
def _buttocks(name: str) -> Mask:
    b = body(name)
    hip = b.joint("upperleg01.L")
    v = b.vertices
    near = dominated_by("root", "pelvis", "upperleg01", "upperleg02")
    return np.asarray(near & (np.abs(v[:, 2] - hip[2]) < 0.17 * b.unit))


def _bare(b: Body, rotations: Array, places: Array, chosen: Mask) -> Array:
    shared = anatomy()
    weights = shared.weights[chosen]
    shift = places - np.einsum("bij,bj->bi", rotations, b.joints)
    moves = np.concatenate([rotations, shift[:, :, None]], 2).reshape(-1, 12)
    m = (weights @ moves).reshape(-1, 3, 4)
    return np.asarray(np.einsum("vij,vj->vi", m[:, :, :3], b.vertices[chosen]) + m[:, :, 3])


def _rise(b: Body, worn: _Dressed, pose: Pose, rotations: Array, places: Array, surface: float) -> float:
    """How far the body goes up so that what carries it touches the floor, the seat or the surface."""
    if pose.rests == "seat":
        return float(surface - _bare(b, rotations, places, _buttocks(b.name))[:, 2].min() + 0.012 * b.unit)
    everything = np.ones(len(b.vertices), bool)
    low = float(_bare(b, rotations, places, everything)[:, 2].min())
    return (surface + 0.015 * b.unit if pose.rests == "surface" else worn.sole) - low


def _plant(bones: skeleton.Skeleton, places: Array, rise: float, sole: float) -> None:
    """Put the feet of somebody seated on the floor, if the legs are long enough; else they hang."""
    index, b = anatomy().bones, bones.body
    ankle = float(b.joint("foot.L")[2] - b.vertices[:, 2].min()) + sole
    for side in "LR":
        hip, knee, foot = (places[index[f"{n}.{side}"]] for n in ("upperleg01", "lowerleg01", "foot"))
        floor = ankle - rise
        length = np.linalg.norm(b.joint(f"foot.{side}") - b.joint(f"lowerleg01.{side}"))
        if foot[2] > floor and knee[2] - length > floor + 0.02 * b.unit:
            continue
        target = np.array([foot[0], foot[1], floor])
        skeleton.bend(bones, side, "upperleg01", "lowerleg01", "foot", target, knee - (hip + foot) / 2)
        bones.turns[f"foot.{side}"] = bones.turns.get(f"foot.{side}", np.eye(3))


def _reach(bones: skeleton.Skeleton, side: str, target: Array) -> None:
    """Bring the knuckles to a place; the elbow keeps to the side it is on, and down."""
    index = anatomy().bones
    _, places = bones.solve()
    shoulder, elbow = places[index[f"upperarm01.{side}"]], places[index[f"lowerarm01.{side}"]]
    out = np.array([1.0 if side == "L" else -1.0, 0.25, -1.3])
    hint = (elbow - (shoulder + target) / 2) * 0.5 + 0.25 * out
    skeleton.bend(bones, side, "upperarm01", "lowerarm01", "finger3-1", target, hint)
    bones.turns[f"wrist.{side}"] = bones.turns[f"lowerarm01.{side}"]
