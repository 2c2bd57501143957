"""Where the camera stands: framed by the bodies of the people in the shot, for a size, an angle and a lens."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard.stage.people import Body

Vector = NDArray[np.float64]
GATE = 36.0
"""Width of the film gate in millimetres: lenses are given as for full frame."""

PITCH = {
    "eye": 0.0,
    "low": 20.0,
    "high": -26.0,
    "overhead": -76.0,
    "worm": 34.0,
    "dutch": 4.0,
    "shoulder": 2.0,
    "hip": 8.0,
}
ROLL = {"dutch": 12.0}
WHOLE_BODY = ("FS", "WS", "EWS")
TIGHT = ("ECU", "CU")
ACROSS = {"ECU": 0.20, "CU": 0.40, "MCU": 0.56, "MS": 0.75, "MWS": 0.85, "FS": 0.95, "WS": 1.6, "EWS": 4.0}
"""The least that is seen from side to side, in metres: what an upright picture is framed by."""

STEEPEST_OVER_SHOULDER = 30.0

LENS = {
    "ECU": 100.0,
    "CU": 75.0,
    "MCU": 60.0,
    "MS": 45.0,
    "MWS": 35.0,
    "FS": 32.0,
    "WS": 27.0,
    "EWS": 24.0,
    "INSERT": 75.0,
}


@dataclass(frozen=True)
class Camera:
    """`basis` rows are right, up, forward. `focal` is the focal length as a share of the picture's width."""

    position: Vector
    basis: Vector
    focal: float
    focus: float
    lens: float
    aperture: float
    azimuth: float

    def project(self, points: NDArray[np.float64], aspect: float) -> NDArray[np.float64]:
        """World points to (x, y, depth): x and y run 0–1 from the top left corner, depth is metres forward."""
        local = (np.atleast_2d(points) - self.position) @ self.basis.T
        depth = local[:, 2]
        safe = np.where(np.abs(depth) < 1e-6, 1e-6, depth)
        x = 0.5 + self.focal * local[:, 0] / safe
        y = 0.5 - self.focal * aspect * local[:, 1] / safe
        return np.stack([x, y, depth], 1)

    def blur_per_diopter(self) -> float:
        """Diameter of the blur circle, as a share of the picture's width, per 1/metre away from the focus."""
        focal_metres = self.lens / 1000
        return focal_metres * focal_metres / self.aperture / (GATE / 1000)


def field_of_view(lens: float) -> float:
    """The horizontal angle in radians that a lens of so many millimetres sees."""
    return 2 * math.atan(GATE / 2 / lens)


def look_along(forward: Vector, roll: float, azimuth: float) -> Vector:
    """Rows right, up, forward. Straight down, the top of the picture points away from where the camera came."""
    f = forward / np.linalg.norm(forward)
    up = np.array([0.0, 0.0, 1.0])
    if abs(f[2]) > 0.985:
        a = math.radians(azimuth)
        up = np.array([-math.sin(a), math.cos(a), 0.0]) * (1.0 if f[2] < 0 else -1.0)
    right = np.cross(f, up)
    right /= np.linalg.norm(right)
    up = np.cross(right, f)
    r = math.radians(roll)
    return np.stack([right * math.cos(r) + up * math.sin(r), up * math.cos(r) - right * math.sin(r), f])


def frame_band(body: Body, size: str) -> tuple[float, float]:
    """Heights (top, bottom) that fill the picture from edge to edge for a size, in metres."""
    crown, chin = body.crown[2] + 0.02, body.chin[2]
    head = max(0.12, crown - chin) if body.upright else 0.24
    if size == "ECU":
        return body.eyes[2] + 0.36 * head, chin - 0.02 * head
    room = {"CU": 0.22, "MCU": 0.30, "MS": 0.34, "MWS": 0.36, "FS": 0.45, "WS": 1.2, "EWS": 16.0}[size] * head
    knee = min(body.knees[2], body.hips[2] - 0.08)
    bottom = {
        "CU": chin - 0.42 * head,
        "MCU": chin - 1.12 * head,
        "MS": body.hips[2] - 0.02,
        "MWS": max(body.ground, knee - 0.05),
        "FS": body.ground - 0.40 * head,
        "WS": body.ground - 1.0 * head,
        "EWS": body.ground - 6.0 * head,
    }[size]
    return crown + room, bottom


def _must_show(bodies: Sequence[Body], size: str) -> NDArray[np.float64]:
    """Points that may not leave the picture."""
    points: list[Vector] = []
    for body in bodies:
        points += [body.crown + np.array([0.0, 0.0, 0.05]), body.chin]
        if size not in TIGHT:
            points += [*body.shoulders]
        if size in ("MWS", *WHOLE_BODY):
            points += [*body.hands]
        if size in WHOLE_BODY:
            points += [*body.feet]
    return np.array(points)


