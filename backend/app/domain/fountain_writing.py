"""Words as lines of Fountain that are read as what they are meant to be, whatever stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_HEADING = re.compile(r"(?:INT\.?/EXT|EXT\.?/INT|INT|EXT|EST|I/E)(?:\.|[ \t])", re.IGNORECASE)
_NUMBER = re.compile(r"[\w.\-)]{1,40}")
_MARKS = {"Bold": "**", "Italic": "*", "Underline": "_"}
_HIDING = re.compile(r"\[(?=\[)|/(?=\*)|\](?=\])|\*(?=/)")
_BREAKS = re.compile(r"\r\n|[\r\u2028\u2029\v\f\x85]")


@dataclass(frozen=True)
class Run:
    """Words in one style; `styles` are `Bold`, `Italic` and `Underline`."""

    text: str
    styles: frozenset[str] = frozenset()


def plain(text: str) -> str:
    """Without what would begin a note or a boneyard."""
    return _HIDING.sub(lambda found: f"{found.group()} ", _BREAKS.sub("\n", text))


def hides(text: str) -> bool:
    return _HIDING.search(text) is not None


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def styled(runs: Sequence[Run]) -> str:
    """Emphasis in Fountain's marks, which end with each line; stars and lines that are meant as such stay such."""
    whole = "".join(run.text for run in runs)
    marked = any(run.styles for run in runs)
    escaped = {mark for mark in "*_" if marked or whole.count(mark) > 1}
    said = ""
    for run in joined(runs):
        pieces = plain(run.text).split("\n")
        said += "\n".join(_marked(piece, run.styles, escaped) for piece in pieces)
    return said


def _marked(text: str, styles: frozenset[str], escaped: set[str]) -> str:
    for mark in escaped:
        text = text.replace(mark, f"\\{mark}")
    core = text.strip()
    if not core:
        return text
    marks = "".join(mark for name, mark in _MARKS.items() if name in styles)
    at = text.index(core)
    return f"{text[:at]}{marks}{core}{marks[::-1]}{text[at + len(core) :]}"


def joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one style as one."""
    whole: list[Run] = []
    for run in runs:
        if whole and whole[-1].styles == run.styles:
            whole[-1] = Run(whole[-1].text + run.text, run.styles)
        else:
            whole.append(run)
    return whole


def heading(text: str, number: str | None) -> str:
    words = one_line(text)
    if not _HEADING.match(words) and (bare := words.lstrip(". ")):
        words = f".{bare}"
    return f"{words} #{number}#" if number else words


def fits_as_number(number: str) -> bool:
    return _NUMBER.fullmatch(number) is not None


def character(name: str, *, dual: bool, speaks: bool) -> str:
    words = one_line(name).rstrip("^ ") or "?"
    as_it_is = speaks and is_loud(words) and words[0] not in "!#=>~.@" and not _HEADING.match(words)
    return f"{words if as_it_is else f'@{words}'}{' ^' if dual else ''}"


def is_loud(text: str) -> bool:
    name = re.sub(r"\([^()]*\)", "", text)
    return any(c.isupper() for c in name) and not any(c.islower() for c in name)


def parenthetical(text: str) -> str:
    words = one_line(text)
    return words if words.startswith("(") and words.endswith(")") else f"({words})"


def spoken(text: str) -> list[str]:
    """Lines of dialogue; an empty one in the middle has the two spaces that keep somebody speaking."""
    return [line.strip() or "  " for line in text.strip("\n").split("\n")]


def action(text: str) -> list[str]:
    return [_plain_line(line.rstrip()) for line in text.strip("\n").split("\n")]


def _plain_line(line: str) -> str:
    words = line.strip()
    if not words:
        return ""
    is_special = words[0] in "!#=>~@" or (words[0] == "." and words[1:2] not in ("", ".", " ", "\t"))
    return f"!{line}" if is_special or _HEADING.match(words) or is_loud(words) else line


def transition(text: str) -> str:
    words = one_line(text)
    if is_loud(words) and words.endswith("TO:") and words[0] not in "!#=>~.@" and not _HEADING.match(words):
        return words
    return f"> {words.rstrip('< ')}"


def note(text: str) -> str:
    """On as many lines as it has; empty ones get the two spaces without which a note would end."""
    lines = plain(text).strip().split("\n")
    return "[[" + "\n".join(line.rstrip() or "  " for line in lines) + "]]"


def boneyard(lines: Sequence[str]) -> str:
    return "\n".join(["/*", *(plain(line) for line in lines), "*/"])


def title_page(entries: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """`Key: value`; a value of several lines stands below its key, set in."""
    lines: list[str] = []
    for key, values in entries:
        if len(values) == 1:
            lines.append(f"{key}: {values[0]}")
        else:
            lines += [f"{key}:", *(f"    {value}" for value in values)]
    return lines
