"""Blocking: where people stand or sit, whom they face, and what is put between them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from function_runners.storyboard.shot import CastMember, Shot
from function_runners.storyboard.stage.people import Part
from function_runners.storyboard.stage.props import PROPS
from function_runners.storyboard.stage.sets import Dressing

SEATED = frozenset({"sit", "sit_lean", "sit_reach", "drive", "type", "write", "read"})
MOVING = frozenset({"walk", "run", "sneak", "march"})
AT_TABLE = frozenset({"type", "write", "read", "sit_lean", "sit_reach"})
TABLES = frozenset({"table", "desk", "diner_table", "round_table", "school_desk", "counter"})
CAR_SEATS = ((0.40, 0.02), (-0.40, 0.02), (0.40, 1.12), (-0.40, 1.12))
CAR_SEAT_HEIGHT = 0.47


@dataclass(frozen=True)
class Furniture:
    """A seat or table the people use: a prop's name, a place on the floor and the way it is turned."""

    name: str
    x: float
    y: float
    turn: float


@dataclass(frozen=True)
class Blocking:
    """The people, in the order of the cast, what they use, where the table top is, and who is to be framed."""

    parts: tuple[Part, ...]
    furniture: tuple[Furniture, ...]
    table: Furniture | None
    framed: tuple[int, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Spot:
    """A place in the camera's terms: metres to the right and away, and a turn from facing the camera (+ = to its right)."""

    right: float
    away: float
    turn: float
    look: float = 0.0


def over_whom(shot: Shot) -> tuple[int, int]:
    """For an over-the-shoulder shot: whose shoulder, and whose face. The first of the cast is seen, unless the text
    says "over the shoulder of" them."""
    return (0, 1) if "shoulder of" in shot.description.lower() else (1, 0)


def block(shot: Shot, dressing: Dressing, azimuth: float, rng: np.random.Generator) -> Blocking:
    """Stage the cast of a shot for a camera that looks from `azimuth` degrees."""
    cast, left_out = _in_picture(shot)
    in_car = shot.place == "car" and shot.interior
    seated = [in_car or (c.pose in SEATED) for c in cast]
    table_name = _table_name(shot, dressing, cast, seated)
    seat_name = next((p for p in shot.props if PROPS[p].seat), dressing.seat) or "crate"
    shared = not table_name and sum(seated) > 1 and PROPS[seat_name].width >= 1.6 and all(seated)
    if shared and not in_car:
        spots = _in_a_row(shot, cast)
    else:
        spots = _spots(shot, cast, seated, bool(table_name), dressing.spread, rng)
    furniture: list[Furniture] = []
    parts: list[Part] = []
    for index, (member, spot) in enumerate(zip(cast, spots, strict=True)):
        x, y = _world(spot.right, spot.away, azimuth)
        turn = spot.turn if not in_car else 0.0
        facing = _facing(member, turn, azimuth)
        seat = None
        pose = member.pose or _default_pose(shot, index, len(cast), rng)
        if in_car:
            x, y = CAR_SEATS[index % 4]
            facing, seat = 0.0, CAR_SEAT_HEIGHT
            pose = "drive" if index == 0 and (pose in ("drive", "relaxed", "stand", "walk")) else "sit"
        elif seated[index]:
            name = dressing.seat or "crate"
            if table_name in ("desk", "table", "school_desk", "round_table") and name not in (
                "booth",
                "office_chair",
                "stool",
            ):
                name = "chair"
            if name == "crate":
                seat = 0.70
            else:
                seat = PROPS[name].seat
            if not any(f.name == name and math.hypot(f.x - x, f.y - y) < PROPS[name].width * 0.45 for f in furniture):
                furniture.append(Furniture(name, x, y, facing))
            if table_name and pose == "sit":
                pose = ("sit", "sit_lean", "sit_reach")[int(rng.integers(3))]
        elif pose == "lie" and dressing.bed:
            furniture.append(Furniture(dressing.bed, x, y, azimuth + 62))
            facing = azimuth + 62
        look = member.look if member.look is not None else (spot.look, -4.0 if seated[index] else 0.0)
        z = (
            PROPS[dressing.bed].top + 0.02
            if pose == "lie" and furniture and furniture[-1].name == dressing.bed
            else 0.0
        )
        parts.append(
            Part(
                member.name,
                member.body,
                pose,
                x,
                y,
                z,
                facing,
                look,
                seat,
                member.hair,
                member.expression,
                dict(member.colours),
                bool(index % 2),
            )  # fmt: skip
        )
    table = _table(table_name, parts, seated, azimuth)
    if table is not None:
        furniture.append(table)
    return Blocking(tuple(parts), tuple(furniture), table, _framed(shot, cast), left_out)


def _in_a_row(shot: Shot, cast: tuple[CastMember, ...]) -> list[_Spot]:
    """Side by side on one bench; two who talk turn a little towards each other."""
    count = len(cast)
    gap = 0.58 if shot.relation != "close" else 0.46
    spots = []
    for k in range(count):
        t = k - (count - 1) / 2
        spots.append(_Spot(gap * t, 0.0, -34.0 * t, -26.0 * t))
    return spots


def _in_picture(shot: Shot) -> tuple[tuple[CastMember, ...], tuple[str, ...]]:
    """Who is staged. A close-up is of one person; the others are off screen unless asked to be behind or beside."""
    cast = shot.cast
    if shot.size in ("ECU", "CU", "INSERT") and len(cast) > 1 and shot.relation not in ("close", "beside"):
        stay = [c for i, c in enumerate(cast) if i == 0 or c.place in ("background", "foreground")]
        gone = tuple(c.name or c.body for c in cast if c not in stay)
        return tuple(stay), gone
    return cast, ()


def _framed(shot: Shot, cast: tuple[CastMember, ...]) -> tuple[int, ...]:
    front = [i for i, c in enumerate(cast) if c.place != "background"] or list(range(len(cast)))
    if shot.size in ("ECU", "CU") and shot.relation != "close":
        return (front[0],)
    if shot.size == "MCU" and len(front) > 2:
        return tuple(front[:2])
    return tuple(front)


def _default_pose(shot: Shot, index: int, count: int, rng: np.random.Generator) -> str:
    if count > 1 and shot.relation == "face":
        return ("talk", "relaxed", "arms_crossed", "stand")[(index + int(rng.integers(2))) % 4]
    return ("relaxed", "stand", "arms_crossed", "relaxed")[(index + int(rng.integers(2))) % 4]


def _world(right: float, away: float, azimuth: float) -> tuple[float, float]:
    a = math.radians(azimuth)
    return right * math.cos(a) - away * math.sin(a), right * math.sin(a) + away * math.cos(a)


def _facing(member: CastMember, turn: float, azimuth: float) -> float:
    if isinstance(member.facing, int | float):
        return float(member.facing)
    turns = {"camera": 8.0, "away": 172.0, "left": -80.0, "right": 80.0}
    return azimuth + turns.get(member.facing or "", turn)


def _spots(
    shot: Shot, cast: tuple[CastMember, ...], seated: list[bool], table: bool, spread: float, rng: np.random.Generator
) -> list[_Spot]:
    count = len(cast)
    side = 1.0 if rng.random() < 0.5 else -1.0
    moving = [c.pose in MOVING for c in cast]
    if count == 0:
        return []
    if shot.size == "OTS" and count >= 2:
        near, far = over_whom(shot)
        lane = 0.16 * side
        pair = {near: _Spot(lane, -0.75, 180.0, 0.0), far: _Spot(-lane, 0.65, 6.0 * side, 0.0)}
        rest = [_Spot(side * (0.9 + 0.5 * k), 1.2, -20.0 * side, 0.0) for k in range(count)]
        return [pair.get(k, rest[k]) for k in range(count)]
    if count == 1:
        turn = side * (16 if shot.size in ("ECU", "CU") else 26)
        if moving[0]:
            turn = side * 32
        if seated[0] and table:
            turn = side * 22
        spots = [_Spot(0.0, 0.0, turn, -0.35 * turn)]
    elif all(moving):
        spots = [_Spot(0.95 * (k - (count - 1) / 2), 0.35 * ((k * 2) % 3), side * 24, 0.0) for k in range(count)]
    elif count == 2 and shot.relation in ("face", "close", None) and not any(moving):
        if shot.relation == "close":
            gap, cheat = 0.46, 16.0
        elif all(seated):
            gap, cheat = (1.72 if table else 1.3), 14.0
        else:
            gap, cheat = (1.15 if shot.size in ("MCU", "MS") else 1.4) * spread, 30.0
        spots = [_Spot(-gap / 2, 0.0, 90 - cheat, 0.7 * cheat), _Spot(gap / 2, 0.06, -90 + cheat, -0.7 * cheat)]
    elif count == 2:
        gap = 0.95 if not all(seated) else 0.8
        spots = [_Spot(-gap / 2, -0.05, 20, 6), _Spot(gap / 2, 0.16, -14 if not moving[1] else 20, -6)]
    else:
        spots = []
        width = (0.92 if shot.relation != "beside" else 0.72) * (count - 1) * min(1.0, spread)
        for k in range(count):
            t = k / (count - 1) - 0.5
            away = (0.55 * (1 - (2 * t) ** 2) if all(seated) or count == 3 else 0.30 * (k % 2)) + 0.05 * k
            spots.append(_Spot(width * t, away, -100 * t if abs(t) > 0.1 else side * 14, -20 * t))
    return [_placed(spot, member) for spot, member in zip(spots, cast, strict=True)]


def _placed(spot: _Spot, member: CastMember) -> _Spot:
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


def _table_name(shot: Shot, dressing: Dressing, cast: tuple[CastMember, ...], seated: list[bool]) -> str:
    """The table people sit at, or nothing."""
    if not any(seated) or shot.place == "car" or not dressing.table:
        return ""
    asked = next((p for p in shot.props if p in TABLES), "")
    if asked and asked != "counter":
        return asked
    small = any(PROPS[p].rest == "surface" for p in shot.props if p in PROPS)
    facing = sum(seated) >= 2 and shot.relation in ("face", None)
    working = any(c.pose in AT_TABLE for c in cast)
    place = shot.place in ("diner", "office", "classroom", "prison", "library")
    return dressing.table if small or facing or working or place else ""


def _table(name: str, parts: list[Part], seated: list[bool], azimuth: float) -> Furniture | None:
    if not name:
        return None
    sitting = [p for p, s in zip(parts, seated, strict=True) if s]
    if len(sitting) >= 2:
        x = float(np.mean([p.x for p in sitting]))
        y = float(np.mean([p.y for p in sitting]))
        turn = azimuth
        if name in ("desk", "school_desk", "table", "round_table") and len(sitting) == 2:
            turn = azimuth + 90
        return Furniture(name, x, y, turn)
    one = sitting[0]
    a = math.radians(one.facing)
    reach = PROPS[name].depth / 2 + 0.30
    return Furniture(name, one.x + math.sin(a) * reach, one.y - math.cos(a) * reach, one.facing + 180)
