"""What stands within an element of Fountain: words with their emphasis, notes, the entries of a title page."""

from __future__ import annotations

import re

from app.domain.fountain import EMPHASIS
from app.domain.fountain_writing import Run, joined

_STYLES = {"*": {"Italic"}, "**": {"Bold"}, "***": {"Bold", "Italic"}, "_": {"Underline"}}
_ESCAPED = re.compile(r"\\([*_])")
_NOTE = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_KEY = re.compile(r"([^\s:][^:\n]{0,60}):[ \t]*(.*)")


def runs_of(text: str) -> list[Run]:
    """Words in their styles, without the marks; emphasis ends with its line."""
    runs: list[Run] = []
    for at, line in enumerate(text.split("\n")):
        if at:
            runs.append(Run("\n"))
        runs += _runs_of_line(line)
    return joined(runs)


_DEEPEST = 3
"""Bold, italic and underline, as deep as they are put into each other."""


def _runs_of_line(line: str) -> list[Run]:
    styles = [frozenset[str]()] * len(line)
    for _ in range(_DEEPEST):
        for found in EMPHASIS.finditer(line):
            inside = slice(*found.span(2))
            styles[inside] = [one | _STYLES[found[1]] for one in styles[inside]]
        line, styles = _without(line, styles, EMPHASIS)
    line, styles = _without(line, styles, _ESCAPED)
    return [Run(letter, style) for letter, style in zip(line, styles, strict=True)]


def _without(line: str, styles: list[frozenset[str]], marks: re.Pattern[str]) -> tuple[str, list[frozenset[str]]]:
    """What is left when of each match only its last group stays."""
    kept: list[slice] = []
    end = 0
    for found in marks.finditer(line):
        inside = found.span(found.re.groups)
        kept += [slice(end, found.start()), slice(*inside)]
        end = found.end()
    kept.append(slice(end, len(line)))
    return "".join(line[one] for one in kept), [style for one in kept for style in styles[one]]


def notes_in(text: str) -> list[str]:
    """What the notes in a stretch of a script say."""
    return [said for found in _NOTE.findall(text) if (said := "\n".join(map(str.strip, found.split("\n"))).strip())]


def title_entries(page: str) -> list[tuple[str, list[str]]]:
    """The key and the lines of each entry of a title page."""
    entries: list[tuple[str, list[str]]] = []
    for line in page.splitlines():
        key = _KEY.fullmatch(line.rstrip())
        if key:
            entries.append((key[1], [key[2]] if key[2].strip() else []))
        elif entries and line.strip():
            entries[-1][1].append(line.strip())
    return entries
