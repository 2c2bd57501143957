"""From Fountain to a script of Final Draft (.fdx) that says the same, whatever the words are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

from app.domain.fountain import Element, parse
from app.domain.fountain_reading import notes_in, runs_of, title_entries

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n<FinalDraft DocumentType="Script" Template="No" Version="5">\n'
_KINDS = {
    "scene_heading": "Scene Heading",
    "action": "Action",
    "centered": "Action",
    "character": "Character",
    "dialogue": "Dialogue",
    "parenthetical": "Parenthetical",
    "lyrics": "Singing",
    "transition": "Transition",
    "section": "New Act",
}
_SPOKEN = {"dialogue", "parenthetical", "lyrics"}
_IN_THE_MIDDLE = ("title", "credit", "author", "authors", "source")
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class _Paragraph:
    kind: str
    words: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()
    omitted: str | None = None
    both: tuple[_Paragraph, ...] = ()
    """Two who speak at the same time."""
    is_second: bool = False
    """A character who speaks beside the one before."""


def final_draft_of(script: str) -> str:
    """The file's text. Notes are notes of the paragraph before them, sections below the first level too; what is in a
    boneyard is an omitted scene."""
    elements = parse(script)
    paragraphs = _side_by_side(list(_paragraphs(elements)))
    body = "".join(_written(one, "    ") for one in paragraphs)
    title = "".join(_title_page(elements))
    if title:
        title = f"  <TitlePage>\n    <Content>\n{title}    </Content>\n  </TitlePage>\n"
    return f"{_HEAD}  <Content>\n{body}  </Content>\n{title}</FinalDraft>\n"


def _paragraphs(elements: Sequence[Element]) -> Iterator[_Paragraph]:
    waiting: _Paragraph | None = None
    new_page, notes = False, tuple[str, ...]()
    for element in elements:
        if element.kind == "page_break":
            new_page = True
        elif element.kind == "synopsis" and waiting and waiting.kind == "Scene Heading":
            waiting = replace(waiting, summaries=(*waiting.summaries, element.content))
        elif said := _aside(element):
            if waiting:
                waiting = replace(waiting, notes=(*waiting.notes, *said))
            else:
                notes += said
        elif found := _paragraph(element):
            if waiting:
                yield waiting
            page = {"StartsNewPage": "Yes"} if new_page else {}
            waiting = replace(found, attributes={**found.attributes, **page}, notes=(*notes, *found.notes))
            new_page, notes = False, ()
    if waiting or notes:
        yield waiting or _Paragraph("Action", notes=notes)


def _aside(element: Element) -> tuple[str, ...]:
    """What only the writer reads and Final Draft keeps in a note."""
    if element.kind == "note":
        return tuple(notes_in(element.text))
    is_lower = element.kind == "section" and element.depth > 1
    return (element.content,) if (is_lower or element.kind == "synopsis") and element.content else ()


def _paragraph(element: Element) -> _Paragraph | None:
    if element.kind == "boneyard":
        words = element.text.strip().removeprefix("/*").removesuffix("*/").strip("\r\n")
        return _Paragraph("Scene Heading", omitted=words) if words.strip() else None
    kind = _KINDS.get(element.kind)
    if kind is None or not element.content.strip():
        return None
    attributes = {}
    if element.number:
        attributes["Number"] = element.number
    if element.kind in ("centered", "section"):
        attributes["Alignment"] = "Center"
    words = f"({element.content})" if element.kind == "parenthetical" else element.content
    return _Paragraph(kind, words, attributes, tuple(notes_in(element.text)), is_second=element.dual)


def _side_by_side(found: Sequence[_Paragraph]) -> Iterator[_Paragraph]:
    """Speeches of two who speak at the same time go into one paragraph."""
    spoken = {_KINDS[kind] for kind in _SPOKEN}
    at = 0
    while at < len(found):
        end = at
        for _ in range(2):
            if end < len(found) and found[end].kind == "Character" and found[end].is_second == (end > at):
                end += 1
                while end < len(found) and found[end].kind in spoken:
                    end += 1
        if sum(one.kind == "Character" for one in found[at:end]) == 2:
            yield _Paragraph("", both=tuple(found[at:end]))
            at = end
        else:
            yield found[at]
            at += 1


def _written(one: _Paragraph, indent: str) -> str:
    if one.both:
        inside = "".join(_written(each, f"{indent}    ") for each in one.both)
        return (
            f"{indent}<Paragraph>\n{indent}  <DualDialogue>\n{inside}{indent}  </DualDialogue>\n{indent}</Paragraph>\n"
        )
    attributes = "".join(f" {name}={quoteattr(_clean(value))}" for name, value in one.attributes.items())
    inside = ""
    if one.summaries:
        said = "".join(f"<Paragraph>{_texts(each)}</Paragraph>" for each in one.summaries)
        inside += f"<SceneProperties><Summary>{said}</Summary></SceneProperties>"
    if one.omitted is not None:
        lines = [line for line in one.omitted.splitlines() if line.strip()]
        hidden = "".join(f'<Paragraph Type="Action"><Text>{_said(line)}</Text></Paragraph>' for line in lines)
        inside += f"<OmittedScene>{hidden}</OmittedScene>"
    inside += _texts(one.words)
    for note in one.notes:
        inside += f"<ScriptNote><Paragraph><Text>{_said(note)}</Text></Paragraph></ScriptNote>"
    return f'{indent}<Paragraph Type="{one.kind}"{attributes}>{inside}</Paragraph>\n'


def _texts(words: str) -> str:
    runs = runs_of(words)
    styled = [(run.text, "+".join(sorted(run.styles))) for run in runs if run.text]
    return "".join(
        f"<Text{f' Style={quoteattr(style)}' if style else ''}>{_said(text)}</Text>" for text, style in styled
    )


def _title_page(elements: Sequence[Element]) -> Iterator[str]:
    page = "".join(one.text for one in elements if one.kind == "title_page")
    for key, lines in title_entries(page):
        where = "Center" if key.casefold() in _IN_THE_MIDDLE else "Left"
        for line in lines:
            yield f'      <Paragraph Alignment="{where}" Type="Action">{_texts(line)}</Paragraph>\n'


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _said(text: str) -> str:
    return escape(_clean(text))
