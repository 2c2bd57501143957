"""What is drawn: every set, hour, mood and weather; the same from the same seed; better in the better tiers."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest

from function_runners.storyboard.draw import Drawing
from function_runners.storyboard.extras import depth_picture, masks_picture, normals_picture
from function_runners.storyboard.light import HOURS, MOODS
from function_runners.storyboard.raster import ink, occlusion, paper, shading, shadow, visibility
from function_runners.storyboard.shot import ANGLES, SIZES, WEATHERS
from function_runners.storyboard.stage.sets import SETS

COUPLE = "a man and a woman talk"


def brightness(drawing: Drawing) -> float:
    return float(drawing.picture.mean())


def share_of(scene: Any, drawing: Drawing, kind: str) -> float:
    numbers = [p.number for p in scene.pieces if p.kind == kind]
    return float(np.isin(drawing.pieces, numbers).mean())


@pytest.mark.parametrize("place", sorted(SETS))
def test_every_set_is_dressed_and_its_people_are_seen(drawn: Any, place: str) -> None:
    interior, _ = SETS[place]
    scene, drawing = drawn(prompt=COUPLE, location=place.replace("_", " "), interior=interior, size="MS")
    assert drawing.picture.shape == (90, 160, 3)
    assert share_of(scene, drawing, "person") > 0.08
    assert len({p.name for p in scene.pieces}) > 5
    assert drawing.picture.std() > 12


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("angle", ["eye", "low", "overhead", "dutch"])
def test_every_size_and_angle_shows_somebody(drawn: Any, size: str, angle: str) -> None:
    scene, drawing = drawn(prompt="a woman and a man in a diner", size=size, angle=angle)
    assert share_of(scene, drawing, "person") > (0.0 if size == "INSERT" else 0.004 if size == "EWS" else 0.02)


def test_angles_are_all_different_pictures(drawn: Any) -> None:
    pictures = {drawn(prompt="a woman in a park", angle=angle)[1].picture.tobytes() for angle in ANGLES}
    assert len(pictures) == len(ANGLES)


def test_hours_differ_in_light_and_night_is_the_darkest(drawn: Any) -> None:
    light = {hour: brightness(drawn(prompt="a man in a street, wide shot", timeOfDay=hour)[1]) for hour in HOURS}
    assert min(light, key=light.__getitem__) == "night"
    assert light["day"] > 1.4 * light["night"]


def test_golden_hour_is_warm_and_night_is_cold(drawn: Any) -> None:
    def warmth(hour: str) -> float:
        picture = drawn(prompt="a man in a desert, wide shot", timeOfDay=hour)[1].picture.astype(float)
        return float(picture[..., 0].mean() / picture[..., 2].mean())

    assert warmth("golden") > 1.15 > warmth("night")


def test_every_mood_tints_the_picture_in_its_own_way(drawn: Any) -> None:
    pictures = {mood: drawn(prompt="a woman in a kitchen", mood=mood)[1].picture.tobytes() for mood in MOODS}
    assert len(set(pictures.values())) == len(MOODS)


@pytest.mark.parametrize("weather", WEATHERS)
def test_every_weather_can_be_drawn(drawn: Any, weather: str) -> None:
    dry = drawn(prompt="a man in a field", weather="clear")[1].picture
    picture = drawn(prompt="a man in a field", weather=weather)[1].picture
    assert (weather == "clear") == bool(np.array_equal(dry, picture))


def test_faces_are_lit_at_night(drawn: Any) -> None:
    scene, drawing = drawn(prompt="close-up of a woman in a street at night", width=320)
    person = np.isin(drawing.pieces, [p.number for p in scene.pieces if p.kind == "person"])
    middle = drawing.picture[person][:, 0]
    assert float(np.percentile(middle, 70)) > 50


def test_the_same_seed_draws_the_same_picture_and_another_does_not(drawn: Any, staged: Any) -> None:
    from function_runners.storyboard.draw import draw
    from function_runners.storyboard.tiers import TIERS

    shot = {"prompt": "two women in an office, medium shot", "seed": 5}
    first = draw(staged(shot), 160, 90, TIERS["draft"], "wash").picture
    again = draw(staged(shot), 160, 90, TIERS["draft"], "wash").picture
    other = draw(staged({**shot, "seed": 6}), 160, 90, TIERS["draft"], "wash").picture
    assert first.tobytes() == again.tobytes()
    assert np.abs(first.astype(int) - other.astype(int)).mean() > 4


def test_tiers_and_styles_look_different(drawn: Any) -> None:
    shot = {"prompt": "a man and a woman in a library", "seed": 3}
    draft, standard, cinematic = (
        drawn(tier=t, **shot)[1].picture.astype(int) for t in ("draft", "standard", "cinematic")
    )
    ink = drawn(tier="standard", style="ink", **shot)[1].picture.astype(int)
    assert np.abs(draft - standard).mean() > 2
    assert np.abs(standard - cinematic).mean() > 2
    assert np.ptp(ink, axis=2).mean() < 0.55 * np.ptp(standard, axis=2).mean()


def test_extras_show_depth_normals_and_masks(drawn: Any) -> None:
    scene, drawing = drawn(prompt="a man in a desert, medium shot")
    depth, normals, masks = depth_picture(drawing), normals_picture(drawing, scene.camera), masks_picture(drawing)
    person = np.isin(drawing.pieces, [p.number for p in scene.pieces if p.kind == "person"])
    sky = drawing.pieces < 0
    assert depth.dtype == np.uint16
    assert depth[person].min() > 0
    assert depth[sky].max() == 0
    assert normals[person][:, 2].mean() > 150
    assert len(np.unique(masks[person], axis=0)) == 1
    assert (masks[sky] == 0).all()


def test_nothing_stands_between_the_camera_and_a_face(drawn: Any) -> None:
    for seed in range(6):
        for place in ("bar", "warehouse", "forest", "street"):
            scene, drawing = drawn(prompt="a woman", location=place, size="MS", seed=seed)
            (part,) = [p for p in scene.pieces if p.kind == "person"]
            head = scene.camera.project(np.array([[*(part.low[:2] + part.high[:2]) / 2, part.high[2] - 0.12]]), 16 / 9)[
                0
            ]
            x, y = int(head[0] * 160), int(head[1] * 90)
            assert drawing.pieces[y, x] == part.number, (place, seed)


def test_two_who_talk_look_at_each_other(staged: Any) -> None:
    scene = staged({"prompt": "a man and a woman talk in a park"})
    one, two = scene.marks
    for me, you in ((one, two), (two, one)):
        turn = np.radians(me.facing + me.look[0])
        toward = np.array([you.x - me.x, you.y - me.y])
        assert np.dot([np.sin(turn), -np.cos(turn)], toward / np.linalg.norm(toward)) > 0.9


def test_people_who_sit_have_something_to_sit_on(staged: Any) -> None:
    for place in ("diner", "park", "office", "warehouse", "forest"):
        scene = staged({"prompt": "a man and a woman sit", "location": place})
        assert all(part.seat and part.seat > 0.3 for part in scene.marks)
        assert any(p.kind == "used" for p in scene.pieces), place


def test_those_who_sit_on_a_sofa_share_it_and_those_at_a_table_lay_their_hands_on_it(staged: Any) -> None:
    on_sofa = staged({"prompt": "three women sit on a sofa in a living room"})
    assert [p.name for p in on_sofa.pieces if p.kind == "used"] == ["sofa"]
    at_table = staged({"prompt": "a man and a woman sit at a table in a kitchen"})
    assert all(part.reach for part in at_table.marks)


def test_whoever_kisses_is_close(staged: Any) -> None:
    one, two = staged({"prompt": "Two-shot, Anna and Ben kiss on a beach"}).marks
    assert np.hypot(one.x - two.x, one.y - two.y) < 0.6


def test_what_the_shot_names_is_put_on_the_table(drawn: Any) -> None:
    scene, drawing = drawn(prompt="insert of a gun and a letter on a desk", width=320)
    for name in ("gun", "letter"):
        (piece,) = [p for p in scene.pieces if p.name == name]
        assert (drawing.pieces == piece.number).mean() > 0.004


def test_the_others_in_a_close_up_are_off_screen_and_said_to_be(staged: Any) -> None:
    scene = staged({"prompt": "Close-up of Anna. Ben talks"})
    assert [m.name for m in scene.marks] == ["Anna"]
    assert scene.left_out == ("Ben",)


def test_every_kernel_is_compiled_once_whatever_is_drawn(drawn: Any) -> None:
    for tier, style, shot in (
        ("draft", "ink", {"prompt": "an empty beach, wide shot", "lens": 24}),
        ("standard", "wash", {"prompt": "a man in a bar at night", "lens": 50.5}),
        ("cinematic", "ink", {"prompt": "ECU of a woman in the rain, street", "lens": 100}),
    ):
        drawn(tier=tier, style=style, width=96, **shot)
    for kernel in (
        visibility.visible, shadow.shadow_map, occlusion.occlusion, shading.shade, ink.edges, ink.pen, ink.hatch,
        paper.shrunk, paper.lens_blur, paper.lay_on_paper,
    ):  # fmt: skip
        assert len(kernel.signatures) == 1, kernel


def test_one_thread_draws_the_same_bytes_as_two(staged: Any) -> None:
    from function_runners.storyboard.draw import draw
    from function_runners.storyboard.tiers import TIERS

    scene = staged({"prompt": "a man and a woman walk through a street in the rain at night, wide shot", "seed": 8})
    pictures = {}
    most = numba.get_num_threads()
    try:
        for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(threads)
            for tier in ("draft", "cinematic"):
                pictures[tier, threads] = draw(scene, 320, 180, TIERS[tier], "wash").picture.tobytes()
    finally:
        numba.set_num_threads(most)
    assert len(set(pictures.values())) == 2
