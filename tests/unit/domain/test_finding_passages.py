"""Lines of a script are found again after it was edited; what is not sure is lost, never guessed."""

from __future__ import annotations

import pytest

from app.domain.paths import ProjectPath
from app.domain.script_links import Found, ScriptPlaces

PATH = ProjectPath("02_Source_Creative/Scripts/Train.fountain")
SCRIPT = """INT. DINER - NIGHT

Rain on the glass. A cup of coffee goes cold.

MARA
He never came.

Silence.

EXT. STREET - DAWN

Mara runs through the empty street.

Silence.
"""
CUP, DIALOGUE, SILENCE, RUNS, LAST = (3, 3), (5, 6), (8, 8), (12, 12), (14, 14)


def found(lines: tuple[int, int], after: str) -> Found:
    passage = ScriptPlaces(SCRIPT).passage(PATH, *lines)
    assert passage is not None
    return ScriptPlaces(after).find(passage)


@pytest.mark.parametrize("lines", [CUP, DIALOGUE, SILENCE, RUNS, LAST])
def test_lines_are_found_where_they_were_and_move_with_what_is_written_above(lines: tuple[int, int]) -> None:
    assert found(lines, SCRIPT) == Found("found", *lines)
    above = "Title: Train\n\n" + SCRIPT.replace("\n", "\r\n")
    assert found(lines, above) == Found("found", lines[0] + 2, lines[1] + 2)


def test_the_same_words_in_another_scene_are_not_taken_for_the_lost_ones() -> None:
    without = SCRIPT.replace("He never came.\n\nSilence.\n", "He never came.\n")
    assert found(SILENCE, without).state == "lost"
    assert found(LAST, without) == Found("found", 12, 12)


def test_rewritten_words_between_the_same_neighbours_are_changed_ones() -> None:
    after = SCRIPT.replace("Rain on the glass. A cup of coffee goes cold.", "Snow.\n\nThe radio hums.")
    assert found(CUP, after) == Found("changed", 3, 5)


def test_an_edited_sentence_is_known_again_when_its_neighbours_changed_too() -> None:
    after = SCRIPT.replace("runs through the empty street", "walks through the empty street").replace(
        "Silence.", "Birds."
    )
    assert found(RUNS, after) == Found("changed", 12, 12)


def test_half_of_what_was_said_is_enough() -> None:
    after = SCRIPT.replace("Silence.\n\nEXT", "EXT").replace("He never came.", "Where is he now?\n(beat)")
    assert found(DIALOGUE, after).state == "changed"


def test_what_was_deleted_is_lost_and_comes_back_when_it_is_put_back() -> None:
    assert found(RUNS, SCRIPT.replace("Mara runs through the empty street.\n\n", "")) == Found("lost")
    assert found(RUNS, "") == Found("lost")
    moved = SCRIPT.replace("Mara runs through the empty street.\n\n", "") + "\nINT. TRAIN - DAY\n\n"
    assert found(CUP, moved.replace("Rain on", "Rain on")).state == "found"
    assert found(RUNS, f"{moved}Mara runs through the empty street.\n").state == "lost", "35 signs are too few"


def test_a_long_line_is_known_in_another_scene_and_under_another_heading() -> None:
    assert found(CUP, SCRIPT.replace("INT. DINER - NIGHT", "INT. BAR - NIGHT")) == Found("found", 3, 3)
    elsewhere = "EXT. STREET - DAWN\n\nRain on the glass. A cup of coffee goes cold.\n"
    assert found(CUP, elsewhere) == Found("found", 3, 3)


def test_lines_without_words_are_no_passage() -> None:
    places = ScriptPlaces(SCRIPT)
    assert places.passage(PATH, 4, 4) is None
    assert places.passage(PATH, 100, 200) is None
    assert places.passage(PATH, 6, 3) is None
    wide = places.passage(PATH, 2, 4)
    assert wide is not None
    assert (wide.line, wide.last_line, wide.before, wide.after) == (3, 3, "INT. DINER - NIGHT", "MARA")
