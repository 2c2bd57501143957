"""Blocking: where people stand or sit, whom they face, and what is put between them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from function_runners.storyboard.shot import CastMember, Shot
from function_runners.storyboard.stage.contact import Furniture, at_the_table, hand_in_hand
from function_runners.storyboard.stage.identity import identities, stands_left, wardrobe_of
from function_runners.storyboard.stage.people import Part, known_pose, rests_on
from function_runners.storyboard.stage.props import PROPS
from function_runners.storyboard.stage.sets import Dressing
from function_runners.storyboard.stage.spots import (
    MOVING,
    apart,
    around,
    facing_of,
    in_a_row,
    in_order,
    over_whom,
    to_world,
)  # fmt: skip

AT_TABLE = frozenset({"type", "write", "read", "sit_lean", "sit_reach", "sit_drink"})
TABLES = frozenset({"table", "desk", "diner_table", "round_table", "school_desk", "counter"})
REVERSE = 26.0
"""Degrees by which a shot over a shoulder turns from the set's axis: each of the two has their own part of the place behind."""

SHARED_SEAT = 1.6
"""From this width on, in metres, several people sit on one seat."""

CAR_SEATS = ((0.40, 0.02), (-0.40, 0.02), (0.40, 1.12), (-0.40, 1.12))
CAR_SEAT_HEIGHT = 0.47
WHEEL = {"L": (0.56, -0.40, 0.93), "R": (0.24, -0.40, 0.93)}
"""Where the driver's hands hold the wheel."""


@dataclass(frozen=True)
class Blocking:
    """The people, in the order of the cast, what they use, where the table top is, and who is to be framed."""

    parts: tuple[Part, ...]
    furniture: tuple[Furniture, ...]
    table: Furniture | None
    framed: tuple[int, ...]
    left_out: tuple[str, ...]


def block(shot: Shot, dressing: Dressing, azimuth: float, rng: np.random.Generator) -> Blocking:
    """Stage the cast of a shot for a camera that looks from `azimuth` degrees."""
    chosen, left_out = _in_picture(shot)
    cast = tuple(shot.cast[k] for k in chosen)
    names = identities(shot.cast)
    clothes = [wardrobe_of(shot, names[k]) for k in chosen]
    if shot.place == "car" and shot.interior:
        seats = [replace(p, wardrobe=w) for p, w in zip(_in_the_car(cast), clothes, strict=False)]
        return Blocking(tuple(seats), (), None, _framed(shot, cast)[: len(seats)] or (0,), left_out)
    if shot.size == "OTS" and len(cast) > 1:
        azimuth += REVERSE if stands_left(shot.cast, over_whom(shot)[1]) else -REVERSE
    poses = [_pose(shot, c, k, len(cast), rng) for k, c in enumerate(cast)]
    seated = [rests_on(pose) == "seat" and pose != "sit_floor" for pose in poses]
    table_name = _table_name(shot, dressing, cast, seated)
    seat_name = _seat_name(shot, dressing, table_name)
    shared = len(cast) > 1 and all(seated) and not table_name and PROPS[seat_name].width >= SHARED_SEAT
    if shared:
        spots = in_order(shot, in_a_row(shot, cast))
    elif table_name and all(seated) and len(cast) > 2:
        spots = in_order(shot, around(table_name, len(cast)))
    else:
        spots = apart(shot, cast, seated, bool(table_name), dressing.spread)
    furniture: list[Furniture] = []
    if shared:
        furniture.append(Furniture(seat_name, 0.0, 0.0, azimuth))
    parts: list[Part] = []
    for index, (member, spot, pose) in enumerate(zip(cast, spots, poses, strict=True)):
        x, y = to_world(spot.right, spot.away, azimuth)
        facing = facing_of(member, spot.turn, azimuth)
        seat = None
        if seated[index]:
            seat = PROPS[seat_name].seat or PROPS[seat_name].top
            if shared:
                facing = azimuth + 0.45 * (facing - azimuth)
            else:
                furniture.append(_behind(seat_name, x, y, facing))
        elif pose == "lie" and (bed := dressing.bed or ("bed" if "bed" in shot.props else "")):
            facing = azimuth + 62
            furniture.append(Furniture(bed, x, y, facing))
            seat = PROPS[bed].top
        look = member.look if member.look is not None else (spot.look, -4.0 if seated[index] else 0.0)
        # whoever faces right acts with the left hand: the arm away from the camera leaves the face free
        mirrored = bool(index % 2) if pose in MOVING else (facing - azimuth) % 360 < 180
        parts.append(replace(_part(member, pose, (x, y), facing, look, seat, mirrored), wardrobe=clothes[index]))
    table = _table(table_name, parts, seated, azimuth)
    if table is not None:
        furniture.append(table)
        parts = [at_the_table(p, table) if s else p for p, s in zip(parts, seated, strict=True)]
    parts = hand_in_hand(parts, [c.pose or "" for c in cast], azimuth)
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
        part = _part(member, pose, CAR_SEATS[index], 0.0, look, CAR_SEAT_HEIGHT, False)
        parts.append(replace(part, reach=WHEEL) if pose == "drive" else part)
    return parts


