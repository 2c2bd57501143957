"""The standard set of pictures that make a character recognisable from every side, in every light and mood."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from app.domain.records import Record

BASE_FACE = "base_face"
MAX_VARIATIONS = 200
VariationType = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]
"""A key such as `expression_happy`; others than those of the standard set are welcome."""

_EXPRESSIONS = (
    "neutral",
    "happy",
    "sad",
    "angry",
    "surprised",
    "fearful",
    "disgusted",
    "suspicious",
    "excited",
    "sleepy",
    "scarred",
)
_POSES = ("bust", "upper body", "standing", "walking", "sitting")
_PERSPECTIVES = ("side left", "half left", "half right", "side right")
_LIGHTINGS = (
    "photo studio",
    "sunny",
    "evening",
    "night",
    "office",
    "dim warm",
    "Rembrandt",
    "noir",
    "backlight",
)


class VariationSlot(Record):
    type: VariationType
    label: str


class VariationRow(Record):
    label: str = ""
    slots: list[VariationSlot]


class VariationGroup(Record):
    """Slots that belong together, in rows; a group of one row has no label on it."""

    id: str
    name: str
    rows: list[VariationRow]


def _slot(prefix: str, *words: str) -> VariationSlot:
    key = "_".join((prefix, *(word.lower().replace(" ", "_") for word in words)))
    return VariationSlot(type=key, label=words[0].capitalize())


STANDARD_SET: tuple[VariationGroup, ...] = (
    VariationGroup(
        id="expression",
        name="Expressions",
        rows=[VariationRow(slots=[_slot("expression", one) for one in _EXPRESSIONS])],
    ),
    VariationGroup(
        id="view",
        name="Perspectives × lightings",
        rows=[
            VariationRow(
                label=light[0].upper() + light[1:], slots=[_slot("view", side, light) for side in _PERSPECTIVES]
            )
            for light in _LIGHTINGS
        ],
    ),
    VariationGroup(id="pose", name="Poses", rows=[VariationRow(slots=[_slot("pose", one) for one in _POSES])]),
)


def group_of(variation: str) -> str:
    """The id of the standard group that a type belongs to, or an empty text."""
    return next((group for group, types in _GROUPS.items() if variation in types), "")


_GROUPS = {group.id: {slot.type for row in group.rows for slot in row.slots} for group in STANDARD_SET}


def label_of(variation: str) -> str:
    """`view_side_left_night` → `side left, night`; `costume_red_coat` → `costume red coat`."""
    return _LABELS.get(variation) or variation.replace("_", " ")


_LABELS = {
    slot.type: f"{slot.label.lower()}, {row.label.lower()}" if row.label else slot.label.lower()
    for group in STANDARD_SET
    for row in group.rows
    for slot in row.slots
} | {BASE_FACE: "base face"}
