"""People on the stage: posed, dressed, and known by the landmarks a camera frames them with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from function_runners.storyboard import figures, words
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.colour import linear
from function_runners.storyboard.stage.mesh import Frame, Piece

Vector = NDArray[np.float64]
SKINS = ("#c98f6d", "#a86f4e", "#d9a884", "#7d4d34", "#b98062", "#8f5e42")
HAIRS = ("#2a1c14", "#4a3020", "#161311", "#6e4c30", "#3a2618", "#8a6234")
ELDER_HAIRS = ("#b8b4ac", "#d2cec4", "#8f8b84")
TOPS = ("#9c4a36", "#35607c", "#b0823a", "#566e4e", "#6d5078", "#7d8288", "#3c4254", "#c2b496")
OUTERS = ("#4a4438", "#33405a", "#5c4a3c", "#3c4a44", "#6a5a48")
IRISES = ("#3a2618", "#2c3d52", "#4a3a20", "#37462f")
BOTTOMS = ("#2e3440", "#4a4138", "#3a4656", "#55504a", "#2b2b30")
STYLES_BY_BODY = {
    "woman": ("long", "bob", "bun", "ponytail"), "girl": ("long", "ponytail", "bob"), "elder_woman": ("bun", "bob", "short"),
    "man": ("short", "side_part", "short"), "boy": ("short",), "elder_man": ("short", "bald", "short"),
    "heavy_man": ("short", "bald"),
}  # fmt: skip


@dataclass(frozen=True)
class Body:
    """Where the parts of a posed person are, in metres. `upright` is false when they lie."""

    name: str
    crown: Vector
    chin: Vector
    eyes: Vector
    head: Vector
    hips: Vector
    knees: Vector
    shoulders: tuple[Vector, Vector]
    hands: tuple[Vector, Vector]
    grip: Vector
    other_grip: Vector
    feet: tuple[Vector, Vector]
    ground: float
    upright: bool


@dataclass(frozen=True)
class Part:
    """One person to be put on the stage: who, how, and where. Angles in degrees, metres."""

    name: str
    body: str
    pose: str
    x: float
    y: float
    z: float
    facing: float
    look: tuple[float, float]
    seat: float | None
    hair: str | None
    expression: str | None
    colours: dict[str, str]
    mirrored: bool
    outfit: str | None = None
    beard: str | None = None
    reach: dict[str, tuple[float, float, float]] | None = None
    wardrobe: tuple[int, int] = (0, 0)


def known_pose(wanted: str) -> str:
    """The pose itself if the figures know it, else the nearest they know."""
    return next((p for p in (wanted, *words.POSE_FALLBACKS.get(wanted, ())) if p in figures.POSES), "relaxed")


def known_expression(wanted: str | None) -> str:
    """The expression itself if the figures know it, else none."""
    return wanted if wanted in figures.EXPRESSIONS else "neutral"


def rests_on(pose: str) -> str:
    """What carries somebody in a pose: floor, seat or surface."""
    return str(figures.POSES[pose].rests)


def add_person(b: Builder, part: Part) -> tuple[Body, Piece]:
    """Pose somebody and put them on the stage."""
    wardrobe, index = part.wardrobe
    styles = STYLES_BY_BODY.get(part.body, ("short",))
    chosen = styles[(wardrobe // 3 + index) % len(styles)]
    hair = next((h for h in (part.hair, chosen) if h in figures.HAIR_STYLES), None)
    spec = figures.FigureSpec(
        body=part.body, pose=part.pose, position=(part.x, part.y, part.z), facing=part.facing,
        look=part.look, hair=hair, expression=known_expression(part.expression), seat=part.seat,
        mirrored=part.mirrored, outfit=part.outfit if part.outfit in figures.OUTFITS else None,
        beard=part.beard if part.beard in figures.BEARDS else None, reach=part.reach,
    )  # fmt: skip
    figure = figures.pose_figure(spec)
    piece = b.begin(part.name or part.body, "person", Frame())
    palette = _palette(b, part, index, wardrobe)
    slots = np.array([palette.get(slot.name, palette["TOP"]) for slot in sorted(figures.Slot)])
    b.add(figure.vertices, figure.faces, slots[np.asarray(figure.slots)], np.asarray(figure.normals, float), world=True)
    return _landmarks(part, figure.landmarks), piece


def _palette(b: Builder, part: Part, index: int, wardrobe: int) -> dict[str, int]:
    elder = part.body.startswith("elder")
    own = part.colours
    hairs = ELDER_HAIRS if elder else HAIRS
    skin = own.get("skin") or SKINS[(index * 5 + wardrobe) % len(SKINS)]
    hair = own.get("hair") or hairs[(index + wardrobe // 7) % len(hairs)]
    top = own.get("top") or TOPS[(index * 3 + wardrobe // 11) % len(TOPS)]
    bottom = own.get("bottom") or BOTTOMS[(index * 2 + wardrobe // 13) % len(BOTTOMS)]
    shoes = own.get("shoes") or "#231e1b"
    outer = own.get("outer") or OUTERS[(index * 2 + wardrobe // 5) % len(OUTERS)]
    tone = linear(skin)
    return {
        "SKIN": b.paint(tone, skin=True),
        "TOP": b.paint(top),
        "BOTTOM": b.paint(bottom),
        "SHOES": b.paint(shoes),
        "HAIR": b.paint(hair, gloss=0.05, soft=True),
        "EYE": b.paint("#eae6de", skin=True),
        "IRIS": b.paint(IRISES[(index + wardrobe // 17) % len(IRISES)], skin=True),
        "BROW": b.paint(tuple(0.7 * c for c in linear(hair)), skin=True, soft=True),
        "LIP": b.paint((tone[0] * 0.78, tone[1] * 0.58, tone[2] * 0.58), skin=True),
        "PUPIL": b.paint("#0c0a0a", skin=True),
        "LASH": b.paint("#15100e", skin=True),
        "MOUTH": b.paint("#3a1614", skin=True),
        "TEETH": b.paint("#e9e4d8", skin=True),
        "OUTER": b.paint(outer),
        "TRIM": b.paint("#d9d2c2"),
    }


def _landmarks(part: Part, at: Any) -> Body:
    def point(name: str) -> Vector:
        return np.asarray(at[name], float)

    knees = (point("knee_L"), point("knee_R"))
    feet = (point("foot_L"), point("foot_R"))
    head, hips = point("head"), point("pelvis")
    ground = min(feet[0][2], feet[1][2]) - 0.08
    hands = tuple(point(f"hand_{s}") + 0.25 * (point(f"hand_{s}") - point(f"shoulder_{s}")) for s in "LR")
    return Body(
        part.name or part.body, point("crown"), point("chin"), point("eyes"), head, hips, min(knees, key=lambda k: k[2]),
        (point("shoulder_L"), point("shoulder_R")), (hands[0], hands[1]), point("grip_L" if part.mirrored else "grip_R"), point("grip_R" if part.mirrored else "grip_L"), feet, float(ground),
        bool(head[2] - hips[2] > 0.25),
    )  # fmt: skip