def solve(
    bodies: Sequence[Body],
    size: str,
    angle: str,
    lens: float | None,
    aspect: float,
    azimuth: float,
    thirds: float = 0.0,
    aperture: float = 2.8,
) -> Camera:
    """Frame `bodies` (the first is in focus); back off until all of them are inside.

    `azimuth` is where the camera stands around them, degrees, 0 = towards −y. `thirds` shifts the subject by that
    share of the picture's width (positive to the right).
    """
    mm = lens or LENS[size]
    focal = mm / GATE
    top = max(frame_band(b, size)[0] for b in bodies)
    bottom = min(frame_band(b, size)[1] for b in bodies)
    heads = np.mean([b.head for b in bodies], axis=0)
    middles = np.mean([(b.head + b.hips) / 2 for b in bodies], axis=0)
    centre = heads if size in (*TIGHT, "MCU") else middles
    target = np.array([centre[0], centre[1], (top + bottom) / 2])
    tall = 2 * math.atan(0.5 / aspect / focal)
    distance = (top - bottom) / 2 / math.tan(tall / 2)
    distance = max(distance, ACROSS[size] * focal)
    pitch = PITCH[angle]
    if not all(b.upright for b in bodies) and angle in ("eye", "shoulder"):
        pitch = -24.0
    if size == "EWS" and angle == "eye":
        pitch = -5.0
    if pitch > 10 and size in WHOLE_BODY:
        distance *= 1.25  # near the floor, feet come close and the figure towers
    bearing, tilt = math.radians(azimuth), math.radians(-pitch)
    away = np.array([math.sin(bearing) * math.cos(tilt), -math.cos(bearing) * math.cos(tilt), math.sin(tilt)])
    must = _must_show(bodies, size)
    if abs(pitch) > 60 or not all(b.upright for b in bodies):
        target, distance = _from_above(bodies, size, focal, aspect)
    distance = max(distance, 0.30)
    shift = thirds if len(bodies) == 1 else thirds * 0.3
    for _ in range(70):
        position = target + distance * away
        aim = target.copy()
        if position[2] < 0.12:
            position[2] = 0.12
        basis = look_along(aim - position, ROLL.get(angle, 0.0), azimuth)
        position = position - basis[0] * shift * distance / focal
        camera = Camera(position, basis, focal, 1.0, mm, aperture, azimuth)
        seen = camera.project(must, aspect)
        margin = 0.0 if size in TIGHT else 0.015
        inside = (
            (seen[:, 2] > 0.2) & (np.abs(seen[:, 0] - 0.5) < 0.5 - margin) & (np.abs(seen[:, 1] - 0.5) < 0.5 - margin)
        )
        if size == "ECU" or bool(inside.all()):
            break
        distance *= 1.045
    focus = float((bodies[0].eyes - position) @ basis[2])
    return Camera(position, basis, focal, max(focus, 0.2), mm, aperture, azimuth)


def _from_above(bodies: Sequence[Body], size: str, focal: float, aspect: float) -> tuple[Vector, float]:
    """Where to look and from how far when heights say nothing: from overhead, or at somebody who lies."""
    high = {"ECU": 0.30, "CU": 0.60, "MCU": 0.95, "MS": 1.5, "MWS": 1.9, "FS": 2.3, "WS": 3.4, "EWS": 6.5}[size]
    points = [b.head for b in bodies]
    if size not in TIGHT:
        points += [b.hips for b in bodies]
    if size in ("MWS", *WHOLE_BODY):
        points += [f for b in bodies for f in b.feet]
    everyone = np.array(points)
    target = (everyone.min(0) + everyone.max(0)) / 2
    return target, high * focal * aspect


def over_the_shoulder(
    near: Body, far: Body, lens: float | None, angle: str, side: int, aperture: float = 2.8
) -> Camera:
    """Behind `near`, looking past a shoulder at the face of `far`. `near` is on the right of the picture for `side` 1,
    on its left for −1. From a low angle the camera stands below the shoulder and looks up, from a high one above the head."""
    mm = lens or 50.0
    focal = mm / GATE
    line = near.head - far.head
    line[2] = 0.0
    line /= max(float(np.linalg.norm(line)), 1e-6)
    across = np.cross(line, (0.0, 0.0, 1.0)) * side
    azimuth = math.degrees(math.atan2(line[0], -line[1]))
    pitch = max(-STEEPEST_OVER_SHOULDER, min(STEEPEST_OVER_SHOULDER, PITCH[angle]))
    rise = -1.15 * math.tan(math.radians(pitch))
    back, out = 0.66 * mm / 50.0 + 0.45 * abs(rise), 0.40 + 0.22 * abs(rise)
    position = near.head + line * back + across * out + np.array([0.0, 0.0, 0.10 + rise])
    position[2] = max(0.3, position[2])
    share = 0.62 if pitch <= 10 else 0.74
    target = far.eyes * share + near.head * (1 - share) - np.array([0.0, 0.0, 0.10])
    basis = look_along(target - position, ROLL.get(angle, 0.0), azimuth)
    focus = float((far.eyes - position) @ basis[2])
    return Camera(position, basis, focal, max(focus, 0.2), mm, aperture, azimuth)


def toward(
    points: Sequence[Vector], lens: float | None, aspect: float, angle: str, azimuth: float, width: float
) -> Camera:
    """Frame a thing or an empty place: `points` in the middle, so that about `width` metres are seen across."""
    mm = lens or 35.0
    focal = mm / GATE
    target = np.mean(np.asarray(points, float), axis=0)
    distance = max(0.3, width * focal)
    if aspect < 1.0:
        distance *= 1.2
    tilt, bearing = math.radians(-PITCH[angle]), math.radians(azimuth)
    away = np.array([math.sin(bearing) * math.cos(tilt), -math.cos(bearing) * math.cos(tilt), math.sin(tilt)])
    position = target + distance * away
    position[2] = max(0.12, position[2])
    basis = look_along(target - position, ROLL.get(angle, 0.0), azimuth)
    return Camera(position, basis, focal, float((target - position) @ basis[2]), mm, 4.0, azimuth)
