"""Fields are checked, and win over the text."""

from __future__ import annotations

from typing import Any

import pytest

from function_runners.storyboard.shot import ShotError, read_shot


def test_fields_win_over_the_text() -> None:
    shot = read_shot(
        {
            "prompt": "Wide shot of a man in a forest at night",
            "size": "CU",
            "timeOfDay": "day",
            "location": "a bar",
            "cast": [{"name": "Ines", "body": "woman", "pose": "sitting"}],
            "lens": 85,
            "aspectRatio": "2.39:1",
        }
    )
    assert (shot.size, shot.time, shot.place, shot.interior) == ("CU", "day", "bar", True)
    assert [(c.name, c.body, c.pose) for c in shot.cast] == [("Ines", "woman", "sit")]
    assert shot.lens == 85
    assert shot.aspect == pytest.approx(2.39)


def test_a_cast_member_takes_what_the_text_says_of_them() -> None:
    shot = read_shot({"prompt": "Tom runs after Maya, who cries", "cast": [{"name": "Maya"}, {"name": "Tom"}]})
    assert [(c.name, c.pose) for c in shot.cast] == [("Maya", "cry"), ("Tom", "run")]


def test_somebody_looks_in_every_shot_as_their_character_is_described() -> None:
    mara = {"name": "Mara", "appearance": "A woman of forty, grey coat, short dark hair"}
    for description in ("Rain on the pier.", "Mara waits.", "Two figures on the empty pier, a man runs."):
        (seen,) = read_shot({"description": description, "cast": [mara]}).cast
        assert (seen.body, seen.outfit, seen.hair, seen.colours["outer"]) == ("woman", "coat", "short", "grey")
    (changed,) = read_shot({"description": "Mara waits in a red dress.", "cast": [mara]}).cast
    assert (changed.outfit, changed.colours["top"], changed.hair) == ("dress", "red", "short")


def test_fields_are_understood_in_plain_words_too() -> None:
    shot = read_shot(
        {"size": "Close-Up", "angle": "low angle", "movement": "Push in", "timeOfDay": "sunset", "mood": "noir"}
    )
    assert (shot.size, shot.angle, shot.movement, shot.time, shot.mood) == ("CU", "low", "dolly in", "golden", "tense")


def test_the_result_says_what_was_understood() -> None:
    understood = read_shot({"prompt": "two-shot, Anna and Ben talk in a kitchen, morning"}).understood
    assert understood["place"] == "kitchen"
    assert [c["name"] for c in understood["cast"]] == ["Anna", "Ben"]
    assert understood["relation"] == "face"


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"size": "gigantic"}, "size"),
        ({"angle": 3}, "angle"),
        ({"movement": "teleport"}, "movement"),
        ({"lens": 2}, "lens"),
        ({"lens": "long"}, "lens"),
        ({"interior": "yes"}, "interior"),
        ({"timeOfDay": "teatime!"}, "timeOfDay"),
        ({"aspectRatio": "wide"}, "aspectRatio"),
        ({"aspectRatio": "16:0"}, "aspectRatio"),
        ({"cast": "Maya"}, "cast"),
        ({"cast": [{"name": "A"}] * 7}, "cast"),
        ({"cast": [{"body": "centaur"}]}, "cast[0].body"),
        ({"cast": [{"name": "A"}, {"place": "ceiling"}]}, "cast[1].place"),
        ({"cast": [{"facing": "north"}]}, "cast[0].facing"),
        ({"cast": [{"colors": {"top": "plaid"}}]}, "cast[0].colors.top"),
        ({"cast": [{"look": "sideways"}]}, "cast[0].look"),
        ({"props": "gun"}, "props"),
        ({"seed": -1}, "seed"),
        ({"prompt": 7}, "prompt"),
    ],
)
def test_a_wrong_field_is_named(parameters: dict[str, Any], field: str) -> None:
    with pytest.raises(ShotError) as caught:
        read_shot(parameters)
    assert caught.value.field == field
    assert field in str(caught.value)


def test_an_over_the_shoulder_shot_needs_two_people() -> None:
    assert read_shot({"size": "OTS", "prompt": "a man"}).size == "MCU"
    assert read_shot({"size": "OTS", "prompt": "a man and a woman"}).size == "OTS"


def test_what_somebody_does_is_read_from_their_action_and_wins_over_the_description() -> None:
    shot = read_shot(
        {
            "prompt": "Mara pushes an envelope across the table to Tom.",
            "cast": [{"name": "Mara", "action": "sit and reach"}, {"name": "Tom", "action": "sit"}],
        }
    )
    assert [person.pose for person in shot.cast] == ["sit_reach", "sit"]
