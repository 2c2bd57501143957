"""Lines of a script, with what is hidden in them: notes `[[ ]]` and boneyards `/* */`, which may run over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_EMPTY_LINE = re.compile(r"(?:\r\n|\r|\n)[ \t]?(?:\r\n|\r|\n)")

Hidden = Literal["note", "boneyard"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the script, or several that a note or boneyard ties together. `raw` has its line ending."""

    raw: str
    visible: str
    """Without line ending, notes and boneyards."""
    hidden: Hidden | None
    """What is hidden in it, if anything."""
    number: int
    last_number: int

    @property
    def is_blank(self) -> bool:
        return not self.visible.strip() and self.hidden is None

    @property
    def ends_dialogue(self) -> bool:
        """Two spaces on an otherwise empty line keep somebody speaking."""
        return self.is_blank and len(self.visible) < 2


def numbered_lines(script: str) -> list[str]:
    """The script's lines as an editor counts them, from 1 for the first."""
    return [match.group().rstrip("\r\n") for match in _LINE.finditer(script)]


def lines_of(script: str) -> list[Line]:
    """The lines in order; their `raw` texts together are the script. In time that grows with the script's length."""
    hidden = list(_hidden_in(script))
    found: list[Line] = []
    at = number = upcoming = 0
    pieces = [match.span() for match in _LINE.finditer(script)]
    index = 0
    while index < len(pieces):
        start, end = pieces[index]
        number = index + 1
        inside: list[tuple[int, int, Hidden]] = []
        while upcoming < len(hidden) and hidden[upcoming][0] < end:
            inside.append(hidden[upcoming])
            while hidden[upcoming][1] > end:
                index += 1
                end = pieces[index][1]
            upcoming += 1
        visible, at = "", start + 1 if start == 0 and script.startswith("\ufeff") else start
        for first, last, _ in inside:
            visible += script[at:first]
            at = last
        visible += script[at:end]
        found.append(
            Line(script[start:end], visible.rstrip("\r\n"), inside[0][2] if inside else None, number, index + 1)
        )
        index += 1
    return found


def _hidden_in(script: str) -> Iterator[tuple[int, int, Hidden]]:
    """Where notes and boneyards begin and end. One that is not closed, or a note over an empty line, is plain text."""
    empty = [match.end() for match in _EMPTY_LINE.finditer(script)]
    at = blank = 0
    ends = {"/*": 0, "[[": 0}
    for match in re.finditer(r"/\*|\[\[", script):
        start, opening = match.start(), match.group()
        if start < at or ends[opening] < 0:
            continue
        if ends[opening] < start + 2:
            ends[opening] = script.find("*/" if opening == "/*" else "]]", start + 2)
            if ends[opening] < 0:
                continue
        end = ends[opening] + 2
        if opening == "[[":
            while blank < len(empty) and empty[blank] <= start:
                blank += 1
            if blank < len(empty) and empty[blank] < end:
                continue
        yield start, end, "boneyard" if opening == "/*" else "note"
        at = end
