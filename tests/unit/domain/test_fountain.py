"""Fountain is read without loss: whatever the script is, the elements are the script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.breakdown import break_down
from app.domain.fountain import Element, parse, unmarked

PIECES = [
    *("\n", "\n\n", "\r\n", "\r", " ", "  ", "\t", "\u2028", "\x0b", "\x0c", "\ufeff", "\u00a0"),
    *("/*", "*/", "[[", "]]", "INT. DINER - NIGHT", "EXT. ", ".FORCED", "...", "#1A#", "# Act", "= synopsis", "==="),
    *("MARA", "@McCoy", "BOB ^", "(softly)", "( ", "~la", "> FADE OUT", ">mid<", "CUT TO:", "!BANG", "Title: X", "a"),
    *("İ", "ß", "日本", "é"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200))
def test_the_elements_texts_together_are_the_script(script: str) -> None:
    elements = parse(script)
    assert "".join(element.text for element in elements) == script
    line = 1
    for element in elements:
        assert element.line == line
        line = element.last_line + 1
    break_down(script)


def kinds(script: str) -> list[tuple[str, str]]:
    return [(element.kind, element.content) for element in parse(script) if element.kind != "blank"]


def the_only(script: str) -> Element:
    (element,) = [element for element in parse(script) if element.kind != "blank"]
    return element


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("Title: Big Fish\n    and chips\nAuthor: X\n\nA.", [("title_page", None), ("action", "A.")]),
        ("\ufeffTitle: X\n\nA.", [("title_page", "Title: X"), ("action", "A.")]),
        ("FADE IN:\n\nA river.", [("action", "FADE IN:"), ("action", "A river.")]),
        ("INT. HOUSE: NIGHT\n\nA.", [("scene_heading", "INT. HOUSE: NIGHT"), ("action", "A.")]),
        ("int./ext. car - day", [("scene_heading", "int./ext. car - day")]),
        (".SNIPER SCOPE", [("scene_heading", "SNIPER SCOPE")]),
        ("...and then", [("action", "...and then")]),
        ("International waters.", [("action", "International waters.")]),
        ("He waits.\nINT. NO HEADING", [("action", "He waits.\nINT. NO HEADING")]),
        ("MARA (cont'd)\nHi.", [("character", "MARA (cont'd)"), ("dialogue", "Hi.")]),
        ("MARA\n\nHi.", [("action", "MARA"), ("action", "Hi.")]),
        ("@McCLANE\nHi.", [("character", "McCLANE"), ("dialogue", "Hi.")]),
        ("日本\nHi.", [("action", "日本\nHi.")]),
        ("23\nHi.", [("action", "23\nHi.")]),
        (
            "MARA\n(softly)\nHi.\n  \nThere.\n\nShe goes.",
            [
                ("character", "MARA"),
                ("parenthetical", "softly"),
                ("dialogue", "Hi.\n\nThere."),
                ("action", "She goes."),
            ],
        ),
        ("CUT TO:\n\nA.", [("transition", "CUT TO:"), ("action", "A.")]),
        ("> Burn to white.", [("transition", "Burn to white.")]),
        ("> THE END <", [("centered", "THE END")]),
        ("!MARA\nHi.", [("action", "MARA\nHi.")]),
        (
            "# Act\n\n= It ends.\n\n===\n\n~la",
            [("section", "Act"), ("synopsis", "It ends."), ("page_break", ""), ("lyrics", "la")],
        ),
        ("[[one\ntwo]]\n\nA [[b]] c.", [("note", "[[one\ntwo]]"), ("action", "A  c.")]),
        ("[[no\n\nnote]]", [("action", "[[no"), ("action", "note]]")]),
        ("/*\n\nINT. CUT\n\n*/\nA.", [("boneyard", "/*\n\nINT. CUT\n\n*/"), ("action", "A.")]),
        ("/* open\n\nA.", [("action", "/* open"), ("action", "A.")]),
    ],
)
def test_each_line_is_what_fountain_says_it_is(script: str, told: list[tuple[str, str | None]]) -> None:
    found = kinds(script)
    assert [kind for kind, _ in found] == [kind for kind, _ in told]
    assert all(content in (None, read) for (_, content), (_, read) in zip(told, found, strict=True))


def test_a_scene_s_number_a_section_s_depth_and_a_dual_speaker_are_read() -> None:
    heading = the_only("INT. DINER - NIGHT #110A#")
    assert (heading.content, heading.number) == ("INT. DINER - NIGHT", "110A")
    assert the_only("### Beat").depth == 3
    character = parse("BOB ^\nHi.")[0]
    assert (character.content, character.dual) == ("BOB", True)


@pytest.mark.parametrize("piece", ["[[", "/*", "[[\n\n]]", "A(", "#", "(", "MARA\n"])
def test_an_odd_script_of_any_length_is_read(piece: str) -> None:
    script = piece * 20_000
    assert "".join(element.text for element in parse(script)) == script


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("INT. DINER - NIGHT", (True, "DINER", "night")),
        ("EXT. OLD TOWN - BRIDGE - DAWN", (False, "OLD TOWN - BRIDGE", "dawn")),
        ("INT./EXT. CAR - DAY", (None, "CAR", "day")),
        ("INT. NIGHT CLUB", (True, "NIGHT CLUB", None)),
        (".LATER", (None, "LATER", None)),
    ],
)
def test_a_heading_tells_place_and_time(heading: str, told: tuple[bool | None, str, str | None]) -> None:
    (scene,) = break_down(heading)
    assert (scene.interior, scene.location, scene.time_of_day) == told


@pytest.mark.parametrize("line", ["FADE OUT.", "FADE TO BLACK.", "SMASH CUT TO BLACK.", "THE END", "**FIN**"])
def test_a_line_that_shows_nothing_is_no_shot(line: str) -> None:
    (scene,) = break_down(f"EXT. PIER - DAY\n\nA boat.\n\n{line}\n\nCUT WOOD floats by.\n")
    assert [shot.name for shot in scene.shots] == ["A boat.", "CUT WOOD floats by."]


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("**BANG**: the *_old_* radio ***dies***.", "BANG: the old radio dies."),
        ("_under_ and *over*", "under and over"),
        (r"Two \* stars \* and a\_b\_c.", "Two * stars * and a_b_c."),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("*open", "*open"),
    ],
)
def test_words_lose_their_emphasis_and_nothing_else(marked: str, words: str) -> None:
    assert unmarked(marked) == words
