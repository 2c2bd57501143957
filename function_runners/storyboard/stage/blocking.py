"""Blocking: where people stand or sit, whom they face, and what is put between them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from function_runners.storyboard.shot import CastMember, Shot
from function_runners.storyboard.stage.people import Part, Vector, known_pose, rests_on
from function_runners.storyboard.stage.props import PROPS
from function_runners.storyboard.stage.sets import Dressing

MOVING = frozenset({"walk", "run", "sneak", "march"})
AT_TABLE = frozenset({"type", "write", "read", "sit_lean", "sit_reach", "sit_drink"})
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
    if shot.place == "car" and shot.interior:
        return Blocking(tuple(_in_the_car(cast)), (), None, _framed(shot, cast), left_out)
    poses = [known_pose(c.pose or _default_pose(shot, k, len(cast), rng)) for k, c in enumerate(cast)]
    seated = [rests_on(pose) == "seat" and pose != "sit_floor" for pose in poses]
    table_name = _table_name(shot, dressing, cast, seated)
    seat_name = _seat_name(shot, dressing, table_name)
    shared = len(cast) > 1 and all(seated) and not table_name and PROPS[seat_name].width >= 1.6
    spots = _in_a_row(shot, cast) if shared else _spots(shot, cast, seated, bool(table_name), dressing.spread, rng)
    furniture: list[Furniture] = []
    if shared:
        furniture.append(Furniture(seat_name, 0.0, 0.0, azimuth))
    parts: list[Part] = []
    for index, (member, spot, pose) in enumerate(zip(cast, spots, poses, strict=True)):
        x, y = _world(spot.right, spot.away, azimuth)
        facing = _facing(member, spot.turn, azimuth)
        seat = None
        if seated[index]:
            seat = PROPS[seat_name].seat or PROPS[seat_name].top
            if shared:
                facing = azimuth + 0.45 * (facing - azimuth)
            else:
                furniture.append(_behind(seat_name, x, y, facing))
        elif pose == "lie" and dressing.bed:
            facing = azimuth + 62
            furniture.append(Furniture(dressing.bed, x, y, facing))
            seat = PROPS[dressing.bed].top
        look = member.look if member.look is not None else (spot.look, -4.0 if seated[index] else 0.0)
        parts.append(_part(member, pose, (x, y), facing, look, seat, bool(index % 2)))
    table = _table(table_name, parts, seated, azimuth)
    if table is not None:
        furniture.append(table)
        parts = [_at_the_table(p, table) if s else p for p, s in zip(parts, seated, strict=True)]
    return Blocking(tuple(parts), tuple(furniture), table, _framed(shot, cast), left_out)


def _part(
    member: CastMember,
    pose: str,
    place: tuple[float, float],
    facing: float,
    look: tuple[float, float],
    seat: float | None,
    mirrored: bool,
) -> Part:
    return Part(
        name=member.name, body=member.body, pose=pose, x=place[0], y=place[1], z=0.0, facing=facing, look=look, seat=seat,
        hair=member.hair, expression=member.expression, colours=dict(member.colours), mirrored=mirrored,
        outfit=member.outfit, beard=member.beard,
    )  # fmt: skip


def _in_the_car(cast: tuple[CastMember, ...]) -> list[Part]:
    parts = []
    for index, member in enumerate(cast[: len(CAR_SEATS)]):
        pose = "drive" if index == 0 else "sit"
        look = member.look or ((-8.0, -2.0), (14.0, -2.0), (6.0, 0.0), (-6.0, 0.0))[index]
        parts.append(_part(member, pose, CAR_SEATS[index], 0.0, look, CAR_SEAT_HEIGHT, False))
    return parts


def _seat_name(shot: Shot, dressing: Dressing, table: str) -> str:
    asked = next((p for p in shot.props if PROPS[p].seat), "")
    name = asked or dressing.seat or "crate"
    at_desk = table in ("desk", "table", "school_desk", "round_table")
    return "chair" if at_desk and name not in ("chair", "office_chair", "stool", "wheelchair") else name


def _behind(name: str, x: float, y: float, facing: float) -> Furniture:
    """A seat placed so that somebody at (x, y) sits where one sits on it."""
    back = PROPS[name].seat_v
    a = math.radians(facing)
    return Furniture(name, x + back * math.sin(a), y - back * math.cos(a), facing)


def _at_the_table(part: Part, table: Furniture) -> Part:
    """Somebody who just sits lays their hands on the table in front of them."""
    if part.pose not in ("sit", "sit_lean"):
        return part
    top = PROPS[table.name].top + 0.035
    a = math.radians(part.facing)
    ahead, side = np.array([math.sin(a), -math.cos(a)]), np.array([math.cos(a), math.sin(a)])
    here = np.array([part.x, part.y])
    edge = _edge(table, here, ahead)
    if edge > 0.75:
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
