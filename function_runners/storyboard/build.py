"""From a shot to a scene: dress the set, pose the people, find the camera, set the light, clear what is in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from function_runners.storyboard import camera as cameras
from function_runners.storyboard.camera import Camera
from function_runners.storyboard.clearing import cleared
from function_runners.storyboard.light import Lamp, lighting
from function_runners.storyboard.scene import Scene
from function_runners.storyboard.shot import Shot
from function_runners.storyboard.stage.blocking import Blocking, block
from function_runners.storyboard.stage.held import put_in_hand
from function_runners.storyboard.stage.identity import place_number, stands_left
from function_runners.storyboard.stage.mesh import Piece
from function_runners.storyboard.stage.people import Body, add_person
from function_runners.storyboard.stage.propping import (
    GLOWING,
    clear_the_floor,
    glow_of,
    put_furniture,
    put_props,
)
from function_runners.storyboard.stage.props import PROPS
from function_runners.storyboard.stage.sets import dressed_set
from function_runners.storyboard.stage.spots import over_whom

Step = Callable[[str], None]
CLEAREST = 0.45
"""The most mist there may be between camera and subject, as an optical depth."""

SWAY = 4.0
"""How far, in degrees, the camera of one shot may stand from where the place is usually seen from."""

ROOM_DEPTH = 6.0
"""How far back a camera indoors may go before it takes a shorter lens instead, in metres."""


def build(shot: Shot, step: Step = lambda _: None) -> Scene:
    """Everything the painter needs, from a shot. The same shot gives the same scene."""
    rng = np.random.default_rng(shot.seed)
    step("Dressing the set")
    number = place_number(shot)
    builder, dressing = dressed_set(shot.place, shot.time, shot.weather, number)
    azimuth = _azimuth(shot, np.random.default_rng(number)) + float(rng.uniform(-SWAY, SWAY))
    blocking = block(shot, dressing, azimuth, rng)
    things = np.random.default_rng((number, 1))
    used = put_furniture(builder, things, blocking.furniture)
    clear_the_floor(builder, blocking)
    small = put_props(builder, things, shot, dressing, blocking, azimuth)

    step("Posing figures")
    bodies: list[Body] = []
    for part in blocking.parts:
        body, _ = add_person(builder, part)
        bodies.append(body)
        put_in_hand(builder, part, body)
    dressing.lamps += [glow_of(p, shot) for p in small if p.name in GLOWING]
    camera = _camera(shot, blocking, bodies, small, azimuth)
    if bodies and shot.time in ("night", "dusk"):
        dressing.lamps.append(_eye_light(bodies[blocking.framed[0]], camera))
    lamps = _nearest(dressing.lamps, camera)
    light = lighting(
        shot.time, shot.mood, shot.interior and shot.place != "car", camera.azimuth, shot.weather, lamps, dressing.gobo
    )
    light = replace(light, fog_density=min(light.fog_density, CLEAREST / camera.focus))
    mesh = cleared(builder.mesh(), builder.pieces, camera, bodies, used | {p.number for p in small}, shot.aspect)
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


def _camera(shot: Shot, blocking: Blocking, bodies: list[Body], small: list[Piece], azimuth: float) -> Camera:
    if shot.size == "INSERT" or not bodies:
        return _of_things(shot, small, azimuth)
    framed = [bodies[i] for i in blocking.framed]
    if shot.size == "OTS" and len(bodies) > 1:
        near, far = over_whom(shot)
        side = -1 if stands_left(shot.cast, near) else 1
        return cameras.over_the_shoulder(bodies[near], bodies[far], shot.lens, shot.angle, side)
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
        wide = float(np.linalg.norm((high - low)[:2]))
        angle = "high" if shot.angle == "eye" else shot.angle
        factor = {"INSERT": 1.7, "ECU": 1.2, "CU": 1.6, "MS": 2.4, "WS": 4.0, "EWS": 7.0}.get(shot.size, 2.4)
        return cameras.toward(
            [(low + high) / 2],
            shot.lens or (60.0 if wide < 1 else 35.0),
            shot.aspect,
            angle,
            azimuth,
            max(0.20, wide * factor),
        )
    width = {"EWS": 34.0, "WS": 15.0}.get(shot.size, 9.0)
    if shot.interior:
        width = min(width, 7.5)
        return cameras.toward([np.array([0.0, 1.2, 1.25])], shot.lens or 22.0, shot.aspect, shot.angle, azimuth, width)
    target = np.array([0.0, 4.0, 2.2 if shot.angle != "overhead" else 0.0])
    camera = cameras.toward([target], shot.lens or 26.0, shot.aspect, shot.angle, azimuth, width)
    return camera


def _eye_light(body: Body, camera: Camera) -> Lamp:
    """What a gaffer holds beside the camera after dark, so that the face is read even where the key does not reach."""
    back = camera.position - body.head
    back /= max(float(np.linalg.norm(back)), 1e-6)
    x, y, z = body.head + 1.3 * back - 0.8 * camera.basis[0] + np.array([0.0, 0.0, 0.6])
    return Lamp((float(x), float(y), float(z)), (0.62, 0.60, 0.62), 1.5)


def _nearest(lamps: list[Lamp], camera: Camera) -> tuple[Lamp, ...]:
    """The practicals that matter: at most eight around what the camera looks at."""
    centre = camera.position + camera.basis[2] * camera.focus
    return tuple(sorted(lamps, key=lambda lamp: float(np.linalg.norm(np.asarray(lamp.place) - centre)))[:8])
