"""Poses, written like stage directions.

A limb is a direction: (out to the figure's own side, forward, up).  What is not named keeps its parent's rotation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Direction = tuple[float, float, float]
Support = Literal["floor", "seat", "surface"]


@dataclass(frozen=True)
class Pose:
    """`limbs`: uarm, farm, hand, thigh, shin, foot, each for both sides or with _L or _R.  Angles in degrees.

    `rests` is what carries the weight: the lowest point on the floor, the buttocks on a seat, or the back on a surface.
    """

    limbs: Mapping[str, Direction]
    lean: float = 0.0
    twist: float = 0.0
    tilt: float = 0.0
    nod: float = 0.0
    turn: float = 0.0
    recline: float = 0.0
    rests: Support = "floor"
    seat: float = 0.46
    hands: tuple[str, str] = ("relaxed", "relaxed")
    plant: bool = False
    """Whether the feet look for the floor: only when seated."""

    touch: str | None = None
    """What of the head the right hand comes to: ear, mouth or chin."""

    def limb(self, name: str, side: str) -> Direction | None:
        return self.limbs.get(f"{name}_{side}", self.limbs.get(name))


def _standing(**limbs: Direction) -> dict[str, Direction]:
    return {
        "uarm": (0.20, 0.02, -1),
        "farm": (0.10, 0.22, -1),
        "thigh": (0.08, 0.02, -1),
        "shin": (0.05, -0.07, -1),
        **limbs,
    }


def _seated(**limbs: Direction) -> dict[str, Direction]:
    return {"uarm": (0.22, 0.28, -1), "farm": (-0.15, 0.95, -0.32), "thigh": (0.20, 1, -0.06), "shin": (0.10, -0.02, -1),
            "foot": (0.15, 1, -0.10), **limbs}  # fmt: skip


def _sit(
    limbs: dict[str, Direction],
    lean: float = 0.0,
    nod: float = 0.0,
    seat: float = 0.46,
    hands: tuple[str, str] = ("relaxed", "relaxed"),
    touch: str | None = None,
) -> Pose:
    return Pose(limbs, lean=lean, nod=nod, rests="seat", seat=seat, hands=hands, plant=True, touch=touch)


_WALK = {
    "uarm_L": (0.18, 0.42, -1), "farm_L": (0.02, 0.75, -0.85), "uarm_R": (0.18, -0.42, -1), "farm_R": (0.1, 0.05, -1),
    "thigh_L": (0.03, -0.30, -1), "shin_L": (0.03, -0.62, -1), "thigh_R": (0.03, 0.42, -1), "shin_R": (0.03, 0.10, -1),
    "foot_L": (0.1, 0.75, -0.75), "foot_R": (0.1, 1, 0.12),
}  # fmt: skip
_KNEEL: dict[str, Direction] = {"thigh": (0.12, 0.12, -1), "shin": (0.05, -1, -0.06), "foot": (0.05, -1, -0.25)}

POSES: dict[str, Pose] = {
    "stand": Pose(_standing()),
    "relaxed": Pose(_standing(
        uarm_L=(0.22, -0.05, -1), farm_L=(0.05, 0.35, -1), uarm_R=(0.22, -0.02, -1), farm_R=(0.0, 0.28, -1),
        thigh_L=(0.06, 0.02, -1), shin_L=(0.04, -0.05, -1), thigh_R=(0.20, 0.20, -1), shin_R=(0.12, -0.12, -1)),
        tilt=3, twist=5),
    "walk": Pose(_WALK, lean=4, twist=7),
    "run": Pose({
        "uarm_L": (0.22, 0.70, -0.8), "farm_L": (-0.25, 0.8, 0.55), "uarm_R": (0.25, -0.85, -0.6), "farm_R": (0.0, 0.55, -0.8),
        "thigh_L": (0.03, -0.45, -1), "shin_L": (0.03, -1, -0.35), "thigh_R": (0.03, 0.95, -0.55), "shin_R": (0.03, -0.15, -1),
        "foot_L": (0.05, -0.2, -1), "foot_R": (0.1, 1, 0.1)}, lean=16, twist=12, hands=("fist", "fist")),
    "sit": _sit(_seated()),
    "sit_lean": _sit(_seated(uarm=(0.30, 0.75, -0.85), farm=(-0.45, 0.9, 0.06), thigh=(0.22, 1, -0.06), shin=(0.10, -0.22, -1)),
        lean=20, nod=-8),
    "sit_reach": _sit(_seated(uarm_R=(0.10, 0.95, -0.42), farm_R=(-0.10, 1, 0.02), uarm_L=(0.30, 0.55, -0.9),
        farm_L=(-0.55, 0.8, 0.05)), lean=14),
    "point": Pose(_standing(uarm_R=(0.20, 1, 0.06), farm_R=(0.04, 1, 0.10), uarm_L=(0.22, -0.02, -1), farm_L=(0.08, 0.3, -1)),
        lean=3, twist=-10, hands=("relaxed", "point")),
    "arms_crossed": Pose(_standing(uarm=(0.26, 0.26, -1), farm_L=(-0.95, 0.62, 0.10), farm_R=(-0.95, 0.46, 0.24))),
    "hands_up": Pose(_standing(uarm=(0.75, 0.25, 0.35), farm=(0.10, 0.12, 1)), hands=("flat", "flat")),
    "aim": Pose({
        "uarm_R": (0.02, 1, -0.05), "farm_R": (-0.28, 1, 0.03), "uarm_L": (-0.12, 1, -0.10), "farm_L": (-0.42, 1, 0.02),
        "thigh_L": (0.16, 0.34, -1), "shin_L": (0.05, -0.10, -1), "thigh_R": (0.20, -0.14, -1), "shin_R": (0.08, -0.3, -1)},
        lean=6, hands=("grip", "grip")),
    "phone": Pose(_standing(uarm_R=(0.40, 0.35, -1), farm_R=(-0.35, 0.30, 1), uarm_L=(0.2, 0.0, -1), farm_L=(0.06, 0.25, -1)),
        hands=("relaxed", "grip"), touch="ear"),
    "crouch": Pose({
        "uarm": (0.25, 0.8, -0.7), "farm": (-0.35, 0.9, -0.1), "thigh_L": (0.28, 1, 0.10), "shin_L": (0.06, -0.35, -1),
        "thigh_R": (0.22, 0.55, -0.85), "shin_R": (0.05, -0.95, -0.28), "foot_R": (0.1, 0.5, -1)}, lean=24, nod=-10),
    "kneel": Pose({"uarm": (0.2, 0.25, -1), "farm": (-0.2, 0.7, -0.6), **_KNEEL}, lean=5),
    "lie": Pose({"uarm": (0.35, 0.05, -1), "farm": (0.1, 0.2, -1), "thigh": (0.1, 0.05, -1), "shin": (0.05, -0.02, -1)},
        recline=86, rests="surface", seat=0.0),
    "reach": Pose(_standing(uarm_R=(0.12, 0.9, -0.55), farm_R=(-0.05, 1, -0.12), uarm_L=(0.25, 0.1, -1), farm_L=(-0.2, 0.8, -0.35)),
        lean=12, hands=("relaxed", "open")),
    "look_back": Pose(_standing(uarm_L=(0.25, -0.3, -1), thigh_R=(0.08, 0.25, -1), shin_R=(0.05, 0.02, -1), thigh_L=(0.08, -0.2, -1),
        shin_L=(0.05, -0.35, -1), foot_L=(0.1, 0.9, -0.4)), twist=28, turn=38),
    "hug": Pose(_standing(uarm=(0.30, 0.95, -0.25), farm_L=(-0.75, 0.65, 0.15), farm_R=(-0.75, 0.65, -0.2)), lean=8, nod=-6,
        hands=("flat", "flat")),
    "comfort": Pose(_standing(uarm_R=(0.15, 0.9, -0.35), farm_R=(-0.05, 0.95, 0.25), uarm_L=(0.2, 0.1, -1)), lean=8, nod=-8,
        hands=("relaxed", "flat")),
    "drive": _sit(_seated(uarm=(0.16, 0.80, -0.62), farm=(-0.12, 0.95, 0.30), thigh=(0.16, 1, 0.06), shin=(0.06, 0.55, -1)),
        lean=-10, seat=0.30, hands=("grip", "grip")),
    "drink": Pose(_standing(uarm_R=(0.34, 0.55, -0.75), farm_R=(-0.45, 0.35, 0.85)), nod=6, hands=("relaxed", "grip"), touch="mouth"),
    "sit_drink": _sit(_seated(uarm_R=(0.34, 0.55, -0.75), farm_R=(-0.45, 0.35, 0.85)), hands=("relaxed", "grip"), touch="mouth"),
    "write": _sit(_seated(uarm=(0.30, 0.62, -0.9), farm_R=(-0.45, 0.9, -0.04), farm_L=(-0.60, 0.8, -0.02)), lean=18, nod=-16,
        hands=("flat", "grip")),
    "type": _sit(_seated(uarm=(0.18, 0.42, -1), farm=(-0.20, 1, 0.02)), lean=6, nod=-8, hands=("relaxed", "relaxed")),
    "read": _sit(_seated(uarm=(0.16, 0.35, -1), farm=(-0.35, 0.9, 0.35)), nod=-20, hands=("grip", "grip")),
    "carry": Pose(_standing(uarm=(0.20, 0.30, -1), farm=(-0.22, 1, 0.05)), lean=-5, hands=("flat", "flat")),
    "lean_wall": Pose(_standing(uarm=(0.22, 0.05, -1), farm_L=(-0.9, 0.6, 0.05), farm_R=(-0.9, 0.48, 0.18), thigh=(0.08, 0.26, -1),
        shin_L=(0.05, -0.02, -1), thigh_R=(0.06, 0.55, -0.85), shin_R=(0.05, -0.75, -0.75), foot_R=(0.1, 0.75, -0.65)), lean=-9),
    "sit_floor": Pose({"uarm": (0.30, 0.55, -0.75), "farm": (-0.55, 0.75, 0.0), "thigh": (0.26, 0.85, 0.62),
        "shin": (-0.02, 0.42, -1), "foot": (0.12, 1, -0.06)}, rests="seat", seat=0.0, lean=10, plant=True),
    "fall": Pose({"uarm_L": (0.95, 0.35, 0.35), "farm_L": (0.45, 0.6, 0.6), "uarm_R": (0.75, 0.55, 0.6), "farm_R": (0.2, 0.7, 0.7),
        "thigh_L": (0.25, 0.75, -0.7), "shin_L": (0.1, 0.3, -1), "thigh_R": (0.25, 0.15, -1), "shin_R": (0.1, -0.6, -0.8),
        "foot_R": (0.1, 0.6, -0.8)}, lean=-12, recline=38, nod=12, hands=("open", "open")),
    "climb": Pose({"uarm_L": (0.22, 0.45, 1), "farm_L": (-0.1, 0.35, 1), "uarm_R": (0.30, 0.85, -0.1), "farm_R": (-0.1, 0.45, 0.9),
        "thigh_R": (0.30, 0.9, -0.05), "shin_R": (0.05, -0.15, -1), "thigh_L": (0.12, 0.05, -1), "shin_L": (0.05, -0.15, -1)},
        lean=8, nod=10, hands=("grip", "grip")),
    "dance": Pose({"uarm_L": (0.85, 0.42, -0.10), "farm_L": (0.50, 0.62, 0.50), "uarm_R": (0.42, 0.75, -0.55),
        "farm_R": (-0.45, 0.90, 0.12), "thigh_L": (0.08, 0.02, -1), "shin_L": (0.05, -0.05, -1), "thigh_R": (0.14, 0.22, -0.95),
        "shin_R": (0.05, -0.30, -0.95), "foot_R": (0.15, 0.8, -0.6)}, tilt=3, hands=("open", "flat")),
    "fight": Pose({"uarm_L": (0.20, 0.70, -0.75), "farm_L": (-0.25, 0.75, 0.75), "uarm_R": (0.35, 0.25, -0.95),
        "farm_R": (-0.35, 0.75, 0.75), "thigh_L": (0.14, 0.42, -1), "shin_L": (0.05, -0.15, -1), "thigh_R": (0.24, -0.22, -1),
        "shin_R": (0.08, -0.42, -1), "foot_R": (0.4, 0.9, -0.25)}, lean=8, twist=-18, hands=("fist", "fist")),
    "punch": Pose({"uarm_R": (0.10, 1, 0.02), "farm_R": (-0.08, 1, 0.03), "uarm_L": (0.25, 0.25, -0.95),
        "farm_L": (-0.35, 0.65, 0.8), "thigh_L": (0.16, 0.48, -0.95), "shin_L": (0.05, -0.22, -1), "thigh_R": (0.2, -0.35, -1),
        "shin_R": (0.08, -0.5, -1), "foot_R": (0.3, 0.85, -0.45)}, lean=12, twist=24, hands=("fist", "fist")),
    "pray": Pose({"uarm": (0.10, 0.34, -0.95), "farm": (-0.60, 0.66, 0.80), **_KNEEL}, lean=6, nod=-22, hands=("flat", "flat")),
    "wave": Pose(_standing(uarm_R=(0.85, 0.25, 0.05), farm_R=(0.30, 0.25, 1)), tilt=-2, hands=("relaxed", "open")),
    "hands_on_hips": Pose(_standing(uarm=(0.80, -0.22, -0.85), farm=(-0.78, 0.30, -0.50), thigh=(0.12, 0.02, -1)), hands=("flat", "flat")),
    "head_in_hands": _sit(_seated(uarm=(0.14, 0.90, -0.42), farm=(-0.22, 0.10, 1), thigh=(0.26, 1, -0.02)), lean=30, nod=-26,
        hands=("flat", "flat")),
    "think": Pose(_standing(uarm_R=(0.10, 0.42, -0.95), farm_R=(-0.40, 0.42, 0.95), uarm_L=(0.16, 0.20, -1), farm_L=(-0.95, 0.55, 0.05)),
        nod=-8, turn=6, hands=("relaxed", "fist"), touch="chin"),
    "gesture": Pose(_standing(uarm_R=(0.32, 0.30, -0.9), farm_R=(0.20, 0.95, 0.30), uarm_L=(0.26, 0.18, -1), farm_L=(0.05, 0.95, -0.12)),
        lean=3, hands=("open", "open")),
    "push": Pose({"uarm": (0.16, 1, -0.05), "farm": (0.02, 1, 0.12), "hand": (0.0, 0.35, 1.0), "thigh_L": (0.1, 0.55, -0.85),
        "shin_L": (0.05, -0.1, -1), "thigh_R": (0.1, -0.42, -1), "shin_R": (0.05, -0.55, -1), "foot_R": (0.1, 0.75, -0.65)},
        lean=20, hands=("flat", "flat")),
}  # fmt: skip

_ALIASES = {
    "typing": "type",
    "writing": "write",
    "reading": "read",
    "kneel_pray": "pray",
    "embrace": "hug",
    "cry": "head_in_hands",
}
POSES.update({alias: POSES[name] for alias, name in _ALIASES.items()})


def pose_named(pose: str | Pose) -> Pose:
    """A pose by name, or the pose itself; KeyError when there is none of that name."""
    if isinstance(pose, Pose):
        return pose
    if pose not in POSES:
        raise KeyError(f"There is no pose '{pose}'.")
    return POSES[pose]


_LIMBS = ("uarm", "farm", "hand", "thigh", "shin", "foot")


def blend(a: str | Pose, b: str | Pose, t: float) -> Pose:
    """The pose a share `t` of the way from one to another; what only one of them names is taken from it."""
    first, second = pose_named(a), pose_named(b)
    limbs: dict[str, Direction] = {}
    for name in _LIMBS:
        for side in "LR":
            here, there = first.limb(name, side), second.limb(name, side)
            if here is None and there is None:
                continue
            p, q = _of_length_one(here or there), _of_length_one(there or here)
            limbs[f"{name}_{side}"] = (p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t, p[2] + (q[2] - p[2]) * t)
    nearer = first if t < 0.5 else second

    def mix(key: str) -> float:
        return float(getattr(first, key) + (getattr(second, key) - getattr(first, key)) * t)

    return replace(
        nearer, limbs=limbs, lean=mix("lean"), twist=mix("twist"), tilt=mix("tilt"), nod=mix("nod"), turn=mix("turn"),
        recline=mix("recline"), seat=mix("seat"),
    )  # fmt: skip


def _of_length_one(d: Direction | None) -> Direction:
    assert d is not None
    n = (d[0] ** 2 + d[1] ** 2 + d[2] ** 2) ** 0.5
    return d[0] / n, d[1] / n, d[2] / n
