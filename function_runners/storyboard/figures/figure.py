"""From a description of a person to one posed triangle mesh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard.figures import face, hair, skeleton
from function_runners.storyboard.figures.bodies import HEIGHTS, Body, anatomy, body, head_scale
from function_runners.storyboard.figures.dressed import Dressed, dressed
from function_runners.storyboard.figures.eyes import GAZE_LIMIT
from function_runners.storyboard.figures.garments import OUTFITS
from function_runners.storyboard.figures.meshwork import Array, normals
from function_runners.storyboard.figures.poses import Pose, pose_named
from function_runners.storyboard.figures.rotation import pitch, turn
from function_runners.storyboard.figures.standing import plant, reach_for, rise_of, touch_head

LANDMARKS = {
    "pelvis": "root", "chest": "spine02", "neck": "neck01", "head": "head", "knee_L": "lowerleg01.L", "knee_R": "lowerleg01.R",
    "foot_L": "foot.L", "foot_R": "foot.R", "hand_L": "wrist.L", "hand_R": "wrist.R", "grip_L": "finger3-1.L",
    "grip_R": "finger3-1.R", "eye_L": "eye.L", "eye_R": "eye.R", "shoulder_L": "upperarm01.L", "shoulder_R": "upperarm01.R",
}  # fmt: skip


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
    worn = dressed(spec.body, outfit, style, spec.beard)
    scale = (spec.height or HEIGHTS[spec.body]) / (1.75 * b.unit)
    bones = skeleton.posed(b, pose, spec.look, spec.hands or pose.hands, spec.mirrored)
    surface = (spec.seat if spec.seat is not None else pose.seat) / scale
    rotations, places = bones.solve()
    rise = rise_of(b, worn.sole, pose, rotations, places, surface)
    if pose.plant:
        plant(bones, places, rise, worn.sole)
    if pose.touch:
        touch_head(bones, pose.touch, spec.mirrored, head_scale(spec.body))
    world = turn(spec.facing)
    for side, target in sorted((spec.reach or {}).items()):
        local = world.T @ (np.asarray(target, float) - spec.position) / scale - [0.0, 0.0, rise]
        reach_for(bones, side, local)
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


def _acting(b: Body, worn: Dressed, spec: FigureSpec, gaze: tuple[float, float]) -> Array:
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


def _skinned(rest: Array, worn: Dressed, rotations: Array, places: Array, joints: Array) -> Array:
    shift = places - np.einsum("bij,bj->bi", rotations, joints)
    moves = np.concatenate([rotations, shift[:, :, None]], 2).reshape(-1, 12)
    blended = np.zeros((len(rest), 12))
    for i in range(worn.bones.shape[1]):
        blended += worn.weights[:, i : i + 1] * moves[worn.bones[:, i]]
    m = blended.reshape(-1, 3, 4)
    return np.asarray(np.einsum("vij,vj->vi", m[:, :, :3], rest) + m[:, :, 3])
