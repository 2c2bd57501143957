"""What people hold."""

from __future__ import annotations

from function_runners.storyboard.raster.patterns import Pattern
from function_runners.storyboard.stage.builder import Builder
from function_runners.storyboard.stage.mesh import Frame
from function_runners.storyboard.stage.people import Body, Part
from function_runners.storyboard.stage.props.handheld import pistol

HELD = {
    "aim": "gun", "phone": "phone", "carry": "crate", "drink": "cup", "sit_drink": "cup", "read": "book", "reading": "book",
    "write": "pencil", "writing": "pencil",
}  # fmt: skip
"""What a pose has in its hand."""


def put_in_hand(b: Builder, part: Part, body: Body) -> None:
    name = HELD.get(part.pose)
    if name is None:
        return
    x, y, z = (float(v) for v in body.grip)
    if name in ("crate", "book"):
        x, y, z = (float(v) for v in (body.grip + body.other_grip) / 2)
    frame = Frame(x, y, z, part.facing)
    b.begin("box" if name == "crate" else name, "held", frame)
    _MADE[name](b)


def _crate(b: Builder) -> None:
    b.box((0, 0, 0.07), (0.40, 0.30, 0.26), b.paint("#a8804e", Pattern.WOOD))
    b.box((0, 0, 0.202), (0.07, 0.302, 0.004), b.paint("#d2b98a"))


def _gun(b: Builder) -> None:
    b.frame = b.frame.at(0.0, 0.0, -0.02, -90)
    pistol(b)


def _phone(b: Builder) -> None:
    b.box((0, 0, 0.0), (0.012, 0.074, 0.15), b.paint("#1c1d20"))


def _cup(b: Builder) -> None:
    b.tube((0, -0.035, -0.012), 0.036, 0.095, b.paint("#d8d4c8"), top=0.040)


def _book(b: Builder) -> None:
    for turn, side in ((14, -1), (-14, 1)):
        b.box((0.072 * side, -0.02, 0.05), (0.145, 0.016, 0.20), b.paint("#7a3b2e"), turn=turn, lean=-28)
        b.box((0.070 * side, 0.0, 0.056), (0.135, 0.012, 0.188), b.paint("#ddd6c4"), turn=turn, lean=-28)


def _pencil(b: Builder) -> None:
    b.box((0, -0.03, 0.01), (0.008, 0.008, 0.17), b.paint("#c79a3a"), lean=32)


_MADE = {"crate": _crate, "gun": _gun, "phone": _phone, "cup": _cup, "book": _book, "pencil": _pencil}
