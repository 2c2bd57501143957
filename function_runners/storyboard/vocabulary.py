"""Reading a sentence as a shot. Unknown words are passed over; nothing here ever fails."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from function_runners.storyboard import words
from function_runners.storyboard.stage.colour import NAMED

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
Value = TypeVar("Value")
_LENS = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?mm\b")
_WORD = re.compile(r"[a-zA-Zé0-9'’]+|[,.;:!?]")
_JOINS = {"and", "with", "plus"}
_KNOWN: frozenset[str] = frozenset().union(
    words.PLACES, words.SIZES, words.ANGLES, words.TIMES, words.MOODS, words.PEOPLE, words.WEATHER, words.PROPS,
    words.INTERIOR, words.POSES, words.MOVEMENTS, words.NUMBERS, words.AGES, words.PRONOUNS, NAMED,
)  # fmt: skip
_ADJECTIVES: frozenset[str] = frozenset().union(words.AGES, words.EXPRESSIONS, words.HAIR_COLOURS, words.HAIR, NAMED)
_OBJECT_OF = frozenset({"at", "to", "toward", "towards", "over", "after", "behind", "past", "for", "from"})
_NOT_NAMES = frozenset({"I", "INT", "EXT", "CU", "WS", "MS", "OTS", "The", "A", "An", "POV", "SC"})


@dataclass(frozen=True)
class Person:
    """Someone mentioned in the text."""

    body: str
    name: str = ""
    pose: str | None = None
    facing: str | None = None
    place: str | None = None
    hair: str | None = None
    expression: str | None = None
    outfit: str | None = None
    beard: str | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    at: int = 0


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
    tokens = _Tokens(text)
    lens = _LENS.search(text.lower())
    movement = tokens.first(words.MOVEMENTS, consume=True)
    size = tokens.first(words.SIZES, consume=True)
    angle = tokens.first(words.ANGLES, consume=True)
    interior = tokens.first(words.INTERIOR)
    facing = tokens.first(words.FACINGS, consume=True)
    place, place_words = _place(tokens)
    poses = tokens.all(words.POSES)
    seats = tokens.all(dict.fromkeys(words.SITTING_WORDS, "sit"))
    people = _people(tokens, poses, seats, facing)
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
        relation=tokens.first(words.RELATIONS),
        people=people,
        props=_unique(value for _, value in tokens.all(words.PROPS)),
        outdoors=weather not in (None, "clear"),
    )


def read_place(location: str) -> tuple[str, bool] | None:
    """The set that location words name, and whether it is indoors; None when no word is known."""
    place, _ = _place(_Tokens(location))
    if place is None:
        return None
    said = _Tokens(location).first(words.INTERIOR)
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
    return _Tokens(text).first(words.SIZES)


def angle_named(text: str) -> str | None:
    return _Tokens(text).first(words.ANGLES)


def movement_named(text: str) -> str | None:
    return _Tokens(text).first(words.MOVEMENTS)


def time_named(text: str) -> str | None:
    return _Tokens(text).first(words.TIMES)


def mood_named(text: str) -> str | None:
    return _Tokens(text).first(words.MOODS)


def weather_named(text: str) -> str | None:
    return _Tokens(text).first(words.WEATHER)


def pose_named(text: str) -> str | None:
    return _Tokens(text).first(words.POSES) or text.strip().lower().replace(" ", "_") or None


def expression_named(text: str) -> str | None:
    return _Tokens(text).first(words.EXPRESSIONS) or text.strip().lower() or None


def outfit_named(text: str) -> str | None:
    """What somebody wears, by the garment or by what they are: "detective"."""
    return _Tokens(text).first(words.OUTFITS)


def props_in(text: str) -> tuple[str, ...]:
    return _unique(value for _, value in _Tokens(text).all(words.PROPS))


def body_named(text: str) -> str | None:
    """A body by its own name or by words such as "old woman"."""
    plain = text.strip().lower().replace(" ", "_")
    if plain in BODIES:
        return plain
    tokens = _Tokens(text)
    people = _people(tokens, [], [], None)
    return people[0].body if people else None


def body_of_name(name: str, index: int) -> str:
    """The body of somebody of whom only the name is known: by the name, else by turns."""
    first = name.lower().split()[0] if name.split() else ""
    told = words.NAMES.get(first) or (words.PEOPLE.get(first) or ("",))[0]
    return told or ("woman", "man")[index % 2]


def number_in(text: str) -> float | None:
    found = re.search(r"\d+(?:\.\d+)?", text)
    return float(found.group()) if found else None


class _Tokens:
    """The words of a text with phrase look-up; a consumed word is not found a second time."""

    def __init__(self, text: str) -> None:
        spaced = re.sub(r"['’\-/_]", " ", text)
        self.original = _WORD.findall(spaced)
        self.lower = [w.lower() for w in self.original]
        self.free = [True] * len(self.lower)

    def all(self, table: Mapping[str, Value], consume: bool = False) -> list[tuple[int, Value]]:
        """Every phrase of the table in order of appearance, the longest first at each word."""
        longest = max(len(k.split()) for k in table)
        found: list[tuple[int, Value]] = []
        i = 0
        while i < len(self.lower):
            for n in range(min(longest, len(self.lower) - i), 0, -1):
                if not all(self.free[i : i + n]):
                    continue
                value = _looked_up(table, " ".join(self.lower[i : i + n]))
                if value is not None:
                    found.append((i, value))
                    if consume:
                        self.free[i : i + n] = [False] * n
                    i += n - 1
                    break
            i += 1
        return found

    def first(self, table: Mapping[str, Value], consume: bool = False) -> Value | None:
        found = self.all(table, consume)
        return found[0][1] if found else None

    def phrase(self, at: int, table: Mapping[str, Value]) -> Value | None:
        for n in range(3, 0, -1):
            value = _looked_up(table, " ".join(self.lower[at : at + n]))
            if value is not None:
                return value
        return None


def _looked_up(table: Mapping[str, Value], phrase: str) -> Value | None:
    if phrase in table:
        return table[phrase]
    if phrase.endswith("s") and phrase[:-1] in table:
        return table[phrase[:-1]]
    if phrase.endswith("es") and phrase[:-2] in table:
        return table[phrase[:-2]]
    return None


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _place(tokens: _Tokens) -> tuple[str | None, str]:
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


def _people(
    tokens: _Tokens, poses: list[tuple[int, str]], seats: list[tuple[int, str]], facing: str | None
) -> tuple[Person, ...]:
    people: list[Person] = []
    taken: set[int] = set()
    for i, word in enumerate(tokens.lower):
        if i in taken or not tokens.free[i]:
            continue
        bodies = _bodies(word)
        name = _name_at(tokens, i)
        if name:
            if not any(p.name.lower() == name.lower() for p in people):
                people.append(
                    Person(
                        _aged(tokens, i, str(words.NAMES.get(name.lower()) or ("woman", "man")[len(people) % 2])),
                        name,
                        at=i,
                    )
                )
        elif bodies:
            people += _several(tokens, i, word, bodies)
    people = _without_echoes(tokens, people)
    if not people:
        for i, word in enumerate(tokens.lower):
            if word in words.PRONOUNS and tokens.free[i]:
                people = [Person(b, at=i) for b in words.PRONOUNS[word]]
                break
    people.sort(key=lambda p: p.at)
    return tuple(_described(tokens, p, k, people, poses, seats, facing) for k, p in enumerate(people))


def _bodies(word: str) -> tuple[str, ...]:
    if word in words.PEOPLE:
        return words.PEOPLE[word]
    if word.endswith("s") and word[:-1] in words.PEOPLE:
        one = words.PEOPLE[word[:-1]]
        return one * 2 if len(one) == 1 else one
    return ()


def _several(tokens: _Tokens, at: int, word: str, bodies: tuple[str, ...]) -> list[Person]:
    """The people a noun with its number and age means: "three old men"."""
    number = next((words.NUMBERS[w] for w in reversed(tokens.lower[max(0, at - 3) : at]) if w in words.NUMBERS), 0)
    if number and (len(bodies) > 1 or word.endswith("s")):
        bodies = tuple(bodies[k % len(bodies)] for k in range(number))
    return [Person(_aged(tokens, at, body), at=at) for body in bodies]


def _aged(tokens: _Tokens, at: int, body: str) -> str:
    for i in range(max(0, at - 4), at):
        if tokens.lower[i] in (",", ".", ";", ":", "and", "with") or _bodies(tokens.lower[i]):
            continue
        if any(w in (",", ".", ";", ":", "and", "with") for w in tokens.lower[i:at]):
            continue
        age = tokens.phrase(i, words.AGES)
        male = body in ("man", "boy", "elder_man", "heavy_man")
        if age == "elder":
            return "elder_man" if male else "elder_woman"
        if age == "heavy" and body == "man":
            return "heavy_man"
        if age == "child" and body in ("man", "woman"):
            return "boy" if male else "girl"
    return body


def _name_at(tokens: _Tokens, at: int) -> str:
    word = tokens.original[at]
    if word.lower() in words.NAMES and word[0].isupper():
        return str(word.capitalize() if word.isupper() else word)
    known = word.lower() in _KNOWN
    if known or word in _NOT_NAMES or len(word) < 3 or not word[0].isupper():
        return ""
    follows = tokens.lower[at + 1] if at + 1 < len(tokens.lower) else ""
    acts = tokens.phrase(at + 1, words.POSES) is not None and follows not in ("phone",)
    return (word.capitalize() if word.isupper() else word) if acts else ""


def _without_echoes(tokens: _Tokens, people: list[Person]) -> list[Person]:
    """Leave out a second mention: "Anna, an old woman", "the man" after "a man", one named and described."""
    kept: list[Person] = []
    for person in people:
        article = tokens.lower[person.at - 1] if person.at else ""
        near = tokens.lower[max(0, person.at - 3) : person.at]
        again = "the" in near and any(k.body == person.body and k.at != person.at for k in kept)
        described = next((k for k in kept if k.name and not person.name and 0 < person.at - k.at <= 5
                          and "," in tokens.lower[k.at : person.at] and not _JOINS & set(tokens.lower[k.at : person.at])), None)  # fmt: skip
        if described is not None:
            kept[kept.index(described)] = replace(described, body=person.body)
        elif person.name and kept and not kept[-1].name and person.at - kept[-1].at <= 2 and article not in _JOINS:
            kept[-1] = replace(kept[-1], name=person.name)
        elif not again:
            kept.append(person)
    return kept


def _described(
    tokens: _Tokens, person: Person, index: int, people: list[Person], poses: list[tuple[int, str]],
    seats: list[tuple[int, str]], facing: str | None,
) -> Person:  # fmt: skip
    """Give a person the pose, clothes, hair and face that stand nearest to their mention."""
    following = next((p.at for p in people[index + 1 :] if p.at > person.at), len(tokens.lower))
    previous = max((p.at for p in people[:index] if p.at < person.at), default=-1)
    span = range(person.at, following)
    done_to = any(w in _OBJECT_OF for w in tokens.lower[max(previous + 1, person.at - 3) : person.at])
    pose = _near(poses, person.at) if not done_to else next((v for i, v in poses if person.at < i < following), None)
    if pose == "drink" and _near(seats, person.at):
        pose = "sit_drink"
    if pose is None or pose in ("stand", "talk", "gesture", "phone", "relaxed"):
        seated = _near(seats, person.at)
        pose = "sit" if seated and pose != "phone" else pose
    hair = next(
        (h for i in range(max(previous + 1, person.at - 4), following) if (h := tokens.phrase(i, words.HAIR))), None
    )
    colours: dict[str, str] = {}
    for i in range(max(previous + 1, person.at - 4), following):
        tint = tokens.phrase(i, words.HAIR_COLOURS)
        if tint:
            colours.setdefault("hair", tint)
    for i in span:
        part = tokens.phrase(i, words.GARMENTS)
        tint = next((w for w in reversed(tokens.lower[max(person.at, i - 3) : i]) if w in NAMED), None)
        if part and tint:
            colours.setdefault(part, tint)
    first = person.at
    while first > previous + 1 and tokens.lower[first - 1] in _ADJECTIVES:
        first -= 1
    face = next((e for i in range(first, following) if (e := tokens.phrase(i, words.EXPRESSIONS))), None)
    if face is None:
        found = tokens.all(words.EXPRESSIONS)
        face = found[0][1] if len(found) == 1 else None
    place = None
    ahead = " ".join(tokens.lower[person.at : following])
    if re.search(r"\bin (the )?(background|distance)\b|\bbehind (him|her|them)\b", ahead):
        place = "background"
    elif re.search(r"\bin (the )?foreground\b", ahead):
        place = "foreground"
    elif re.search(r"\b(on|at|to) (the )?left\b|\bframe left\b", ahead):
        place = "left"
    elif re.search(r"\b(on|at|to) (the )?right\b|\bframe right\b", ahead):
        place = "right"
    outfit = next((o for i in span if (o := tokens.phrase(i, words.OUTFITS))), None)
    beard = next((h for i in range(first, following) if (h := tokens.phrase(i, words.BEARDS))), None)
    return replace(
        person,
        pose=pose,
        hair=hair,
        colours=colours,
        expression=face,
        outfit=outfit,
        beard=beard,
        place=place,
        facing=facing,
    )


def _near(found: list[tuple[int, str]], at: int) -> str | None:
    """The first one after a place in the text, else the last one before it."""
    after = [value for i, value in found if i >= at]
    before = [value for i, value in found if i < at]
    return after[0] if after else (before[-1] if before else None)
