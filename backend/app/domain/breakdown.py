"""From the elements of a screenplay to the scenes and shots that it suggests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.domain.documents import ProposedScene, ProposedShot
from app.domain.fountain import Element, parse, unmarked
from app.domain.shot import CastMember, ShotSize, TimeOfDay

MOST_CAST = 24
MOST_TEXT = 20_000
MOST_NAME = 80

_PREFIX = re.compile(r"(INT\.?/EXT|EXT\.?/INT|I/E|INT|EXT|EST)[. \t]+", re.IGNORECASE)
_EXTENSION = re.compile(r"\([^()]*\)")
_TIMES: dict[str, TimeOfDay] = {
    "DAWN": "dawn",
    "SUNRISE": "dawn",
    "MORNING": "morning",
    "DAY": "day",
    "NOON": "day",
    "AFTERNOON": "day",
    "GOLDEN HOUR": "golden",
    "MAGIC HOUR": "golden",
    "SUNSET": "dusk",
    "DUSK": "dusk",
    "EVENING": "dusk",
    "NIGHT": "night",
    "MIDNIGHT": "night",
}
_SIZES: tuple[tuple[re.Pattern[str], ShotSize], ...] = (
    (re.compile(r"\b(EXTREME CLOSE[ -]?UP|ECU)\b"), "ECU"),
    (re.compile(r"\b(CLOSE[ -]?UP|CLOSE ON|CU)\b"), "CU"),
    (re.compile(r"\bINSERT\b"), "INSERT"),
    (re.compile(r"\bOVER THE SHOULDER\b"), "OTS"),
    (re.compile(r"\b(EXTREME WIDE|AERIAL)\b"), "EWS"),
    (re.compile(r"\b(WIDE|ESTABLISHING)\b"), "WS"),
)
_NOT_PICTURED = re.compile(
    r"(THE )?END|FIN|ROLL CREDITS|FADE (IN|OUT|UP|TO [A-Z]+)|((SMASH|HARD|MATCH|JUMP) )?CUT TO [A-Z]+|DISSOLVE TO [A-Z]+"
)


def break_down(script: str) -> list[ProposedScene]:
    """A scene for each heading; in it a shot for each paragraph of action, with what is said after it."""
    scenes: list[ProposedScene] = []
    section: str | None = None
    for element, below in _by_heading(parse(script)):
        if element is not None:
            scenes.append(_scene(element, below, section))
        for other in below:
            if other.kind == "section" and other.depth == 1:
                section = other.content[:200] or None
    return scenes


def _by_heading(elements: Sequence[Element]) -> Iterator[tuple[Element | None, list[Element]]]:
    heading: Element | None = None
    below: list[Element] = []
    for element in elements:
        if element.kind == "scene_heading":
            yield heading, below
            heading, below = element, []
        else:
            below.append(element)
    yield heading, below


def _scene(heading: Element, below: Sequence[Element], section: str | None) -> ProposedScene:
    interior, place, time = _told_by(heading.content)
    last = max([heading.last_line, *(one.last_line for one in below if one.kind not in ("blank", "section"))])
    synopsis = " ".join(one.content for one in below if one.kind == "synopsis")
    return ProposedScene(
        line=heading.line,
        last_line=last,
        heading=heading.content[:200] or "Scene",
        number=heading.number,
        section=section,
        synopsis=synopsis[:MOST_TEXT] or None,
        interior=interior,
        location=place[:500] or None,
        time_of_day=time,
        characters=list(dict.fromkeys(_speaker(one) for one in below if one.kind == "character")),
        shots=_shots(below),
    )


def _told_by(heading: str) -> tuple[bool | None, str, TimeOfDay | None]:
    """Interior, place and time of day of `INT. DINER - NIGHT`. A place that is both inside and outside is neither."""
    prefix = _PREFIX.match(heading)
    kind = prefix.group(1).upper() if prefix else ""
    interior = {"INT": True, "EXT": False, "EST": False}.get(kind)
    rest = heading[prefix.end() :] if prefix else heading
    parts = [part.strip() for part in re.split(r"\s[-–—]\s", rest)]
    time = next((_TIMES[part.upper()] for part in parts[1:] if part.upper() in _TIMES), None)
    return interior, " - ".join(part for at, part in enumerate(parts) if at == 0 or part.upper() not in _TIMES), time


def _shots(below: Sequence[Element]) -> list[ProposedShot]:
    """Action begins a shot; what is said belongs to the shot before it. `FADE OUT.` and `THE END` show nothing."""
    groups: list[list[Element]] = []
    for element in below:
        if element.kind == "action" and _NOT_PICTURED.fullmatch(unmarked(element.content).strip(" .:")):
            continue
        if element.kind == "action" or (element.kind == "character" and not groups):
            groups.append([element])
        elif groups and element.kind in ("character", "dialogue", "parenthetical", "lyrics"):
            groups[-1].append(element)
    return [_shot(group) for group in groups]


def _shot(group: Sequence[Element]) -> ProposedShot:
    action = unmarked(" ".join(group[0].content.split())) if group[0].kind == "action" else ""
    speakers = list(dict.fromkeys(_speaker(one) for one in group if one.kind == "character"))
    spoken = "\n".join(_line_of(one) for one in group if one.kind != "action")
    name = action or (f"{speakers[0]} speaks" if speakers else "Shot")
    return ProposedShot(
        line=group[0].line,
        last_line=group[-1].last_line,
        name=name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1].rstrip()}…",
        description=action[:MOST_TEXT],
        size=next((size for pattern, size in _SIZES if pattern.search(action)), None),
        cast=[CastMember(name=name) for name in speakers[:MOST_CAST]],
        dialogue=spoken[:MOST_TEXT] or None,
    )


def _speaker(element: Element) -> str:
    """`MARA (V.O.)` is Mara."""
    return _EXTENSION.sub("", element.content).strip()[:200] or element.content[:200] or "?"


def _line_of(element: Element) -> str:
    content = unmarked(element.content)
    return f"({content})" if element.kind == "parenthetical" else content
