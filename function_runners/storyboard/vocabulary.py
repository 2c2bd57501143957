"""Reading a sentence as a shot. Unknown words are passed over; nothing here ever fails."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from function_runners.storyboard import words
from function_runners.storyboard.mentions import Person, people_in
from function_runners.storyboard.tokens import Tokens

BODIES = ("man", "woman", "boy", "girl", "elder_man", "elder_woman", "heavy_man")
INTERIORS = frozenset({
    "living_room", "diner", "bar", "office", "kitchen", "bedroom", "bathroom", "corridor", "hospital", "classroom", "library",
    "car", "warehouse", "church", "prison", "laboratory", "theatre",
})  # fmt: skip
_COUNTERPARTS = {
    "street": "living_room",
    "station": "corridor",
    "church": "cemetery",
    "car": "street",
    "warehouse": "alley",
}
_LENS = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?mm\b")


@dataclass(frozen=True)
class Reading:
    """What a sentence says about a shot; None for what it does not say."""

    size: str | None = None
    angle: str | None = None
    lens: float | None = None
    movement: str | None = None
    interior: bool | None = None
    place: str | None = None
    place_words: str = ""
    time: str | None = None
    mood: str | None = None
    weather: str | None = None
    relation: str | None = None
    people: tuple[Person, ...] = ()
    props: tuple[str, ...] = ()
    outdoors: bool = False

    def person(self, name: str, index: int) -> Person | None:
        """The person of the text that a cast member is: by name, else by order."""
        if name:
            first = name.lower().split()[0]
            for person in self.people:
                if person.name and person.name.lower().split()[0] == first:
                    return person
        unnamed = [p for p in self.people if not p.name]
        return unnamed[index] if index < len(unnamed) and len(unnamed) == len(self.people) else None


def read(text: str) -> Reading:
    """Find the shot in a sentence."""
    tokens = Tokens(text)
    lens = _LENS.search(text.lower())
    movement = tokens.first(words.MOVEMENTS, consume=True)
    size = tokens.first(words.SIZES, consume=True)
    angle = tokens.first(words.ANGLES, consume=True)
    interior = tokens.first(words.INTERIOR)
    facing = tokens.first(words.FACINGS, consume=True)
    place, place_words = _place(tokens)
    poses = tokens.all(words.POSES)
    seats = tokens.all(dict.fromkeys(words.SITTING_WORDS, "sit"))
    people = people_in(tokens, poses, seats, facing)
    weather = tokens.first(words.WEATHER)
    return Reading(
        size=size,
        angle=angle,
        lens=min(400.0, max(8.0, float(lens.group(1)))) if lens else None,
        movement=movement,
        interior=interior,
        place=place,
        place_words=place_words,
        time=tokens.first(words.TIMES),
        mood=tokens.first(words.MOODS),
        weather=weather,
        relation=_relation(tokens),
        people=people,
        props=_unique(value for _, value in tokens.all(words.PROPS)),
        outdoors=weather not in (None, "clear"),
    )


def _relation(tokens: Tokens) -> str | None:
    """How people stand to each other; whoever kisses or embraces is close, whatever else is said."""
    found = [value for _, value in tokens.all(words.RELATIONS)]
    return "close" if "close" in found else (found[0] if found else None)


def read_place(location: str) -> tuple[str, bool] | None:
    """The set that location words name, and whether it is indoors; None when no word is known."""
    place, _ = _place(Tokens(location))
    if place is None:
        return None
    said = Tokens(location).first(words.INTERIOR)
    if said is None or said == is_interior(place):
        return place, is_interior(place)
    return counterpart(place, said), said


def is_interior(place: str) -> bool:
    return place in INTERIORS


def counterpart(place: str, interior: bool) -> str:
    """The nearest set to `place` that is on the other side of the wall."""
    if place in _COUNTERPARTS:
        return _COUNTERPARTS[place]
    return "living_room" if interior else "street"


def size_named(text: str) -> str | None:
    return Tokens(text).first(words.SIZES)


def angle_named(text: str) -> str | None:
    return Tokens(text).first(words.ANGLES)


def movement_named(text: str) -> str | None:
    return Tokens(text).first(words.MOVEMENTS)


def time_named(text: str) -> str | None:
    return Tokens(text).first(words.TIMES)


def mood_named(text: str) -> str | None:
    return Tokens(text).first(words.MOODS)


def weather_named(text: str) -> str | None:
    return Tokens(text).first(words.WEATHER)


def pose_named(text: str) -> str | None:
    return Tokens(text).first(words.POSES) or text.strip().lower().replace(" ", "_") or None


def expression_named(text: str) -> str | None:
    return Tokens(text).first(words.EXPRESSIONS) or text.strip().lower() or None


def outfit_named(text: str) -> str | None:
    """What somebody wears, by the garment or by what they are: "detective"."""
    return Tokens(text).first(words.OUTFITS)


def props_in(text: str) -> tuple[str, ...]:
    return _unique(value for _, value in Tokens(text).all(words.PROPS))


def body_named(text: str) -> str | None:
    """A body by its own name or by words such as "old woman"."""
    plain = text.strip().lower().replace(" ", "_")
    if plain in BODIES:
        return plain
    tokens = Tokens(text)
    people = people_in(tokens, [], [], None)
    return people[0].body if people else None


def body_of_name(name: str, index: int) -> str:
    """The body of somebody of whom only the name is known: by the name, else by turns."""
    first = name.lower().split()[0] if name.split() else ""
    told = words.NAMES.get(first) or (words.PEOPLE.get(first) or ("",))[0]
    return told or ("woman", "man")[index % 2]


def number_in(text: str) -> float | None:
    found = re.search(r"\d+(?:\.\d+)?", text)
    return float(found.group()) if found else None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _place(tokens: Tokens) -> tuple[str | None, str]:
    """The most telling place word: one after "in", "on", "at", "INT." or "through" before any other."""
    found = tokens.all(words.PLACES)
    if not found:
        return None, ""
    before = {
        "in",
        "inside",
        "at",
        "on",
        "through",
        "into",
        "int",
        "ext",
        "along",
        "across",
        "down",
        "of",
        "interior",
        "exterior",
    }

    def telling(entry: tuple[int, str]) -> tuple[bool, int]:
        near = tokens.lower[max(0, entry[0] - 4) : entry[0]]
        return not before.intersection(near), entry[0]

    at, place = min(found, key=telling)
    return place, tokens.lower[at]
