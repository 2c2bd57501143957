"""A screenplay goes to Final Draft and comes back: the same paragraphs, the same words."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.final_draft import Node, read_final_draft
from app.domain.final_draft_script import script_from_final_draft
from app.domain.final_draft_writing import final_draft_of
from app.domain.fountain import parse
from app.domain.fountain_reading import runs_of

SCRIPTS = Path(__file__).parent / "final_draft"


def back(script: str) -> str:
    return script_from_final_draft(final_draft_of(script).encode()).script


def told(script: str) -> list[tuple[str, str]]:
    return [(one.kind, one.content) for one in parse(script) if one.kind not in ("blank", "title_page")]


def paragraphs(fdx: str) -> list[tuple[str, str]]:
    def words(node: Node) -> str:
        return "".join(text.text for text in node.all("Text"))

    (body,) = read_final_draft(fdx.encode()).all("Content")
    return [(one.attributes["Type"], words(one)) for one in body.below("Paragraph") if one.all("Text")]


@pytest.mark.parametrize("name", ["night_train", "by_another_program"])
def test_what_came_from_final_draft_goes_back_and_comes_again_as_it_is(name: str) -> None:
    script = (SCRIPTS / f"{name}.fountain").read_text()
    assert told(back(script)) == [one for one in told(script) if one[0] != "note"]
    assert back(back(script)) == back(script)


def test_the_script_of_final_draft_is_its_fountain_to_the_letter() -> None:
    script = (SCRIPTS / "night_train.fountain").read_text()
    assert back(script) == script


def test_emphasis_notes_summaries_pages_and_two_at_once_are_what_they_were() -> None:
    fdx = final_draft_of(
        "Title: X\nCredit: by\nAuthor: A\nContact:\n    1 Road\n    Town\n\n"
        "INT. A - DAY #1A#\n\n= They meet.\n\nShe is **loud** and *very _very_* \\*late\\*. [[Ask <her>.]]\n\n"
        "===\n\nANN\nOne.\n\nBEN ^\n(softly)\nTwo.\n\n## Middle\n\n> Later <\n"
    )
    root = read_final_draft(fdx.encode())
    texts = [(one.text, one.attributes.get("Style")) for one in root.below("Text")]
    assert [one for one in texts if one[1]] == [("loud", "Bold"), ("very ", "Italic"), ("very", "Italic+Underline")]
    assert any("*late*" in text for text, _ in texts)
    (heading, page), (dual,) = (
        [one for one in root.below("Paragraph") if "Number" in one.attributes or "StartsNewPage" in one.attributes],
        list(root.below("DualDialogue")),
    )
    assert (heading.attributes["Number"], [one.text for one in heading.all("Text")]) == ("1A", ["INT. A - DAY"])
    assert "They meet." in "".join(text.text for text in heading.below("Text"))
    assert page.all("Text") or page.below("DualDialogue")
    assert [one.attributes["Type"] for one in dual.all("Paragraph")] == [
        *("Character", "Dialogue", "Character", "Parenthetical", "Dialogue"),
    ]
    notes = [text.text for note in root.below("ScriptNote") for text in note.below("Text")]
    assert notes == ["Ask <her>.", "Middle"]


WORD = st.text(st.sampled_from("abXY19<>&\"'#@.é"), min_size=1, max_size=8).map(lambda text: f"x{text}x")
LINES = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
KINDS = ["Scene Heading", "Action", "Transition", "New Act"]
SPEECH = st.tuples(LINES, LINES).map(lambda both: [("Character", both[0]), ("Dialogue", both[1])])
PLAIN = st.tuples(st.sampled_from(KINDS), LINES).map(lambda one: [one])


@settings(max_examples=120, deadline=None)
@given(st.lists(PLAIN | SPEECH, max_size=8).map(lambda some: [one for several in some for one in several]))
def test_whatever_the_words_are_final_draft_gets_its_own_paragraphs_back(found: list[tuple[str, str]]) -> None:
    inside = "".join(f'<Paragraph Type="{kind}"><Text>{escape(words)}</Text></Paragraph>' for kind, words in found)
    script = script_from_final_draft(f"<FinalDraft><Content>{inside}</Content></FinalDraft>".encode()).script
    assert paragraphs(final_draft_of(script)) == found, script


@settings(max_examples=120, deadline=None)
@given(st.text(st.sampled_from("aB \n.!#=>~@<:^([])*_/-\\'\x00\x0b\ud800é"), max_size=60))
def test_any_text_at_all_becomes_a_file_that_is_read_again(script: str) -> None:
    content = final_draft_of(script).encode()
    once = script_from_final_draft(content).script
    assert back(once) == back(back(once))


def test_words_without_their_marks_are_the_words() -> None:
    line = "a **b *c* d** _e_ \\*f\\* g*h*i *" + "*x* " * 3
    assert "".join(run.text for run in runs_of(line)) == "a b c d e *f* g*h*i *x x x "
    assert len(runs_of("*a* " * 20_000)) == 40_000