def _seat_name(shot: Shot, dressing: Dressing, table: str) -> str:
    asked = next((p for p in shot.props if PROPS[p].seat), "")
    name = asked or dressing.seat or "crate"
    at_desk = table in ("desk", "table", "school_desk", "round_table")
    return "chair" if at_desk and name not in ("chair", "office_chair", "wheelchair") else name


def _behind(name: str, x: float, y: float, facing: float) -> Furniture:
    """A seat placed so that somebody at (x, y) sits where one sits on it."""
    back = PROPS[name].seat_v
    a = math.radians(facing)
    return Furniture(name, x + back * math.sin(a), y - back * math.cos(a), facing)


def _in_picture(shot: Shot) -> tuple[list[int], tuple[str, ...]]:
    """(who of the cast is staged, who is left out). A close-up is of one person; the others are off screen unless asked
    to be behind or beside."""
    cast = shot.cast
    everyone = list(range(len(cast)))
    if shot.size in ("ECU", "CU", "INSERT") and len(cast) > 1 and shot.relation not in ("close", "beside"):
        stay = [k for k in everyone if k == 0 or cast[k].place in ("background", "foreground")]
        return stay, tuple(cast[k].name or cast[k].body for k in everyone if k not in stay)
    return everyone, ()


def _framed(shot: Shot, cast: tuple[CastMember, ...]) -> tuple[int, ...]:
    front = [i for i, c in enumerate(cast) if c.place != "background"] or list(range(len(cast)))
    if shot.size in ("ECU", "CU") and shot.relation != "close":
        return (front[0],)
    if shot.size == "MCU" and len(front) > 2:
        return tuple(front[:2])
    return tuple(front)


def _pose(shot: Shot, member: CastMember, index: int, count: int, rng: np.random.Generator) -> str:
    pose = known_pose(member.pose or _default_pose(shot, index, count, rng))
    hides_the_face = pose in ("cry", "head_in_hands") and shot.size in ("ECU", "CU", "MCU", "OTS")
    return "relaxed" if hides_the_face else pose


def _default_pose(shot: Shot, index: int, count: int, rng: np.random.Generator) -> str:
    if count > 1 and shot.relation == "face":
        return ("talk", "relaxed", "arms_crossed", "stand")[(index + int(rng.integers(2))) % 4]
    return ("relaxed", "stand", "arms_crossed", "relaxed")[(index + int(rng.integers(2))) % 4]


def _table_name(shot: Shot, dressing: Dressing, cast: tuple[CastMember, ...], seated: list[bool]) -> str:
    """The table people sit at, or nothing."""
    if not any(seated) or shot.place == "car" or not dressing.table:
        return ""
    asked = next((p for p in shot.props if p in TABLES), "")
    if asked and asked != "counter":
        return asked
    if any(PROPS[p].seat and PROPS[p].width >= SHARED_SEAT for p in shot.props):
        return ""
    small = any(PROPS[p].rest == "surface" for p in shot.props if p in PROPS)
    facing = sum(seated) >= 2 and shot.relation in ("face", None)
    working = any(c.pose in AT_TABLE for c in cast)
    place = shot.place in ("diner", "office", "classroom", "prison", "library")
    return dressing.table if small or facing or working or place else ""


def _table(name: str, parts: list[Part], seated: list[bool], azimuth: float) -> Furniture | None:
    if not name:
        return None
    sitting = [p for p, s in zip(parts, seated, strict=True) if s]
    if len(sitting) > 2:
        return Furniture(name, 0.0, 0.0, azimuth)
    if len(sitting) == 2:
        x = float(np.mean([p.x for p in sitting]))
        y = float(np.mean([p.y for p in sitting]))
        turn = azimuth
        if name in ("desk", "school_desk", "table", "round_table"):
            turn = azimuth + 90
        return Furniture(name, x, y, turn)
    one = sitting[0]
    a = math.radians(one.facing)
    reach = PROPS[name].depth / 2 + 0.30
    return Furniture(name, one.x + math.sin(a) * reach, one.y - math.cos(a) * reach, one.facing + 180)
