"""From a pose to where every bone is: limb directions, two-bone reaching, feet that look for the floor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from function_runners.storyboard.figures.bodies import Body, anatomy
from function_runners.storyboard.figures.hands import finger_turns
from function_runners.storyboard.figures.meshwork import Array
from function_runners.storyboard.figures.poses import Pose
from function_runners.storyboard.figures.rotation import arc, frame, pitch, roll, turn, unit

# limb: its bone, and the bone whose joint gives its direction at rest
LIMBS = {
    "uarm": ("upperarm01", "lowerarm01"), "farm": ("lowerarm01", "wrist"), "hand": ("wrist", "finger3-1"),
    "thigh": ("upperleg01", "lowerleg01"), "shin": ("lowerleg01", "foot"), "foot": ("foot", "toe2-1"),
}  # fmt: skip
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = (("neck01", 0.15), ("neck02", 0.4), ("neck03", 0.7), ("head", 1.0))
HEAD_SHARE = 0.75
"""How much of a look the head takes; the eyes take the rest."""


@dataclass
class Skeleton:
    """Turns of named bones against the rest, in the body's axes; all others follow their parents."""

    body: Body
    turns: dict[str, Array]
    fingers: dict[str, Array]

    def solve(self) -> tuple[Array, Array]:
        """(rotation, place) of every bone, in the body's axes with the root where it is at rest."""
        shared = anatomy()
        count = len(shared.parents)
        rotations, places = np.zeros((count, 3, 3)), np.zeros((count, 3))
        rest = self.body.joints
        for name, bone in shared.bones.items():
            parent = shared.parents[bone]
            above = rotations[parent] if parent >= 0 else np.eye(3)
            rotations[bone] = self.turns.get(name, above)
            if name in self.fingers:
                rotations[bone] = above @ self.fingers[name]
            places[bone] = rest[bone] if parent < 0 else places[parent] + above @ (rest[bone] - rest[parent])
        return rotations, places

    def aim(self, limb: str, side: str, direction: Array) -> None:
        bone, towards = LIMBS[limb]
        rest = self.body.joint(f"{towards}.{side}") - self.body.joint(f"{bone}.{side}")
        self.turns[f"{bone}.{side}"] = arc(rest, direction)


def posed(body: Body, pose: Pose, look: tuple[float, float], hands: tuple[str, str], mirrored: bool) -> Skeleton:
    """The skeleton of a pose. `look` is (yaw, pitch) of the gaze in degrees, left and up positive."""
    sign = -1.0 if mirrored else 1.0
    lean, twist, tilt = pose.lean, sign * pose.twist, sign * pose.tilt
    hips = roll(tilt * 0.5) @ pitch(-pose.recline)
    turns: dict[str, Array] = {"root": hips @ pitch(lean * 0.25)}
    for i, bone in enumerate(SPINE, start=1):
        share = i / len(SPINE)
        turns[bone] = hips @ pitch(lean * share) @ turn(twist * share) @ roll(-tilt * share)
    yaw = look[0] * HEAD_SHARE + sign * pose.turn
    down = -look[1] * HEAD_SHARE - pose.nod
    for bone, share in NECK:
        turns[bone] = hips @ turn(yaw * share + twist) @ pitch(down * share + lean * (0.8 - 0.45 * share))
    skeleton = Skeleton(body, turns, {})
    chest = hips @ turn(twist)
    for limb in LIMBS:
        for side, out in (("L", 1.0), ("R", -1.0)):
            source = side if not mirrored else ("R" if side == "L" else "L")
            direction = pose.limb(limb, source)
            if direction is None:
                continue
            base = chest if limb in ("uarm", "farm", "hand") else hips
            skeleton.aim(limb, side, base @ np.array([direction[0] * out, -direction[1], direction[2]]))
            if limb == "farm":
                turns[f"wrist.{side}"] = turns[f"lowerarm01.{side}"]
    for side, shape in zip("LR", hands if not mirrored else hands[::-1], strict=True):
        skeleton.fingers.update(finger_turns(body, side, shape))
        if pose.limb("foot", side if not mirrored else ("R" if side == "L" else "L")) is None:
            turns[f"foot.{side}"] = hips
    return skeleton


def bend(skeleton: Skeleton, side: str, upper: str, lower: str, end: str, target: Array, hint: Array) -> None:
    """Turn two bones so that the joint `end` comes to `target` (as near as the limb is long); the middle goes to `hint`."""
    body, bones = skeleton.body, anatomy().bones
    _, places = skeleton.solve()
    start = places[bones[f"{upper}.{side}"]]
    first = body.joint(f"{lower}.{side}") - body.joint(f"{upper}.{side}")
    second = body.joint(f"{end}.{side}") - body.joint(f"{lower}.{side}")
    a, b = float(np.linalg.norm(first)), float(np.linalg.norm(second))
    way = target - start
    distance = float(np.clip(np.linalg.norm(way), abs(a - b) * 1.02 + 1e-6, (a + b) * 0.9995))
    way = unit(way)
    cosine = float(np.clip((a * a + distance * distance - b * b) / (2 * a * distance), -1, 1))
    plane = frame(way, hint)
    middle = plane[:, 0] * cosine * a + plane[:, 1] * a * float(np.sqrt(1 - cosine * cosine))
    skeleton.turns[f"{upper}.{side}"] = arc(first, middle)
    skeleton.turns[f"{lower}.{side}"] = arc(second, way * distance - middle)
