"""Fountain, read without loss: the texts of the elements, one after the other, are the script again, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.domain.fountain_lines import Line, lines_of

ElementKind = Literal[
    "title_page",
    "scene_heading",
    "action",
    "character",
    "dialogue",
    "parenthetical",
    "lyrics",
    "transition",
    "centered",
    "section",
    "synopsis",
    "note",
    "boneyard",
    "page_break",
    "blank",
]

HIDDEN: frozenset[ElementKind] = frozenset({"note", "boneyard"})
"""What no reader of the script sees."""

_HEADING = re.compile(r"\s*(?:INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I/E)(?:\.|[ \t])", re.IGNORECASE)
_NUMBER = re.compile(r"#([\w.\-)]{1,40})#\s*$")
_KEY = re.compile(r"[^\s:][^:\n]{0,60}:")
_KNOWN_KEYS = {"title", "credit", "author", "authors", "source", "notes", "draft date", "date", "contact", "copyright"}
_EXTENSION = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Element:
    """`text` is a stretch of the script as it is; `content` what it says, without markers, notes and boneyards."""

    kind: ElementKind
    text: str
    content: str
    line: int
    """Where it begins; lines count from 1."""
    last_line: int
    number: str | None = None
    """A scene's number as the script gives it."""
    depth: int = 0
    """A section's: how many `#` it has."""
    dual: bool = False
    """A character who speaks beside the one before."""


EMPHASIS = re.compile(r"(?<![\\\w])(\*{1,3}|_)(?=\S)([^*_]+)(?<=[^\s\\])\1(?!\w)")
_ESCAPED = re.compile(r"\\([*_])")


def unmarked(text: str) -> str:
    """Words without the signs that make them bold, italic or underlined."""
    for _ in range(3):  # as deep as they are put into each other
        text = EMPHASIS.sub(r"\2", text)
    return _ESCAPED.sub(r"\1", text)


def parse(script: str) -> list[Element]:
    """Every line of the script in exactly one element. Any text is a script; none is an error."""
    lines = lines_of(script)
    start = _title_page(lines)
    found = [_element("title_page", line, line.visible.strip()) for line in lines[:start]]
    speaking = False
    for at in range(start, len(lines)):
        line = lines[at]
        before_blank = at == start or lines[at - 1].is_blank or found[-1].kind in _STANDS_ALONE
        after_blank = at + 1 == len(lines) or lines[at + 1].is_blank
        if speaking and not line.ends_dialogue:
            found.append(_spoken(line))
            continue
        found.append(_read(line, before_blank, after_blank))
        speaking = found[-1].kind == "character"
    return _joined(found)


_STANDS_ALONE = {"section", "synopsis", "page_break", "note", "boneyard", "scene_heading"}
_GROWS = {"title_page", "action", "dialogue", "blank"}


def _title_page(lines: Sequence[Line]) -> int:
    """How many lines at the top are the title page: a block of `Key: value` in which one key is a usual one."""
    end = next((at for at, line in enumerate(lines) if line.is_blank), len(lines))
    keys = [_KEY.match(line.visible) for line in lines[:end]]
    if not keys or keys[0] is None or _HEADING.match(lines[0].visible):
        return 0
    named = {key.group()[:-1].strip().lower() for key in keys if key}
    return end if named & _KNOWN_KEYS else 0


def _read(line: Line, before_blank: bool, after_blank: bool) -> Element:
    visible = line.visible
    text = visible.strip()
    if not text:
        return _element(line.hidden or "blank", line, line.raw.strip())
    if text[0] == "!":
        return _element("action", line, text[1:])
    if len(text) >= 3 and not text.strip("="):
        return _element("page_break", line, "")
    if text[0] == "#":
        title = text.lstrip("#")
        return replace(_element("section", line, title.strip()), depth=len(text) - len(title))
    if text[0] == "=":
        return _element("synopsis", line, text[1:].strip())
    if text[0] == ">":
        if text[-1] == "<" and len(text) > 1:
            return _element("centered", line, text[1:-1].strip())
        return _element("transition", line, text[1:].strip())
    if text[0] == "~":
        return _element("lyrics", line, text[1:].strip())
    if before_blank:
        if text[0] == "." and len(text) > 1 and text[1] not in ". \t":
            return _heading(line, text[1:])
        if _HEADING.match(text):
            return _heading(line, text)
        if text[0] == "@" and len(text) > 1:
            return _character(line, text[1:])
        if _is_loud(text):
            if after_blank and text.endswith("TO:"):
                return _element("transition", line, text)
            if not after_blank:
                return _character(line, text)
    return _element("action", line, visible.rstrip())


def _spoken(line: Line) -> Element:
    text = line.visible.strip()
    if not text and line.hidden:
        return _element(line.hidden, line, line.raw.strip())
    if text.startswith("(") and text.endswith(")"):
        return _element("parenthetical", line, text[1:-1].strip())
    if text.startswith("~"):
        return _element("lyrics", line, text[1:].strip())
    return _element("dialogue", line, text)


def _heading(line: Line, text: str) -> Element:
    number = _NUMBER.search(text)
    content = text[: number.start()].strip() if number else text.strip()
    return replace(_element("scene_heading", line, content), number=number.group(1) if number else None)


def _character(line: Line, text: str) -> Element:
    dual = text.endswith("^")
    return replace(_element("character", line, text.rstrip("^").strip() if dual else text.strip()), dual=dual)


def _is_loud(text: str) -> bool:
    """All in capitals, what stands in brackets aside. Scripts without capitals need a forced `@`."""
    name = _EXTENSION.sub("", text).rstrip("^ ")
    return any(c.isupper() for c in name) and not any(c.islower() for c in name)


def _element(kind: ElementKind, line: Line, content: str) -> Element:
    return Element(kind, line.raw, content, line.number, line.last_number)


def _joined(found: Sequence[Element]) -> list[Element]:
    """Lines of one paragraph are one element."""
    joined: list[list[Element]] = []
    for element in found:
        if joined and joined[-1][0].kind == element.kind and element.kind in _GROWS:
            joined[-1].append(element)
        else:
            joined.append([element])
    return [
        several[0]
        if len(several) == 1
        else replace(
            several[0],
            text="".join(one.text for one in several),
            content="\n".join(one.content for one in several),
            last_line=several[-1].last_line,
        )
        for several in joined
    ]
