"""Bringing a posed body to what carries it, its feet to the floor and its hands to what they hold."""

from __future__ import annotations

from functools import cache

import numpy as np

from function_runners.storyboard.figures import skeleton
from function_runners.storyboard.figures.bodies import Body, anatomy, body, dominated_by
from function_runners.storyboard.figures.meshwork import Array, Ints, Mask, strongest
from function_runners.storyboard.figures.poses import Pose


@cache
def _buttocks(name: str) -> Mask:
    b = body(name)
    hip = b.joint("upperleg01.L")
    v = b.vertices
    near = dominated_by("root", "pelvis", "upperleg01", "upperleg02")
    return np.asarray(near & (np.abs(v[:, 2] - hip[2]) < 0.17 * b.unit))


@cache
def _weights() -> tuple[Ints, Array]:
    """(bones, shares) of the strongest bones of every vertex of a bare body."""
    bones, shares = strongest(anatomy().weights, 4)
    return bones, shares


def _lowest(b: Body, rotations: Array, places: Array, chosen: Mask) -> float:
    """How low the chosen vertices of the bare body come, in the body's axes."""
    lifts = np.concatenate([rotations[:, 2], (places - np.einsum("bij,bj->bi", rotations, b.joints))[:, 2:]], 1)
    bones, shares = _weights()
    moves = np.einsum("vk,vkc->vc", shares[chosen], lifts[bones[chosen]])
    return float((np.einsum("vc,vc->v", moves[:, :3], b.vertices[chosen]) + moves[:, 3]).min())


def rise_of(b: Body, sole: float, pose: Pose, rotations: Array, places: Array, surface: float) -> float:
    """How far the body goes up so that what carries it touches the floor, the seat or the surface."""
    if pose.rests == "seat":
        return float(surface - _lowest(b, rotations, places, _buttocks(b.name)) + 0.012 * b.unit)
    everything = np.ones(len(b.vertices), bool)
    low = _lowest(b, rotations, places, everything)
    return (surface + 0.015 * b.unit if pose.rests == "surface" else sole) - low


def plant(bones: skeleton.Skeleton, places: Array, rise: float, sole: float) -> None:
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


HEAD_SPOTS = {"ear": (-0.112, 0.060, -0.055), "mouth": (-0.045, -0.125, -0.150), "chin": (-0.020, -0.070, -0.150)}
"""Where the knuckles of a right hand come to rest, from between the eyes of the man's head, in metres."""


def touch_head(bones: skeleton.Skeleton, spot: str, mirrored: bool, size: float) -> None:
    """Bring a hand to the ear, the mouth or the chin, wherever the pose holds the head; `size` is the head's."""
    index = anatomy().bones
    rotations, places = bones.solve()
    eyes = (places[index["eye.L"]] + places[index["eye.R"]]) / 2
    x, y, z = HEAD_SPOTS[spot]
    place = eyes + rotations[index["head"]] @ np.array([-x if mirrored else x, y, z]) * size
    reach_for(bones, "L" if mirrored else "R", place)


def reach_for(bones: skeleton.Skeleton, side: str, target: Array) -> None:
    """Bring the knuckles to a place; the elbow keeps to the side it is on, and down."""
    index = anatomy().bones
    _, places = bones.solve()
    shoulder, elbow = places[index[f"upperarm01.{side}"]], places[index[f"lowerarm01.{side}"]]
    out = np.array([1.0 if side == "L" else -1.0, 0.25, -1.3])
    hint = (elbow - (shoulder + target) / 2) * 0.5 + 0.25 * out
    skeleton.bend(bones, side, "upperarm01", "lowerarm01", "finger3-1", target, hint)
    bones.turns[f"wrist.{side}"] = bones.turns[f"lowerarm01.{side}"]
