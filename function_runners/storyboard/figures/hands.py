"""Shapes of the hand: how far each finger is bent and spread."""

from __future__ import annotations

import numpy as np

from function_runners.storyboard.figures.bodies import Body
from function_runners.storyboard.figures.meshwork import Array
from function_runners.storyboard.figures.rotation import about, unit

# thumb, index, middle, ring, little: bend of each joint in degrees; then how far the fingers spread
HANDS: dict[str, tuple[tuple[float, float, float, float, float], float]] = {
    "relaxed": ((14, 12, 16, 20, 22), -5),
    "flat": ((12, -6, -6, -6, -6), -5),
    "open": ((-14, -6, -6, -6, -6), 9),
    "fist": ((44, 76, 78, 78, 78), -5),
    "grip": ((30, 46, 50, 52, 54), -4),
    "point": ((34, -6, 74, 76, 76), 0),
    "pinch": ((26, 40, 30, 24, 22), 2),
}


def finger_turns(body: Body, side: str, shape: str) -> dict[str, Array]:
    """Rotation of every finger bone against its parent, in the axes of the body at rest."""
    bends, spread = HANDS[shape]
    wrist = body.joint(f"wrist.{side}")
    along = unit(body.joint(f"finger3-1.{side}") - wrist)
    across = unit(body.joint(f"finger5-1.{side}") - body.joint(f"finger2-1.{side}"))
    palm = unit(np.cross(along, across)) * (-1 if side == "L" else 1)
    turns: dict[str, Array] = {}
    for finger, bend in enumerate(bends, start=1):
        for joint in (1, 2, 3):
            bone = f"finger{finger}-{joint}.{side}"
            following = f"finger{finger}-{joint + 1}.{side}" if joint < 3 else bone
            previous = f"finger{finger}-{joint - 1}.{side}" if joint == 3 else bone
            direction = unit(body.joint(following) - body.joint(previous))
            if finger == 1:
                axis = unit(np.cross(direction, unit(across + 0.7 * palm)))
                turns[bone] = about(axis, bend * (0.55 if joint == 1 else 0.9))
                continue
            axis = unit(np.cross(direction, palm))
            turned = about(axis, bend * (0.85, 1.15, 0.8)[joint - 1])
            if joint == 1:
                turned = about(palm, (finger - 3) * spread * (1 if side == "R" else -1)) @ turned
            turns[bone] = turned
    return turns
