"""Where on a head lips, brows, lashes and hairline are, and how a face acts.

All bodies share one mesh, so the fields are drawn once on the woman's face and hold for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from function_runners.storyboard.figures.bodies import anatomy, body, dominated_by, head_scale
from function_runners.storyboard.figures.meshwork import Array, Mask

FAR = 0.05
"""A field this far below zero means: not here at all. Fields are in metres."""

_BOTH = ("Left", "Right")
EXPRESSIONS: dict[str, Mapping[str, float]] = {
    "neutral": {},
    "happy": {"mouthSmile": 0.85, "cheekSquint": 0.55, "eyeSquint": 0.25, "browOuterUp": 0.15, "mouthDimple": 0.3},
    "laugh": {"mouthSmile": 0.95, "jawOpen": 0.42, "cheekSquint": 0.8, "eyeSquint": 0.55, "mouthUpperUp": 0.45, "browOuterUp": 0.25},
    "sad": {"browInnerUp": 1.0, "mouthFrown": 0.8, "eyeBlink": 0.22, "mouthShrugLower": 0.45, "mouthPress": 0.2},
    "angry": {"browDown": 1.0, "noseSneer": 0.6, "mouthPress": 0.6, "eyeSquint": 0.4, "mouthFrown": 0.55, "jawForward": 0.3},
    "surprised": {"browInnerUp": 0.75, "browOuterUp": 1.0, "eyeWide": 0.9, "jawOpen": 0.48, "mouthFunnel": 0.3},
    "afraid": {"browInnerUp": 1.0, "browOuterUp": 0.3, "eyeWide": 1.0, "mouthStretch": 0.75, "jawOpen": 0.22, "mouthLowerDown": 0.4},
    "tense": {"browDown": 0.6, "eyeSquint": 0.45, "mouthPress": 0.85, "jawForward": 0.2, "mouthRollLower": 0.3},
    "worried": {"browInnerUp": 0.9, "browDown": 0.2, "mouthFrown": 0.4, "mouthPress": 0.35, "eyeWide": 0.15},
    "disgusted": {"noseSneer": 1.0, "browDown": 0.55, "mouthUpperUp": 0.5, "mouthFrown": 0.5, "eyeSquint": 0.45},
    "talking": {"jawOpen": 0.28, "mouthFunnel": 0.15, "mouthLowerDown": 0.3, "mouthUpperUp": 0.15, "browInnerUp": 0.15},
    "shouting": {"jawOpen": 0.75, "browDown": 0.9, "noseSneer": 0.55, "mouthUpperUp": 0.5, "mouthLowerDown": 0.5, "eyeSquint": 0.3},
    "eyes_closed": {"eyeBlink": 1.0},
    "smirk": {"mouthSmileLeft": 0.9, "cheekSquintLeft": 0.4, "browOuterUpRight": 0.4, "mouthDimpleLeft": 0.4},
}  # fmt: skip
EXPRESSIONS.update({
    "smile": EXPRESSIONS["happy"], "fear": EXPRESSIONS["afraid"], "surprise": EXPRESSIONS["surprised"], "talk": EXPRESSIONS["talking"],
    "closed": EXPRESSIONS["eyes_closed"], "disgust": EXPRESSIONS["disgusted"], "anger": EXPRESSIONS["angry"],
})  # fmt: skip


def single_actions(acts: Mapping[str, float]) -> dict[str, float]:
    """Facial actions of both sides, from names that may leave the side out."""
    known = anatomy().actions
    done: dict[str, float] = {}
    for name, amount in acts.items():
        for single in (name,) if name in known else tuple(name + side for side in _BOTH):
            done[single] = done.get(single, 0.0) + amount
    return done


def moved(body_name: str, acts: Mapping[str, float]) -> Array:
    """How far every vertex of the bare body goes when the face acts, in metres."""
    shared = anatomy()
    total = np.zeros((len(shared.weights), 3))
    for name, amount in sorted(single_actions(acts).items()):
        total[shared.action_vertices] += amount * shared.action_moves[shared.actions[name]]
    return total * head_scale(body_name)


@cache
def from_eyes() -> Array:
    """Vertices of the woman from between her eyes: x, y (back), z (up)."""
    woman = body("woman")
    return np.asarray(woman.vertices - (woman.joint("eye.L") + woman.joint("eye.R")) / 2)


@cache
def is_head() -> Mask:
    """Vertices of head and upper neck."""
    return dominated_by("head", "neck03", "eye")


@cache
def is_eyeball() -> Mask:
    found = np.zeros(len(from_eyes()), bool)
    found[13574:] = True
    return found


def hairline(back: Array, across: Array, recede: float) -> Array:
    """Height over the eyes, in metres, of the edge of the hair at a depth behind the eyes and a distance from the middle.

    It comes down a little in the middle of the forehead and, as far as the temples `recede` (0 to 1), draws back there.
    """
    base = np.interp(back, [-0.05, 0, 0.02, 0.036, 0.048, 0.056, 0.064, 0.076, 0.097, 0.108, 0.13, 0.19],
                     [0.076, 0.072, 0.066, 0.050, 0.024, 0.002, -0.006, 0.006, 0.006, -0.020, -0.060, -0.072])  # fmt: skip
    x = np.abs(across)
    in_front = np.clip((0.052 - back) / 0.016, 0, 1)
    temple = 0.015 * recede * np.exp(-(((x - 0.046) / 0.015) ** 2)) * in_front
    return np.asarray(base + temple - 0.0035 * recede * np.exp(-((x / 0.014) ** 2)) * in_front)


@cache
def scalp_field(recede: float) -> Array:
    """Positive where hair grows."""
    q = from_eyes()
    return np.where(is_head() & ~is_eyeball(), q[:, 2] - hairline(q[:, 1], q[:, 0], recede), -FAR)


@cache
def brow_field(thick: float = 0.0034) -> Array:
    """Positive on the eyebrows: arched, thick at the nose and thin outside."""
    q = from_eyes()
    x, along = np.abs(q[:, 0]), (np.abs(q[:, 0]) - 0.012) / 0.041
    middle = 0.0180 + 0.0056 * np.sin(np.clip(along, 0, 1.05) * 2.3)
    half = thick * (1.0 - 0.58 * np.clip(along, 0, 1) ** 1.4) * np.clip((along + 0.04) / 0.12, 0, 1)
    inside = half - np.abs(q[:, 2] - middle)
    inside = np.minimum(inside, np.minimum(x - 0.0115, 0.0500 - x))
    return np.where(is_head() & (q[:, 1] < 0.02), inside, -FAR)


@cache
def lash_field() -> Array:
    """Positive on the edge of the upper lids."""
    q = from_eyes()
    x = np.abs(q[:, 0]) - 0.03074
    margin = 0.0038 - 22.0 * (x - 0.002) ** 2
    over = 0.0016 + 0.05 * np.clip(x + 0.004, 0, 0.02)
    inside = np.minimum(q[:, 2] - margin + 0.0016, margin + over - q[:, 2])
    inside = np.minimum(inside, np.minimum(x + 0.0125, 0.0165 - x))
    return np.where(is_head() & ~is_eyeball() & (q[:, 1] < 0.012), inside, -FAR)


def _lip_depth(x: Array) -> Array:
    return -0.0295 + 0.0175 * (x / 0.026) ** 2


@cache
def lip_field() -> Array:
    """Positive on the lips."""
    q = from_eyes()
    x = np.abs(q[:, 0])
    share = np.clip(x / 0.0255, 0, 1.3)
    line = -0.0676 + 0.0028 * share**2
    bow = 0.0090 - 0.0014 * np.exp(-((x / 0.0035) ** 2))
    upper = line + bow * (1 - share**1.7)
    lower = line - 0.0098 * (1 - share**2.2)
    inside = np.minimum(upper - q[:, 2], q[:, 2] - lower)
    return np.where(is_head() & (x < 0.03) & (q[:, 1] < _lip_depth(x) + 0.008), inside, -FAR)


@cache
def mouth_field() -> Array:
    """Positive inside the mouth."""
    q = from_eyes()
    x = np.abs(q[:, 0])
    deep = q[:, 1] - _lip_depth(x) + 0.0012 - np.maximum(0, np.abs(q[:, 2] + 0.068) - 0.0025) * 1.1
    inside = np.minimum(deep, np.minimum(0.031 - x, np.minimum(q[:, 2] + 0.095, -0.047 - q[:, 2])))
    return np.where(is_head() & (q[:, 1] < 0.012), inside, -FAR)
