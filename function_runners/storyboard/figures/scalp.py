"""The skull as a smooth radius over directions, and hair grown on it as columns from the crown outwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from function_runners.storyboard.figures.bodies import Body, anatomy, body, dominated_by, head_scale
from function_runners.storyboard.figures.face import hairline, is_eyeball, is_head
from function_runners.storyboard.figures.layer import Layer
from function_runners.storyboard.figures.meshwork import Array, Ints
from function_runners.storyboard.figures.slots import Slot

CENTRE = np.array([0.0, 0.082, 0.034])
"""Middle of the skull from between the eyes, in the woman's metres."""

DEGREE = 6


@dataclass(frozen=True)
class Head:
    """Where hair grows on one body. Lengths of hair are in the woman's metres; `size` makes them this head's."""

    body: Body
    eyes: Array
    size: float
    skull: Array

    def radius(self, directions: Array) -> Array:
        """Distance from the middle of the skull to the scalp, in the woman's metres."""
        return np.asarray(_powers(directions) @ self.skull)

    def place(self, points: Array) -> Array:
        """From the woman's metres round the middle of the skull to the body's own axes."""
        return np.asarray((points + CENTRE) * self.size + self.eyes)


def _powers(d: Array) -> Array:
    flat = d.reshape(-1, 3)
    powers = np.ones((DEGREE + 1, 3, len(flat)))
    for n in range(1, DEGREE + 1):
        powers[n] = powers[n - 1] * flat.T
    terms = [
        powers[2 * i, 0] * powers[j, 1] * powers[k, 2]
        for i in range(4) for j in range(DEGREE) for k in range(DEGREE) if 2 * i + j + k <= DEGREE
    ]  # fmt: skip
    return np.stack(terms, -1).reshape(*d.shape[:-1], -1)


@cache
def head_of(name: str) -> Head:
    b = body(name)
    size = head_scale(name) / head_scale("woman")
    eyes = (b.joint("eye.L") + b.joint("eye.R")) / 2
    q = (b.vertices - eyes) / size
    ear = (np.abs(q[:, 0]) > 0.066) & (q[:, 1] > 0.05) & (q[:, 1] < 0.125) & (q[:, 2] < 0.035)
    scalp = is_head() & ~is_eyeball() & ~ear & (q[:, 2] > np.minimum(0.02, 0.03 - 1.1 * q[:, 1])) & (q[:, 2] > -0.085)
    arms = q[scalp] - CENTRE
    length = np.linalg.norm(arms, axis=1)
    powers = _powers(arms / length[:, None])
    skull = np.linalg.solve(powers.T @ powers + 1e-4 * np.eye(powers.shape[1]), powers.T @ length)
    return Head(b, eyes, size, skull)


def directions(azimuth: Array, elevation: Array) -> Array:
    """Unit vectors; azimuth 0 is the front and positive goes to the left side, elevation 90 is up. Degrees."""
    a, e = np.radians(azimuth), np.radians(elevation)
    return np.stack([np.cos(e) * np.sin(a), -np.cos(e) * np.cos(a), np.sin(e) * np.ones_like(a)], -1)


def hairline_elevation(head: Head, azimuth: Array, recede: float) -> Array:
    """Elevation in degrees at which each column of the scalp crosses the hairline."""
    elevations = np.arange(88.0, -62.0, -1.0)
    d = directions(azimuth[None], elevations[:, None])
    points = d * head.radius(d)[..., None] + CENTRE
    below = points[..., 2] < hairline(points[..., 1], points[..., 0], recede)
    first = np.where(below.any(0), below.argmax(0), len(elevations) - 1)
    found = elevations[first]
    for _ in range(3):
        found = (np.roll(found, 1) + 2 * found + np.roll(found, -1)) / 4
    return np.asarray(found)


@cache
def shoulders(name: str) -> tuple[Array, Array]:
    """(heights, reach): how far the body reaches from the axis of the head, by height and by 10° of azimuth, woman's metres."""
    head = head_of(name)
    q = (head.body.vertices - head.eyes) / head.size - CENTRE
    torso = ~dominated_by("head", "eye", "neck03", "wrist", "finger", "metacarpal", "lowerarm")
    q = q[torso & (q[:, 2] < -0.09) & (q[:, 2] > -0.75)]
    heights = np.arange(-0.10, -0.70, -0.015)
    azimuth = np.degrees(np.arctan2(q[:, 0], -q[:, 1]))
    sector = np.round(azimuth / 10).astype(int) % 36
    far = np.hypot(q[:, 0], q[:, 1])
    reach = np.zeros((len(heights), 36))
    for i, z in enumerate(heights):
        near = np.abs(q[:, 2] - z) < 0.016
        np.maximum.at(reach[i], sector[near], far[near])
    return heights, np.maximum(reach, np.maximum(np.roll(reach, 1, 1), np.roll(reach, -1, 1)))


def bone_count() -> int:
    return len(anatomy().bones)


def step(x: Array, low: float, high: float | Array) -> Array:
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def head_to_back(head: Head, vertices: Array, faces: Ints) -> Layer:
    """Weights of hair: the head's, and further down the neck's and the back's."""
    bones = anatomy().bones
    weights = np.zeros((len(vertices), bone_count()), np.float32)
    below = (head.eyes[2] - vertices[:, 2]) / head.size
    low = step(below, 0.10, 0.24)
    weights[:, bones["head"]] = 1 - low
    weights[:, bones["neck01"]] = low * (1 - step(below, 0.16, 0.3))
    weights[:, bones["spine01"]] = low * step(below, 0.16, 0.3)
    return Layer(vertices, weights, np.asarray(faces, np.int64), np.full(len(faces), int(Slot.HAIR)))
