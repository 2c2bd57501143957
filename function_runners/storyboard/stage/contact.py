"""Where hands go: on the table in front of somebody, or into the hands of somebody else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from function_runners.storyboard.stage.people import Part, Vector
from function_runners.storyboard.stage.props import PROPS

Reach = dict[str, Vector]


@dataclass(frozen=True)
class Furniture:
    """A seat or table the people use: a prop's name, a place on the floor and the way it is turned."""

    name: str
    x: float
    y: float
    turn: float


def at_the_table(part: Part, table: Furniture) -> Part:
    """Somebody who just sits lays their hands on the table in front of them."""
    if part.pose not in ("sit", "sit_lean"):
        return part
    top = PROPS[table.name].top + 0.035
    a = math.radians(part.facing)
    ahead, side = np.array([math.sin(a), -math.cos(a)]), np.array([math.cos(a), math.sin(a)])
    here = np.array([part.x, part.y])
    edge = _edge(table, here, ahead)
    if not 0.08 < edge < 0.75:
        return part
    hands = {}
    for name, out in (("L", 0.17), ("R", -0.13)):
        x, y = here + ahead * (edge + 0.14) + side * out
        hands[name] = (float(x), float(y), top)
    return replace(part, reach=hands)


def _edge(table: Furniture, here: Vector, ahead: Vector) -> float:
    """How far ahead of somebody the table begins, in metres."""
    t = math.radians(table.turn)
    u, v = np.array([math.cos(t), math.sin(t)]), np.array([-math.sin(t), math.cos(t)])
    half = abs(float(ahead @ u)) * PROPS[table.name].width / 2 + abs(float(ahead @ v)) * PROPS[table.name].depth / 2
    return float((np.array([table.x, table.y]) - here) @ ahead) - half


def hand_in_hand(parts: list[Part], doing: Sequence[str], azimuth: float) -> list[Part]:
    """Two who dance hold each other, two who greet shake hands; `doing` is what each was asked to do."""
    if len(parts) != 2 or set(doing) not in ({"dance"}, {"handshake"}):
        return parts
    a = math.radians(azimuth)
    right, away = np.array([math.cos(a), math.sin(a), 0.0]), np.array([-math.sin(a), math.cos(a), 0.0])
    up = np.array([0.0, 0.0, 1.0])
    first, second = sorted(parts, key=lambda p: float(np.array([p.x, p.y]) @ right[:2]))
    here, there = (np.array([p.x, p.y, 0.0]) for p in (first, second))
    middle = (here + there) / 2
    grips: tuple[Reach, Reach]
    if "handshake" in doing:
        grips = {"R": middle + 1.02 * up - 0.03 * right}, {"R": middle + 1.02 * up + 0.03 * right}
    else:
        held = middle + 0.46 * away + 1.34 * up
        grips = (
            {"L": held - 0.02 * right, "R": there + 0.16 * right - 0.10 * away + 1.16 * up},
            {"R": held + 0.02 * right, "L": here - 0.04 * right - 0.17 * away + 1.44 * up},
        )
    return [
        replace(p, mirrored=False, reach={side: (float(x), float(y), float(z)) for side, (x, y, z) in grip.items()})
        for p in parts
        for grip in (grips[0] if p is first else grips[1],)
    ]
