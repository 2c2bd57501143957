"""Free text alone makes a shot."""

from __future__ import annotations

import pytest

from function_runners.storyboard import figures, vocabulary
from function_runners.storyboard.shot import read_shot
from function_runners.storyboard.stage.props import PROPS
from function_runners.storyboard.stage.sets import SETS
from function_runners.storyboard.words import (
    BEARDS,
    EXPRESSIONS,
    GARMENTS,
    HAIR,
    NAMES,
    OUTFITS,
    PEOPLE,
    PLACES,
    POSE_FALLBACKS,
    POSES,
)
from function_runners.storyboard.words import PROPS as PROP_WORDS

FULL = "Low angle wide shot: an old man and a girl walk through a rainy city street at night, camera tracks left"


def test_a_full_sentence_is_read_in_every_respect() -> None:
    reading = vocabulary.read(FULL)
    assert (reading.size, reading.angle, reading.movement) == ("WS", "low", "track left")
    assert (reading.place, reading.time, reading.weather) == ("street", "night", "rain")
    assert [(p.body, p.pose) for p in reading.people] == [("elder_man", "walk"), ("girl", "walk")]
    assert reading.props == ()


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("ECU of an eye", "ECU"), ("Extreme close-up on her eyes", "ECU"), ("close up of a man", "CU"), ("CU Maya", "CU"),
        ("Medium close-up, a woman", "MCU"), ("medium shot", "MS"), ("cowboy shot of a sheriff", "MWS"),
        ("medium wide shot", "MWS"), ("full shot of a dancer", "FS"), ("wide shot", "WS"), ("long shot", "WS"),
        ("extreme wide shot of a valley", "EWS"), ("establishing shot", "EWS"), ("OTS on Tom", "OTS"),
        ("over-the-shoulder", "OTS"), ("insert of a key", "INSERT"), ("a man waits", None),
    ],
)  # fmt: skip
def test_sizes(text: str, size: str | None) -> None:
    assert vocabulary.read(text).size == size


@pytest.mark.parametrize(
    ("text", "angle"),
    [
        ("low angle", "low"), ("shot from below", "low"), ("high angle on the crowd", "high"), ("overhead of a bed", "overhead"),
        ("bird's eye view", "overhead"), ("dutch tilt", "dutch"), ("worm's-eye", "worm"), ("eye level", "eye"),
        ("a man walks", None),
    ],
)  # fmt: skip
def test_angles(text: str, angle: str | None) -> None:
    assert vocabulary.read(text).angle == angle


@pytest.mark.parametrize(
    ("text", "movement"),
    [
        ("camera pans right", "pan right"), ("slow push in", "dolly in"), ("the camera pulls back", "dolly out"),
        ("tilts up to the sky", "tilt up"), ("tracking shot", "track right"), ("crane up", "crane up"), ("zoom out", "zoom out"),
        ("handheld", "handheld"), ("static", "static"), ("she pushes the door", None),
    ],
)  # fmt: skip
def test_movements(text: str, movement: str | None) -> None:
    assert vocabulary.read(text).movement == movement


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("a man", ["man"]), ("two women talk", ["woman", "woman"]), ("an elderly woman", ["elder_woman"]),
        ("three old men on a bench", ["elder_man"] * 3), ("a couple kissing", ["woman", "man"]), ("a burly guard", ["heavy_man"]),
        ("a little boy and his mother", ["boy", "woman"]), ("She waits", ["woman"]), ("an empty street", []),
        ("Maya and Tom argue", ["woman", "man"]), ("a man enters. The man sits down", ["man"]),
        ("Anna, an old woman, sits", ["elder_woman"]), ("two detectives", ["man", "man"]), ("a woman in a red coat", ["woman"]),
    ],
)  # fmt: skip
def test_people(text: str, bodies: list[str]) -> None:
    assert [p.body for p in vocabulary.read(text).people] == bodies


def test_names_clothes_and_faces_stay_with_their_people() -> None:
    maya, tom = vocabulary.read("MAYA in a red coat shouts at Tom, a bald man in a blue shirt, who is afraid").people
    assert (maya.name, maya.outfit, maya.colours["outer"], maya.expression) == ("Maya", "coat", "red", "shouting")
    assert (tom.name, tom.colours["top"], tom.hair, tom.expression) == ("Tom", "blue", "bald", "afraid")


@pytest.mark.parametrize(
    ("text", "poses"),
    [
        ("a man sits at a table", ["sit"]), ("a woman running", ["run"]), ("a girl sleeps", ["lie"]),
        ("a man points a gun at a woman with her hands up", ["aim", "hands_up"]), ("a woman in a booth", ["sit"]),
        ("a man kneels while a woman stands", ["kneel", "stand"]), ("a man", [None]),
    ],
)  # fmt: skip
def test_poses(text: str, poses: list[str | None]) -> None:
    assert [p.pose for p in vocabulary.read(text).people] == poses


@pytest.mark.parametrize(
    ("text", "place", "time"),
    [
        ("INT. DINER - NIGHT", "diner", "night"), ("EXT. FOREST - DAWN", "forest", "dawn"), ("in the car at dusk", "car", "dusk"),
        ("on a rooftop at golden hour", "rooftop", "golden"), ("a man in a bar, evening", "bar", "dusk"),
        ("hospital corridor", "corridor", None), ("at the train station", "station", None), ("a quiet beach, noon", "beach", "day"),
    ],
)  # fmt: skip
def test_places_and_times(text: str, place: str, time: str | None) -> None:
    reading = vocabulary.read(text)
    assert (reading.place, reading.time) == (place, time)


def test_a_lens_is_a_number_of_millimetres() -> None:
    assert vocabulary.read("CU, 85mm, a man").lens == 85
    assert vocabulary.read("shot on 35 mm").lens == 35
    assert vocabulary.read("85 people").lens is None


def test_unknown_words_are_passed_over() -> None:
    shot = read_shot({"prompt": "Zxqv blorf !! ∞ 42 的 <script>"})
    assert shot.cast == ()
    assert shot.place in SETS


def test_every_place_and_prop_word_leads_to_something_that_can_be_built() -> None:
    assert set(PLACES.values()) <= set(SETS)
    assert set(PROP_WORDS.values()) <= set(PROPS)
    assert {b for bodies in PEOPLE.values() for b in bodies} | set(NAMES.values()) <= set(vocabulary.BODIES)
    assert set(GARMENTS.values()) == {"top", "outer", "bottom", "shoes"}
    assert set(OUTFITS.values()) <= set(figures.OUTFITS)
    assert set(BEARDS.values()) <= set(figures.BEARDS)
    assert set(HAIR.values()) <= set(figures.HAIR_STYLES)
    assert set(EXPRESSIONS.values()) <= set(figures.EXPRESSIONS)
    for pose in POSES.values():
        assert pose in figures.POSES or set(POSE_FALLBACKS[pose]) & set(figures.POSES), pose
    assert {name for name, (interior, _) in SETS.items() if interior} == vocabulary.INTERIORS
