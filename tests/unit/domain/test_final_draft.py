"""Final Draft's scripts as Fountain: what is what stays so, what has no place is said, and nothing hostile is followed."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.final_draft import DEEPEST, MAX_FINAL_DRAFT_BYTES, MOST_NODES, BadFinalDraft
from app.domain.final_draft_script import script_from_final_draft
from app.domain.fountain import parse

SCRIPTS = Path(__file__).parent / "final_draft"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'


def fdx(*paragraphs: str, more: str = "") -> bytes:
    inside = "\n".join(paragraphs)
    return (
        f'{HEAD}<FinalDraft DocumentType="Script" Version="5"><Content>{inside}</Content>{more}</FinalDraft>'.encode()
    )


def paragraph(kind: str, text: str, **attributes: str) -> str:
    named = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<Paragraph Type="{kind}"{named}><Text>{escape(text)}</Text></Paragraph>'


def told(script: str) -> list[tuple[str, str]]:
    return [(one.kind, one.content) for one in parse(script) if one.kind != "blank"]


@pytest.mark.parametrize("name", sorted(path.stem for path in SCRIPTS.glob("*.fdx")))
def test_a_script_of_final_draft_becomes_the_fountain_that_says_the_same(name: str) -> None:
    converted = script_from_final_draft((SCRIPTS / f"{name}.fdx").read_bytes())
    assert converted.script == (SCRIPTS / f"{name}.fountain").read_text()
    assert converted.remarks == (SCRIPTS / f"{name}.remarks").read_text().splitlines()


KINDS = {
    "Scene Heading": "scene_heading",
    "Action": "action",
    "Transition": "transition",
    "New Act": "section",
    "End of Act": "centered",
}
WORDS = st.text(st.sampled_from("aB1 .!#=>~@<:^(['*_/-éİ"), min_size=1, max_size=12).map(lambda text: f"x{text}x")
LOUD = st.text(st.sampled_from("AB .!#=>~@<:^'-1É"), max_size=12).map(lambda text: f"{text}X")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(KINDS)), WORDS | LOUD), max_size=8))
def test_whatever_the_words_are_each_paragraph_is_read_as_what_it_was(found: list[tuple[str, str]]) -> None:
    script = script_from_final_draft(fdx(*(paragraph(kind, text) for kind, text in found))).script
    kinds = [one.kind for one in parse(script) if one.kind != "blank"]
    assert kinds == [KINDS[kind] for kind, _ in found], script


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WORDS | LOUD, WORDS | LOUD), min_size=1, max_size=5))
def test_whoever_speaks_and_whatever_they_say_speaks_and_says_it(found: list[tuple[str, str]]) -> None:
    both = [one for who, what in found for one in (paragraph("Character", who), paragraph("Dialogue", what))]
    script = script_from_final_draft(fdx(*both)).script
    kinds = [one.kind for one in parse(script) if one.kind != "blank"]
    spoken = {"dialogue", "parenthetical", "lyrics"}
    assert ["dialogue" if kind in spoken else kind for kind in kinds] == ["character", "dialogue"] * len(found), script


def test_stars_and_lines_that_are_meant_as_such_are_no_emphasis() -> None:
    script = script_from_final_draft(fdx(paragraph("Action", "Two * stars * and a_b_c."))).script
    assert script == "Two \\* stars \\* and a\\_b\\_c.\n"


def test_a_file_that_is_mistaken_for_a_title_page_is_not() -> None:
    script = script_from_final_draft(fdx(paragraph("Action", "Title: what she reads."))).script
    assert told(script) == [("action", "Title: what she reads.")]


BOMB = """<?xml version="1.0"?><!DOCTYPE FinalDraft [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><FinalDraft><Content><Paragraph><Text>&c;</Text></Paragraph></Content></FinalDraft>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE FinalDraft [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<FinalDraft><Content><Paragraph><Text>&x;</Text></Paragraph></Content></FinalDraft>"""
ELSEWHERE = (
    '<?xml version="1.0"?><!DOCTYPE FinalDraft SYSTEM "http://127.0.0.1:1/x.dtd"><FinalDraft><Content/></FinalDraft>'
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOMB.encode(), "document type"),
        (OUTSIDE.encode(), "document type"),
        (ELSEWHERE.encode(), "document type"),
        (b"", "no element found"),
        (b"INT. DINER - NIGHT", "syntax error"),
        (b"<html><body/></html>", "not of Final Draft"),
        (b"<FinalDraft/>", "no script"),
        (fdx(paragraph("Action", "x"))[:-20], "no whole XML"),
        (b"<FinalDraft><Content>&nbsp;</Content></FinalDraft>", "undefined entity"),
        (b'<?xml version="1.0" encoding="x-klingon"?><FinalDraft/>', "encoding"),
        (b"<FinalDraft><Content>\xff\xfe</Content></FinalDraft>", "no whole XML"),
        (b"<FinalDraft><Content>" + b"<a>" * DEEPEST, "deeper"),
        (b"<FinalDraft><Content>" + b"<a/>" * MOST_NODES, "more elements"),
        (b" " * (MAX_FINAL_DRAFT_BYTES + 1), "8 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_script_or_means_harm_is_refused_with_a_sentence(content: bytes, says: str) -> None:
    with pytest.raises(BadFinalDraft, match=says):
        script_from_final_draft(content)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3000), st.binary(max_size=6))
def test_a_damaged_file_is_a_script_or_refused_and_nothing_else(at: int, damage: bytes) -> None:
    content = (SCRIPTS / "night_train.fdx").read_bytes()
    try:
        script_from_final_draft(content[:at] + damage + content[at + len(damage) :])
    except BadFinalDraft as refusal:
        assert refusal.detail
