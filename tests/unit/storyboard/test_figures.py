"""Figures: where their parts are in every pose, what their faces and hands do, and what they wear."""

from __future__ import annotations

import numpy as np
import pytest
from whole_figure import assert_whole

from function_runners.storyboard.figures import (
    BODIES,
    EXPRESSIONS,
    HANDS,
    POSES,
    FigureSpec,
    Slot,
    blend,
    pose_figure,
)

ON_THE_FLOOR = [name for name, pose in POSES.items() if pose.rests == "floor"]
UPRIGHT = [name for name in ON_THE_FLOOR if name not in ("fall", "crouch", "kneel", "pray", "kneel_pray")]


@pytest.mark.parametrize("pose", POSES)
def test_every_pose_builds_on_every_body(pose: str) -> None:
    for body in BODIES:
        figure = pose_figure(FigureSpec(body=body, pose=pose))
        assert_whole(figure)
        if pose in ON_THE_FLOOR:
            assert abs(figure.vertices[:, 2].min()) < 1e-9


@pytest.mark.parametrize("pose", UPRIGHT)
def test_who_stands_has_head_over_hips_over_knees_over_feet(pose: str) -> None:
    for body in BODIES:
        at = pose_figure(FigureSpec(body=body, pose=pose)).landmarks
        assert at["crown"][2] > at["eyes"][2] > at["chin"][2] > at["neck"][2] - 0.02 > at["pelvis"][2]
        assert at["pelvis"][2] > min(at["knee_L"][2], at["knee_R"][2]) > min(at["foot_L"][2], at["foot_R"][2]) > 0.0


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("seat", [0.40, 0.46, 0.75])
def test_buttocks_rest_on_the_seat(body: str, seat: float) -> None:
    figure = pose_figure(FigureSpec(body=body, pose="sit", seat=seat))
    trousers = np.unique(figure.faces[figure.slots == Slot.BOTTOM])
    pelvis = figure.landmarks["pelvis"]
    under = figure.vertices[trousers]
    under = under[np.linalg.norm(under[:, :2] - pelvis[:2], axis=1) < 0.10]
    assert abs(under[:, 2].min() - seat) < 0.03


@pytest.mark.parametrize("body", ["man", "woman", "heavy_man"])
def test_feet_of_a_seated_adult_reach_the_floor(body: str) -> None:
    figure = pose_figure(FigureSpec(body=body, pose="sit", seat=0.42))
    assert -0.02 < figure.vertices[:, 2].min() < 0.02


def test_feet_of_a_child_on_a_bar_stool_dangle() -> None:
    assert pose_figure(FigureSpec(body="boy", pose="sit", seat=0.80)).vertices[:, 2].min() > 0.15


def test_who_lies_is_on_the_surface() -> None:
    figure = pose_figure(FigureSpec(pose="lie", seat=0.55))
    assert abs(figure.vertices[:, 2].min() - 0.55) < 0.03
    assert figure.landmarks["crown"][2] < 0.95


@pytest.mark.parametrize("side", ["L", "R"])
@pytest.mark.parametrize("facing", [0.0, 82.0, 200.0])
def test_a_hand_reaches_what_is_within_the_arm(side: str, facing: float) -> None:
    spec = FigureSpec(body="woman", pose="sit_reach", position=(1.0, -2.0, 0.0), facing=facing)
    shoulder = pose_figure(spec).landmarks[f"shoulder_{side}"]
    ahead = np.array([np.sin(np.radians(facing)), -np.cos(np.radians(facing)), 0.0])
    target = shoulder + 0.38 * ahead - [0.0, 0.0, 0.30]
    reached = pose_figure(FigureSpec(**{**spec.__dict__, "reach": {side: tuple(target)}})).landmarks[f"grip_{side}"]
    assert np.linalg.norm(reached - target) < 0.01


def test_an_arm_too_short_points_at_what_it_cannot_reach() -> None:
    target = np.array([0.0, -5.0, 1.4])
    at = pose_figure(FigureSpec(reach={"R": (0.0, -5.0, 1.4)})).landmarks
    arm, way = at["grip_R"] - at["shoulder_R"], target - at["shoulder_R"]
    assert arm @ way / np.linalg.norm(arm) / np.linalg.norm(way) > 0.99


def test_equal_specs_give_equal_arrays() -> None:
    spec = FigureSpec(body="girl", pose="run", hair="braid", expression="afraid", look=(12.0, -5.0), outfit="coat")
    first, second = pose_figure(spec), pose_figure(spec)
    assert np.array_equal(first.vertices, second.vertices)
    assert np.array_equal(first.normals, second.normals)
    assert np.array_equal(first.slots, second.slots)


def _moved(expression: str) -> tuple[np.ndarray, np.ndarray]:
    """(points of the neutral face from between the eyes, how far each goes)."""
    still = pose_figure(FigureSpec(body="woman"))
    acting = pose_figure(FigureSpec(body="woman", expression=expression))
    return still.vertices - still.landmarks["eyes"], acting.vertices - still.vertices


@pytest.mark.parametrize("expression", sorted(set(EXPRESSIONS) - {"neutral"}))
def test_an_expression_moves_the_face_and_nothing_else(expression: str) -> None:
    at, move = _moved(expression)
    far = np.linalg.norm(move, axis=1)
    assert far.max() > 0.002
    assert far[at[:, 2] < -0.25].max() < 1e-9


