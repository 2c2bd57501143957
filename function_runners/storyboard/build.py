"""From a shot to a scene: dress the set, pose the people, find the camera, set the light, clear what is in the way."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard import camera as cameras
from function_runners.storyboard.camera import Camera
from function_runners.storyboard.light import Lamp, lighting
from function_runners.storyboard.scene import Scene
from function_runners.storyboard.shot import Shot
from function_runners.storyboard.stage.blocking import Blocking, Furniture, block, over_whom
from function_runners.storyboard.stage.mesh import Builder, Frame, Mesh, Piece
from function_runners.storyboard.stage.people import Body, Part, add_person
from function_runners.storyboard.stage.props import PROPS, put
from function_runners.storyboard.stage.props.handheld import pistol
from function_runners.storyboard.stage.sets import Dressing, dress

Step = Callable[[str], None]
ROOM_DEPTH = 6.0
"""How far back a camera indoors may go before it takes a shorter lens instead, in metres."""

HELD = {"aim": "gun", "phone": "phone"}
"""What a pose has in its hand."""

GLOWING: dict[str, tuple[float, float, float, float]] = {
    "campfire": (1.9, 0.95, 0.38, 2.4), "fireplace": (1.4, 0.75, 0.32, 2.4), "candle": (0.8, 0.5, 0.24, 1.2),
    "lamp": (1.1, 0.8, 0.5, 2.0), "table_lamp": (0.9, 0.65, 0.4, 1.6), "streetlight": (1.4, 1.0, 0.55, 3.0),
    "television": (0.35, 0.5, 0.7, 2.0),
}  # fmt: skip
"""Props that give light: red, green, blue, reach in metres; twice as much counts after dark."""

FREE_SPOTS = ((-1.7, 1.3), (1.75, 1.15), (-2.5, 0.5), (2.6, 0.6), (0.9, 2.1), (-0.9, 2.3), (3.3, 1.8), (-3.3, 1.9))


def build(shot: Shot, step: Step = lambda _: None) -> Scene:
    """Everything the painter needs, from a shot. The same shot gives the same scene."""
    rng = np.random.default_rng(shot.seed)
    builder = Builder()
    step("Dressing the set")
    dressing = dress(builder, shot.place, shot.time, shot.weather, rng)
    azimuth = _azimuth(shot, rng)
    blocking = block(shot, dressing, azimuth, rng)
    used = _furniture(builder, rng, blocking.furniture)
    _clear_the_floor(builder, blocking)
    small = _props(builder, rng, shot, dressing, blocking, azimuth)

    step("Posing figures")
    bodies: list[Body] = []
    wardrobe = int(rng.integers(1 << 16))
    for index, part in enumerate(blocking.parts):
        body, _ = add_person(builder, part, index, wardrobe)
        bodies.append(body)
        _put_in_hand(builder, rng, part, body)
    dressing.lamps += [_glow(p, shot) for p in small if p.name in GLOWING]
    camera = _camera(shot, blocking, bodies, small, azimuth, rng)
    lamps = _nearest(dressing.lamps, camera)
    light = lighting(
        shot.time, shot.mood, shot.interior and shot.place != "car", camera.azimuth, shot.weather, lamps, dressing.gobo
    )
    mesh = _cleared(builder.mesh(), builder.pieces, camera, bodies, used | {p.number for p in small}, shot.aspect)
    return Scene(
        mesh,
        tuple(builder.pieces),
        camera,
        light,
        shot.interior,
        shot.weather,
        shot.seed,
        blocking.parts,
        blocking.left_out,
    )


def _azimuth(shot: Shot, rng: np.random.Generator) -> float:
    """A little off the axis of the set, so that walls run in perspective; the car and corridor are seen straight."""
    swing = float(rng.uniform(6, 16)) * (1 if rng.random() < 0.5 else -1)
    if shot.place == "car":
        return 4.0 if swing > 0 else -4.0
    if shot.place in ("corridor", "alley", "church"):
        return swing * 0.35
    return swing * (1.5 if not shot.interior and shot.size in ("WS", "EWS", "FS") else 1.0)


def _furniture(b: Builder, rng: np.random.Generator, furniture: Sequence[Furniture]) -> set[int]:
    return {put(b, rng, f.name, Frame(f.x, f.y, 0.0, f.turn), "used").number for f in furniture}


def _clear_the_floor(b: Builder, blocking: Blocking) -> None:
    """Mark for removal the props that stand where somebody stands or a used piece of furniture is."""
    taken = [(p.x, p.y, 0.38) for p in blocking.parts]
    taken += [(f.x, f.y, 0.5 * max(PROPS[f.name].width, PROPS[f.name].depth) * 0.9) for f in blocking.furniture]
    for piece in b.pieces:
        if piece.kind != "prop" or piece.low[2] > 1.9 or piece.high[2] < 0.05:
            continue
        for x, y, radius in taken:
            nearest = np.clip((x, y), piece.low[:2], piece.high[:2])
            if math.hypot(nearest[0] - x, nearest[1] - y) < radius:
                piece.kind = "struck"


def _props(
    b: Builder, rng: np.random.Generator, shot: Shot, dressing: Dressing, blocking: Blocking, azimuth: float
) -> list[Piece]:
    """Put what the shot names on the stage; returns the pieces, the small ones first."""
    there = {p.name for p in b.pieces if p.kind != "struck"}
    small = [n for n in shot.props if PROPS[n].rest == "surface"]
    large = [n for n in shot.props if PROPS[n].rest != "surface" and n not in there and n != shot.place]
    if any(f.name in ("table", "desk", "diner_table", "round_table", "school_desk") for f in blocking.furniture):
        large = [n for n in large if n not in ("table", "desk")]
    held = {name for part in blocking.parts if (name := HELD.get(part.pose))}
    small = [n for n in small if n not in held]
    pieces: list[Piece] = []
    spots = list(FREE_SPOTS)
    top = None
    if small and blocking.table is not None:
        top = blocking.table
    elif small and (shot.size == "INSERT" or not blocking.parts):
        top = Furniture(dressing.table or "table", 0.0, 0.0, azimuth)
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
        u = 0.0 if len(small) == 1 else (k / (len(small) - 1) - 0.5) * min(wide, 0.26 * len(small))
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


def _put_in_hand(b: Builder, rng: np.random.Generator, part: Part, body: Body) -> None:
    name = HELD.get(part.pose)
    if name is None:
        return
    x, y, z = (float(v) for v in body.grip)
    if name == "gun":
        b.begin(name, "held", Frame(x, y, z - 0.02, part.facing - 90))
        pistol(b)
    else:
        b.begin(name, "held", Frame(x, y, z - 0.06, part.facing))
        b.box((0, 0, 0.06), (0.012, 0.074, 0.15), b.paint("#1c1d20"))


def _glow(piece: Piece, shot: Shot) -> Lamp:
    red, green, blue, reach = GLOWING[piece.name]
    k = 1.0 if shot.time in ("night", "dusk") or shot.interior else 0.5
    x, y = (piece.low[:2] + piece.high[:2]) / 2
    return Lamp((float(x), float(y), float(max(0.6, piece.high[2]))), (red * k, green * k, blue * k), reach)


def _camera(
    shot: Shot, blocking: Blocking, bodies: list[Body], small: list[Piece], azimuth: float, rng: np.random.Generator
) -> Camera:
    if shot.size == "INSERT" or not bodies:
        return _of_things(shot, small, azimuth)
    framed = [bodies[i] for i in blocking.framed]
    if shot.size == "OTS" and len(bodies) > 1:
        near, far = over_whom(shot)
        side = 1 if rng.random() < 0.5 else -1
        return cameras.over_the_shoulder(bodies[near], bodies[far], shot.lens, shot.aspect, side)
    size = "MCU" if shot.size == "OTS" else shot.size
    thirds = 0.0
    if len(framed) == 1 and shot.aspect > 1.2 and size not in ("ECU",):
        turn = (blocking.parts[blocking.framed[0]].facing - azimuth + 180) % 360 - 180
        thirds = 0.10 * (-1 if turn > 4 else (1 if turn < -4 else 0))
        if size in ("WS", "EWS"):
            thirds *= 1.5
    aperture = 2.0 if size in ("ECU", "CU", "MCU") else 3.2
    camera = cameras.solve(framed, size, shot.angle, shot.lens, shot.aspect, azimuth, thirds, aperture)
    if shot.interior and shot.lens is None and camera.focus > ROOM_DEPTH:
        shorter = max(16.0, camera.lens * ROOM_DEPTH / camera.focus)
        camera = cameras.solve(framed, size, shot.angle, shorter, shot.aspect, azimuth, thirds, aperture)
    return camera


def _of_things(shot: Shot, pieces: list[Piece], azimuth: float) -> Camera:
    if pieces:
        main = (
            [pieces[0]]
            if PROPS[pieces[0].name].rest != "surface"
            else [p for p in pieces if PROPS[p.name].rest == "surface"]
        )
        low = np.min([p.low for p in main], axis=0)
        high = np.max([p.high for p in main], axis=0)
        wide = float(np.linalg.norm(high - low))
        angle = "high" if shot.angle == "eye" else shot.angle
        factor = {"INSERT": 1.7, "ECU": 1.2, "CU": 1.6, "MS": 2.4, "WS": 4.0, "EWS": 7.0}.get(shot.size, 2.4)
        return cameras.toward(
            [(low + high) / 2],
            shot.lens or (60.0 if wide < 1 else 35.0),
            shot.aspect,
            angle,
            azimuth,
            max(0.16, wide * factor),
        )
    width = {"EWS": 34.0, "WS": 15.0}.get(shot.size, 9.0)
    if shot.interior:
        width = min(width, 7.5)
        return cameras.toward([np.array([0.0, 1.2, 1.25])], shot.lens or 22.0, shot.aspect, shot.angle, azimuth, width)
    target = np.array([0.0, 4.0, 2.2 if shot.angle != "overhead" else 0.0])
    camera = cameras.toward([target], shot.lens or 26.0, shot.aspect, shot.angle, azimuth, width)
    return camera


def _nearest(lamps: list[Lamp], camera: Camera) -> tuple[Lamp, ...]:
    """The practicals that matter: at most eight around what the camera looks at."""
    centre = camera.position + camera.basis[2] * camera.focus
    return tuple(sorted(lamps, key=lambda lamp: float(np.linalg.norm(np.asarray(lamp.place) - centre)))[:8])


def _cleared(
    mesh: Mesh, pieces: list[Piece], camera: Camera, bodies: list[Body], kept: set[int], aspect: float
) -> Mesh:
    """Strike what stands where the camera is, or between the camera and the people."""
    gone = {p.number for p in pieces if p.kind == "struck"}
    boxes = [_portrait(camera, body, aspect) for body in bodies]
    for piece in pieces:
        if piece.kind in ("person", "held", "ground", "fixed", "litter") or piece.number in gone:
            continue
        margin = 0.25
        inside = bool(np.all(camera.position > piece.low - margin) and np.all(camera.position < piece.high + margin))
        thin = float(np.min(piece.high - piece.low)) < 1e-6
        if (inside and not thin) or (
            piece.number not in kept and not thin and any(_hides(camera, piece, box, aspect) for box in boxes)
        ):
            gone.add(piece.number)
    return mesh.only(~np.isin(mesh.piece, list(gone))) if gone else mesh


def _portrait(camera: Camera, body: Body, aspect: float) -> tuple[NDArray[np.float64], float]:
    """The rectangle of head and trunk in the picture, and how far away it is."""
    points = np.array([body.crown, body.chin, body.hips, *body.shoulders])
    seen = camera.project(points, aspect)
    pad = 0.02
    return np.array([*(seen[:, :2].min(0) - pad), *(seen[:, :2].max(0) + pad)]), float(seen[:, 2].min())


def _hides(camera: Camera, piece: Piece, portrait: tuple[NDArray[np.float64], float], aspect: float) -> bool:
    box, depth = portrait
    corners = np.array([(x, y, z) for x in (piece.low[0], piece.high[0]) for y in (piece.low[1], piece.high[1])
                        for z in (piece.low[2], piece.high[2])])  # fmt: skip
    seen = camera.project(corners, aspect)
    front = seen[seen[:, 2] > 0.1]
    if len(front) == 0 or float(np.mean(front[:, 2])) > depth - 0.05:
        return False
    low, high = front[:, :2].min(0), front[:, :2].max(0)
    across = min(high[0], box[2]) - max(low[0], box[0])
    down = min(high[1], box[3]) - max(low[1], box[1])
    if across <= 0 or down <= 0:
        return False
    return bool(across * down > 0.10 * (box[2] - box[0]) * (box[3] - box[1]))
