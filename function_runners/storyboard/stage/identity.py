"""What stays the same from shot to shot: the look of a place, who somebody is, and the side of the picture they keep.

A shot knows nothing of the others of its scene, so all of it follows from words that they share: the name of the place and
the names of the people. The seed of a shot only varies the rest.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from function_runners.storyboard import figures, words
from function_runners.storyboard.shot import CastMember, Shot

_UNSAID = frozenset({"int", "ext", "interior", "exterior", "the", "a", "an", "in", "at", "on", "of"})


def place_number(shot: Shot) -> int:
    """The seed of a place: "INT. ROSIE'S DINER - NIGHT" and "Rosie's diner" are one, "Joe's diner" is another."""
    hours = {w for phrase in words.TIMES for w in phrase.split()}
    said = [w for w in re.findall(r"[^\W_]+", shot.location.casefold()) if w not in _UNSAID and w not in hours]
    return zlib.crc32(" ".join([shot.place, str(shot.interior), *said]).encode())


def identities(cast: Sequence[CastMember]) -> list[str]:
    """Who each of the cast is: their name, or what they are and which of those ("man 1")."""
    met: dict[str, int] = {}
    found = []
    for member in cast:
        if member.name:
            found.append(member.name.casefold())
        else:
            met[member.body] = met.get(member.body, 0) + 1
            found.append(f"{member.body} {met[member.body]}")
    return found


def side_of(identity: str) -> float:
    """Where somebody stands on the line between people, 0 (left in the picture) to 1 (right).

    The camera never crosses that line: whoever stands left of another does so in every shot, and looks to the right alone.
    """
    return (zlib.crc32(identity.encode()) * 2654435761 % 2**32) / 2**32


def from_left_to_right(cast: Sequence[CastMember]) -> list[int]:
    """The indices of the cast as they stand in the picture; where somebody is asked to be counts first."""
    sides = _sides(cast)
    return sorted(range(len(cast)), key=lambda k: (sides[k], k))


def stands_left(cast: Sequence[CastMember], index: int) -> bool:
    """Whether somebody of the cast stands left of the others; alone, whether theirs is the left half."""
    if len(cast) == 1:
        return _sides(cast)[0] < 0.5
    return from_left_to_right(cast).index(index) < len(cast) / 2


def _sides(cast: Sequence[CastMember]) -> list[float]:
    asked = {"left": -1.0, "centre": 0.5, "right": 2.0}
    return [asked.get(m.place or "", side_of(i)) for m, i in zip(cast, identities(cast), strict=True)]


def wardrobe_of(shot: Shot, identity: str) -> tuple[int, int]:
    """(wardrobe, hanger): numbers that somebody's clothes, hair and skin are chosen by.

    Somebody with a name looks the same everywhere; others do within one place, where no two hang on the same hanger.
    """
    kind, _, nth = identity.rpartition(" ")
    if kind in figures.BODIES and nth.isdigit():
        return place_number(shot) >> 8, figures.BODIES.index(kind) + len(figures.BODIES) * (int(nth) - 1)
    return zlib.crc32(identity.encode()), 0
