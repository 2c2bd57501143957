"""Where people stand or sit in the camera's own terms, so that they are seen and see each other."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from function_runners.storyboard.shot import CastMember, Shot
from function_runners.storyboard.stage.identity import from_left_to_right, place_number, stands_left
from function_runners.storyboard.stage.props import PROPS

MOVING = frozenset({"walk", "run", "sneak", "march"})


@dataclass(frozen=True)
class Spot:
    """A place in the camera's terms: metres to the right and away, and a turn from facing the camera (+ = to its right)."""

    right: float
    away: float
    turn: float
    look: float = 0.0


def over_whom(shot: Shot) -> tuple[int, int]:
    """For an over-the-shoulder shot: whose shoulder, and whose face. The first of the cast is seen, unless the text
    says "over the shoulder of" them."""
    return (0, 1) if "shoulder of" in shot.description.lower() else (1, 0)


def in_order(shot: Shot, spots: list[Spot]) -> list[Spot]:
    """Spots that run from left to right, given to the cast so that everybody keeps their side from shot to shot."""
    if len(spots) != len(shot.cast):
        return spots
    dealt = dict(zip(from_left_to_right(shot.cast), spots, strict=True))
    return [dealt[k] for k in range(len(spots))]


def apart(shot: Shot, cast: tuple[CastMember, ...], seated: list[bool], table: bool, spread: float) -> list[Spot]:
    """Where the cast of a shot stand or sit when they have no seat in common."""
    count = len(cast)
    if count == 0:
        return []
    side = 1.0 if stands_left(shot.cast, 0) else -1.0
    moving = [c.pose in MOVING for c in cast]
    if shot.size == "OTS" and count >= 2:
        near, far = over_whom(shot)
        out = -1.0 if stands_left(shot.cast, near) else 1.0
        pair = {near: Spot(0.16 * out, -0.75, 180.0), far: Spot(-0.16 * out, 0.65, -8.0 * out)}
        rest = [Spot(-out * (0.9 + 0.5 * k), 1.2, 20.0 * out) for k in range(count)]
        return [pair.get(k, rest[k]) for k in range(count)]
    if count == 1:
        turn = side * (16 if shot.size in ("ECU", "CU") else 26)
        if moving[0]:
            turn = side * 32
        if seated[0] and table:
            turn = side * 22
        spots = [Spot(0.0, 0.0, turn, -0.35 * turn)]
    elif all(moving):
        way = 24.0 if place_number(shot) % 2 else -24.0
        spots = [Spot(0.95 * (k - (count - 1) / 2), 0.35 * ((k * 2) % 3), way, 0.0) for k in range(count)]
    elif count == 2 and shot.relation in ("face", "close", None) and not any(moving):
        if shot.relation == "close":
            gap, cheat = 0.38, 16.0
        elif all(seated):
            gap, cheat = (1.72 if table else 1.3), 14.0
        else:
            gap, cheat = (
                (
                    0.95
                    if cast[0].pose in ("fight", "punch", "handshake")
                    else 1.15
                    if shot.size in ("MCU", "MS")
                    else 1.4
                )
                * spread,
                30.0,
            )
        spots = [Spot(-gap / 2, 0.0, 90 - cheat, 0.7 * cheat), Spot(gap / 2, 0.06, -90 + cheat, -0.7 * cheat)]
    elif count == 2:
        gap = 0.95 if not all(seated) else 0.8
        rightmost = from_left_to_right(cast)[1]
        spots = [Spot(-gap / 2, -0.05, 20, 6), Spot(gap / 2, 0.16, 20 if moving[rightmost] else -14, -6)]
    else:
        spots = []
        width = (0.92 if shot.relation != "beside" else 0.72) * (count - 1) * min(1.0, spread)
        for k in range(count):
            t = k / (count - 1) - 0.5
            away = (0.55 * (1 - (2 * t) ** 2) if all(seated) or count == 3 else 0.30 * (k % 2)) + 0.05 * k
            spots.append(Spot(width * t, away, -100 * t if abs(t) > 0.1 else side * 14, -20 * t))
    return [_placed(spot, member) for spot, member in zip(in_order(shot, spots), cast, strict=True)]


def in_a_row(shot: Shot, cast: tuple[CastMember, ...]) -> list[Spot]:
    """Side by side on one bench; two who talk turn a little towards each other."""
    count = len(cast)
    gap = 0.58 if shot.relation != "close" else 0.46
    spots = []
    for k in range(count):
        t = k - (count - 1) / 2
        spots.append(Spot(gap * t, 0.0, -34.0 * t, -26.0 * t))
    return spots


def around(table: str, count: int) -> list[Spot]:
    """Three or more at a table: one at each end, the others behind it; nobody has their back to the camera."""
    prop = PROPS[table]
    end, behind = prop.width / 2 + 0.32, prop.depth / 2 + 0.30
    spots = [Spot(-end, 0.0, 78.0, 8.0)]
    middle = count - 2
    for k in range(middle):
        t = (k - (middle - 1) / 2) * max(0.52, prop.width / max(2, middle))
        spots.append(Spot(t, behind, -14.0 * t, -10.0 * t))
    spots.append(Spot(end, 0.0, -78.0, -8.0))
    return spots


def _placed(spot: Spot, member: CastMember) -> Spot:
    """Move a spot to where the shot asks somebody to be."""
    if member.place == "left":
        return replace(spot, right=-abs(spot.right) - (0.55 if abs(spot.right) < 0.3 else 0.0), turn=abs(spot.turn))
    if member.place == "right":
        return replace(spot, right=abs(spot.right) + (0.55 if abs(spot.right) < 0.3 else 0.0), turn=-abs(spot.turn))
    if member.place == "centre":
        return replace(spot, right=0.0)
    if member.place == "foreground":
        return replace(spot, right=spot.right - 0.25, away=spot.away - 0.7)
    if member.place == "background":
        return replace(
            spot, right=(0.9 if spot.right >= 0 else -0.9), away=1.9, turn=-30.0 if spot.right >= 0 else 30.0
        )
    return spot


def to_world(right: float, away: float, azimuth: float) -> tuple[float, float]:
    a = math.radians(azimuth)
    return right * math.cos(a) - away * math.sin(a), right * math.sin(a) + away * math.cos(a)


def facing_of(member: CastMember, turn: float, azimuth: float) -> float:
    if isinstance(member.facing, int | float):
        return float(member.facing)
    turns = {"camera": 8.0, "away": 172.0, "left": -80.0, "right": 80.0}
    return azimuth + turns.get(member.facing or "", turn)
