"""The camera frames people by their bodies, whatever the size, the angle, the lens and the shape of the picture."""

from __future__ import annotations

import math

import numpy as np
import pytest

from function_runners.storyboard import camera as cameras
from function_runners.storyboard.camera import field_of_view, frame_band, solve
from function_runners.storyboard.shot import ANGLES
from function_runners.storyboard.stage.people import Body

ASPECTS = (16 / 9, 2.39, 4 / 3, 1.0, 9 / 16)
SIZES = ("CU", "MCU", "MS", "MWS", "FS", "WS", "EWS")


def body(x: float = 0.0, y: float = 0.0, height: float = 1.75) -> Body:
    """A person standing at (x, y) who looks towards −y."""
    k = height / 1.75

    def at(u: float, v: float, w: float) -> np.ndarray:
        return np.array([x + u * k, y + v * k, w * k])

    return Body(
        "someone", at(0, 0, 1.75), at(0, -0.08, 1.52), at(0, -0.09, 1.64), at(0, 0, 1.58), at(0, 0, 0.95), at(0.1, -0.02, 0.5),
        (at(-0.19, 0, 1.42), at(0.19, 0, 1.42)), (at(-0.28, -0.1, 0.80), at(0.28, -0.1, 0.80)), at(-0.28, -0.1, 0.75),
        at(0.28, -0.1, 0.75),
        (at(-0.1, -0.05, 0.08), at(0.1, -0.05, 0.08)), 0.0, True,
    )  # fmt: skip


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("size", SIZES)
def test_whoever_is_framed_is_inside_the_picture(size: str, angle: str, aspect: float) -> None:
    people = [body()] if size == "CU" else [body(-0.6), body(0.6, 0.1, 1.6)]
    camera = solve(people, size, angle, None, aspect, 12.0)
    for person in people:
        points = [person.crown, person.chin, person.eyes]
        if size in ("FS", "WS", "EWS"):
            points += [*person.feet]
        seen = camera.project(np.array(points), aspect)
        assert (seen[:, 2] > 0).all()
        assert (seen[:, :2] >= 0.0).all() and (seen[:, :2] <= 1.0).all()
    assert camera.position[2] > 0


@pytest.mark.parametrize("size", SIZES)
def test_lenses_are_equivalent_a_longer_one_stands_further_back_for_the_same_frame(size: str) -> None:
    short, long = (solve([body()], size, "eye", lens, 16 / 9, 0.0) for lens in (35.0, 70.0))
    assert long.focus > 1.6 * short.focus
    high = [abs(np.diff(c.project(np.array([body().crown, body().chin]), 16 / 9)[:, 1])[0]) for c in (short, long)]
    assert high[0] == pytest.approx(high[1], rel=0.15)


def test_a_lens_sees_the_angle_of_its_gate() -> None:
    assert math.degrees(field_of_view(18.0)) == pytest.approx(90.0)
    camera = solve([body()], "MS", "eye", 36.0, 16 / 9, 0.0)
    edge = camera.position + camera.basis[2] * 2 + camera.basis[0] * 2 * math.tan(field_of_view(36.0) / 2)
    assert camera.project(edge, 16 / 9)[0, 0] == pytest.approx(1.0)


def test_sizes_run_from_the_eyes_to_the_landscape() -> None:
    distances = [solve([body()], size, "eye", 50.0, 16 / 9, 0.0).focus for size in ("ECU", *SIZES)]
    assert distances == sorted(distances)
    heights = [frame_band(body(), size)[0] - frame_band(body(), size)[1] for size in ("ECU", *SIZES)]
    assert heights == sorted(heights)


@pytest.mark.parametrize("size", SIZES)
def test_there_is_headroom_but_not_half_a_picture_of_it(size: str) -> None:
    camera = solve([body()], size, "eye", None, 16 / 9, 0.0)
    crown = camera.project(body().crown, 16 / 9)[0, 1]
    assert 0.0 <= crown < (0.48 if size != "EWS" else 0.7)


def test_low_looks_up_high_looks_down_and_dutch_leans() -> None:
    def forward(angle: str) -> float:
        return float(solve([body()], "MS", angle, None, 16 / 9, 0.0).basis[2, 2])

    assert forward("low") > 0.15
    assert forward("worm") > forward("low")
    assert forward("high") < -0.3
    assert forward("overhead") < -0.9
    assert abs(forward("eye")) < 0.01
    assert abs(solve([body()], "MS", "dutch", None, 16 / 9, 0.0).basis[0, 2]) > 0.15


def test_thirds_put_the_subject_off_the_middle() -> None:
    left = solve([body()], "MS", "eye", None, 16 / 9, 0.0, thirds=-0.12)
    right = solve([body()], "MS", "eye", None, 16 / 9, 0.0, thirds=0.12)
    assert left.project(body().head, 16 / 9)[0, 0] < 0.45
    assert right.project(body().head, 16 / 9)[0, 0] > 0.55


@pytest.mark.parametrize("side", [1, -1])
def test_over_the_shoulder_sees_the_face_and_keeps_the_shoulder_at_the_edge(side: int) -> None:
    near, far = body(0.1, -0.75), body(-0.1, 0.65)
    camera = cameras.over_the_shoulder(near, far, None, "eye", side)
    face, shoulder = camera.project(np.array([far.eyes, near.head]), 16 / 9)
    assert 0.2 < face[0] < 0.8 and 0.05 < face[1] < 0.6
    assert 0 < shoulder[2] < face[2]
    assert abs(shoulder[0] - 0.5) > abs(face[0] - 0.5)
    assert camera.focus == pytest.approx(face[2])
