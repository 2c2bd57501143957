"""What must hold between the shots of one scene: the place, its people, and the side of the picture they keep."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from function_runners.storyboard.scene import Scene
from function_runners.storyboard.shot import read_shot
from function_runners.storyboard.stage.identity import place_number, side_of

PAIRS = [("Anna", "Ben"), ("Maya", "Tom"), ("Ruth", "Ivan"), ("Xenia", "Jack")]


def across(scene: Scene, name: str) -> float:
    """How far to the right somebody stands in the picture, 0–1."""
    (mark,) = [m for m in scene.marks if m.name == name]
    return float(scene.camera.project(np.array([[mark.x, mark.y, 1.4]]), 16 / 9)[0, 0])


def layout(scene: Scene) -> list[tuple[str, tuple[float, ...]]]:
    return [(p.name, tuple(np.round(p.low, 6))) for p in scene.pieces if p.kind in ("prop", "wall", "ground")]


@pytest.mark.parametrize("place", ["diner", "office", "forest", "street", "bar"])
def test_a_place_is_dressed_the_same_whatever_the_seed(staged: Any, place: str) -> None:
    one, other = (staged({"prompt": f"an empty {place}, wide shot", "seed": seed}) for seed in (1, 92))
    assert layout(one) == layout(other)
    assert not np.array_equal(one.camera.basis, other.camera.basis)


def test_another_place_of_the_same_kind_is_dressed_differently(staged: Any) -> None:
    one, other = (staged({"location": f"{name}'s office", "size": "WS"}) for name in ("Ruth", "Otto"))
    assert one.mesh.vertices.shape != other.mesh.vertices.shape or not np.array_equal(
        one.mesh.vertices, other.mesh.vertices
    )


@pytest.mark.parametrize("heading", ["INT. ROSIE'S DINER - NIGHT", "Rosie's diner", "the Rosie's diner, dawn"])
def test_a_heading_and_a_plain_name_are_one_place(heading: str) -> None:
    assert place_number(read_shot({"location": heading})) == place_number(read_shot({"location": "Rosie's Diner"}))


def test_nobody_changes_clothes_between_shots(staged: Any) -> None:
    together = staged({"prompt": "a man and a woman talk in a bar", "seed": 1})
    turned_round = staged({"prompt": "a woman and a man talk in a bar, wide shot", "seed": 2})
    alone = staged({"prompt": "close-up of a woman in a bar", "seed": 3})
    clothes = {m.body: m.wardrobe for m in together.marks}
    assert {m.body: m.wardrobe for m in turned_round.marks} == clothes
    assert alone.marks[0].wardrobe == clothes["woman"]
    assert clothes["man"] != clothes["woman"]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_people_keep_their_sides_in_every_size_and_order(staged: Any, one: str, other: str) -> None:
    left = one if side_of(one.casefold()) < side_of(other.casefold()) else other
    right = other if left == one else one
    for seed, first, second in ((1, one, other), (2, other, one)):
        for shot in (
            "they talk in a diner", "Medium shot, they argue in a street", "Wide shot, they walk in a park",
            "they sit on a sofa in a living room", "OTS in an office", "OTS low angle in an alley",
        ):  # fmt: skip
            scene = staged({"prompt": shot, "cast": [first, second], "seed": seed})
            assert across(scene, left) < across(scene, right), shot


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_two_shots_over_the_shoulders_lie_on_one_side_of_the_line(staged: Any, one: str, other: str) -> None:
    """Shot and reverse shot look in different directions, and in each the one who is seen looks towards the other's side."""
    headings = []
    for first, second in ((one, other), (other, one)):
        scene = staged({"cast": [first, second], "size": "OTS", "location": "office"})
        headings.append(scene.camera.azimuth)
    assert 30 < abs(headings[0] - headings[1]) < 110


def test_somebody_asked_to_the_left_is_on_the_left(staged: Any) -> None:
    for one, other in PAIRS:
        for place, smaller in (("left", True), ("right", False)):
            cast = [{"name": one, "place": place}, {"name": other}]
            scene = staged({"cast": cast, "location": "park", "size": "MS"})
            assert (across(scene, one) < across(scene, other)) == smaller


@pytest.mark.parametrize(("angle", "above"), [("low", False), ("high", True)])
def test_a_shot_over_a_shoulder_is_from_the_angle_it_asks_for(staged: Any, angle: str, above: bool) -> None:
    scene = staged({"prompt": "OTS of Anna and Ben in an office", "angle": angle})
    level = staged({"prompt": "OTS of Anna and Ben in an office"})
    assert (scene.camera.position[2] > level.camera.position[2] + 0.25) == above
    assert (scene.camera.basis[2, 2] < level.camera.basis[2, 2] - 0.1) == above


def test_the_seen_face_stays_in_the_picture_over_a_shoulder_from_every_angle(drawn: Any) -> None:
    for angle in ("eye", "low", "high", "overhead", "worm", "dutch", "hip"):
        scene, drawing = drawn(prompt="OTS of Anna and Ben in an office", angle=angle, width=160)
        seen = {p.name: float((drawing.pieces == p.number).mean()) for p in scene.pieces if p.kind == "person"}
        assert seen["Anna"] > 0.06, (angle, seen)
        assert 0.02 < seen["Ben"] < 0.6, (angle, seen)


@pytest.mark.parametrize(("place", "sign"), [("left", 1), ("right", -1)])
def test_somebody_alone_looks_across_to_where_the_other_is(staged: Any, place: str, sign: int) -> None:
    scene = staged({"cast": [{"name": "Anna", "place": place}], "size": "CU", "location": "diner"})
    (mark,) = scene.marks
    turned = (mark.facing - scene.camera.azimuth + 180) % 360 - 180
    assert sign * turned > 5