def test_corners_of_the_mouth_go_up_when_happy_and_down_when_sad() -> None:
    def corner(expression: str) -> float:
        at, move = _moved(expression)
        near = np.linalg.norm(at - [0.0262, -0.012, -0.065], axis=1) < 0.006
        return float(move[near, 2].mean())

    assert corner("happy") > 0.002
    assert corner("sad") < -0.001


def test_eyes_close_and_jaws_drop() -> None:
    at, move = _moved("eyes_closed")
    assert move[np.linalg.norm(at - [0.031, -0.018, 0.004], axis=1) < 0.006, 2].min() < -0.006
    at, move = _moved("shouting")
    assert move[(np.abs(at[:, 0]) < 0.01) & (at[:, 1] < 0) & (np.abs(at[:, 2] + 0.10) < 0.01), 2].mean() < -0.012


def test_the_eyes_turn_further_than_the_head() -> None:
    def iris(look: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
        figure = pose_figure(FigureSpec(look=look))
        pupils = figure.vertices[np.unique(figure.faces[figure.slots == Slot.PUPIL])]
        gaze = figure.head_rotation.T @ (pupils.mean(0) - figure.landmarks["eyes"])
        return gaze, figure.head_rotation @ [0.0, -1.0, 0.0]

    ahead, _ = iris((0.0, 0.0))
    aside, head = iris((40.0, 0.0))
    assert head[0] > 0.4
    assert aside[0] > ahead[0] + 0.001


@pytest.mark.parametrize("hand", HANDS)
def test_every_hand_shape_builds(hand: str) -> None:
    assert_whole(pose_figure(FigureSpec(hands=(hand, hand))))


def test_fingers_of_a_fist_end_nearer_to_the_palm_than_those_of_a_flat_hand() -> None:
    def span(hand: str) -> float:
        figure = pose_figure(FigureSpec(hands=(hand, hand)))
        wrist = figure.landmarks["hand_L"]
        skin = figure.vertices[np.unique(figure.faces[figure.slots == Slot.SKIN])]
        return float(wrist[2] - skin[np.linalg.norm(skin - wrist, axis=1) < 0.25][:, 2].min())

    assert span("fist") < span("flat") - 0.04


@pytest.mark.parametrize("side", ["L", "R"])
def test_fingers_bend_towards_the_body_when_the_arm_hangs(side: str) -> None:
    def inward(hand: str) -> float:
        figure = pose_figure(FigureSpec(hands=(hand, hand)))
        skin = figure.vertices[np.unique(figure.faces[figure.slots == Slot.SKIN])]
        grip = figure.landmarks[f"grip_{side}"]
        near = skin[np.linalg.norm(skin - grip, axis=1) < 0.11]
        low = near[near[:, 2] < grip[2] - 0.005]
        return float(np.abs(low[:, 0]).mean())

    assert inward("fist") < inward("flat") - 0.01


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("body", ["man", "woman", "girl", "elder_man"])
@pytest.mark.parametrize(("pose", "far"), [("phone", 0.17), ("drink", 0.23), ("sit_drink", 0.23), ("think", 0.20)])
def test_a_hand_comes_to_the_head(body: str, pose: str, far: float, mirrored: bool) -> None:
    marks = pose_figure(FigureSpec(body=body, pose=pose, mirrored=mirrored, look=(25.0, -10.0))).landmarks
    side = "L" if mirrored else "R"
    assert np.linalg.norm(marks[f"grip_{side}"] - marks["eyes"]) < far


def test_a_mirrored_pose_swaps_the_hands() -> None:
    one, other = (pose_figure(FigureSpec(pose="point", mirrored=m)).landmarks for m in (False, True))
    assert one["hand_R"][1] < one["hand_L"][1] - 0.2
    assert other["hand_L"][1] < other["hand_R"][1] - 0.2


def test_a_blend_lies_between_its_poses() -> None:
    def hand(t: float) -> float:
        return float(pose_figure(FigureSpec(pose=blend("stand", "hands_up", t))).landmarks["hand_L"][2])

    assert hand(0.0) < hand(0.5) < hand(1.0)
    assert hand(0.0) == pytest.approx(float(pose_figure(FigureSpec(pose="stand")).landmarks["hand_L"][2]), abs=0.02)


def test_facing_turns_the_figure_about_where_it_stands() -> None:
    at = pose_figure(FigureSpec(position=(3.0, 4.0, 0.5), facing=90.0)).landmarks
    assert at["eyes"][0] > at["head"][0] + 0.03
    assert np.linalg.norm(at["pelvis"][:2] - [3.0, 4.0]) < 0.1
    assert at["feet"][2] == pytest.approx(0.5)


def test_height_is_that_of_the_figure() -> None:
    tall = pose_figure(FigureSpec(body="man", hair="bald", height=2.0)).vertices
    assert np.ptp(tall[:, 2]) == pytest.approx(2.0, abs=0.06)


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": "ghost"},
        {"pose": "levitate"},
        {"hair": "mullet"},
        {"outfit": "toga"},
        {"expression": "blank"},
        {"beard": "fork"},
    ],
)
def test_a_name_that_is_not_in_its_table_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        pose_figure(FigureSpec(**wrong))  # type: ignore[arg-type]
