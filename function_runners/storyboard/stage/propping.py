"""Putting on the stage what the people use and what the shot names."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from function_runners.storyboard.light import Lamp
from function_runners.storyboard.shot import Shot
from function_runners.storyboard.stage.blocking import TABLES, Blocking
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.contact import Furniture
from function_runners.storyboard.stage.held import HELD
from function_runners.storyboard.stage.mesh import Frame, Piece
from function_runners.storyboard.stage.props import PROPS, put
from function_runners.storyboard.stage.sets import Dressing

GLOWING: dict[str, tuple[float, float, float, float]] = {
    "campfire": (1.9, 0.95, 0.38, 2.4), "fireplace": (1.4, 0.75, 0.32, 2.4), "candle": (0.8, 0.5, 0.24, 1.2),
    "lamp": (1.1, 0.8, 0.5, 2.0), "table_lamp": (0.9, 0.65, 0.4, 1.6), "streetlight": (1.4, 1.0, 0.55, 3.0),
    "television": (0.35, 0.5, 0.7, 2.0),
}  # fmt: skip
"""Props that give light: red, green, blue, reach in metres; twice as much counts after dark."""

BEDS = frozenset({"bed", "hospital_bed"})

FREE_SPOTS = ((-1.7, 1.3), (1.75, 1.15), (-2.5, 0.5), (2.6, 0.6), (0.9, 2.1), (-0.9, 2.3), (3.3, 1.8), (-3.3, 1.9))


def put_furniture(b: Builder, rng: np.random.Generator, furniture: Sequence[Furniture]) -> set[int]:
    return {put(b, rng, f.name, Frame(f.x, f.y, 0.0, f.turn), "used").number for f in furniture}


def clear_the_floor(b: Builder, blocking: Blocking) -> None:
    """Mark for removal the props that stand where somebody stands or a used piece of furniture is."""
    taken = [(p.x, p.y, 0.38) for p in blocking.parts]
    taken += [(f.x, f.y, 0.5 * max(PROPS[f.name].width, PROPS[f.name].depth) * 0.9) for f in blocking.furniture]
    in_bed = any(f.name in BEDS for f in blocking.furniture)
    for piece in b.pieces:
        if in_bed and piece.kind == "prop" and piece.name in BEDS:
            piece.kind = "struck"
        if piece.kind != "prop" or piece.low[2] > 1.9 or piece.high[2] < 0.05:
            continue
        for x, y, radius in taken:
            nearest = np.clip((x, y), piece.low[:2], piece.high[:2])
            if math.hypot(nearest[0] - x, nearest[1] - y) < radius:
                piece.kind = "struck"


def put_props(
    b: Builder, rng: np.random.Generator, shot: Shot, dressing: Dressing, blocking: Blocking, azimuth: float
) -> list[Piece]:
    """Put what the shot names on the stage; returns the pieces, the small ones first."""
    there = {p.name for p in b.pieces if p.kind != "struck"}
    small = [n for n in shot.props if PROPS[n].rest == "surface"]
    held = {name for part in blocking.parts if (name := HELD.get(part.pose))}
    large = [
        n for n in shot.props if n not in held and PROPS[n].rest != "surface" and n not in there and n != shot.place
    ]
    if any(f.name in ("table", "desk", "diner_table", "round_table", "school_desk") for f in blocking.furniture):
        large = [n for n in large if n not in ("table", "desk")]
    large = [n for n in large if n not in BEDS or not any(f.name in BEDS for f in blocking.furniture)]
    small = [n for n in small if n not in held]
    pieces: list[Piece] = []
    spots = list(FREE_SPOTS)
    top = None
    if small and blocking.table is not None:
        top = blocking.table
    elif small and (shot.size == "INSERT" or not blocking.parts):
        asked = next((n for n in shot.props if n in TABLES), "")
        top = Furniture(asked or dressing.table or "table", 0.0, 0.0, azimuth)
        pieces.append(put(b, rng, top.name, Frame(top.x, top.y, 0.0, top.turn), "used"))
    elif small:
        x, y = (0.0, 0.95) if len(blocking.parts) != 1 else (0.85, 0.55)
        name = dressing.table if dressing.table and PROPS[dressing.table].top else "crate"
        top = Furniture(name, x, y, azimuth)
        pieces.append(put(b, rng, top.name, Frame(top.x, top.y, 0.0, top.turn), "used"))
    found: list[Piece] = []
    for k, name in enumerate(small):
        assert top is not None
        wide = PROPS[top.name].width * 0.5
        u = 0.0 if len(small) == 1 else (k / (len(small) - 1) - 0.5) * min(wide, 0.20 * len(small))
        frame = Frame(top.x, top.y, PROPS[top.name].top, top.turn).at(u, -0.06 + 0.10 * (k % 2), 0.0)
        turn = azimuth + float(rng.uniform(-22, 22))
        found.append(put(b, rng, name, Frame(frame.x, frame.y, frame.z, turn), "used"))
    for name in large:
        prop = PROPS[name]
        if prop.rest == "wall":
            if shot.interior:
                pieces.append(
                    put(b, rng, name, Frame(float(rng.uniform(-0.4, 0.4)), dressing.back - 0.04, 0, 0), "used")
                )
            continue
        if not spots:
            break
        near = spots.pop(0) if prop.width < 2.2 else (2.6 * (1 if len(pieces) % 2 == 0 else -1), 2.6)
        if not blocking.parts and not pieces:
            near = (0.0, 0.4)
        if shot.interior:
            near = (near[0], min(near[1], dressing.back - prop.depth / 2 - 0.15))
        a = math.radians(azimuth)
        x, y = near[0] * math.cos(a) - near[1] * math.sin(a), near[0] * math.sin(a) + near[1] * math.cos(a)
        turn = azimuth + float(rng.uniform(-20, 20)) + (65 if prop.depth > 2.0 else 0)
        pieces.append(put(b, rng, name, Frame(x, y, 0.0, turn), "used"))
    return found + pieces


def glow_of(piece: Piece, shot: Shot) -> Lamp:
    red, green, blue, reach = GLOWING[piece.name]
    k = 1.0 if shot.time in ("night", "dusk") or shot.interior else 0.5
    x, y = (piece.low[:2] + piece.high[:2]) / 2
    return Lamp((float(x), float(y), float(max(0.6, piece.high[2]))), (red * k, green * k, blue * k), reach)
