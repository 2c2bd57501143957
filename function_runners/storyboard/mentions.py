"""Who is mentioned in a text, and what is said of each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from function_runners.storyboard import words
from function_runners.storyboard.stage.colour import NAMED
from function_runners.storyboard.tokens import Tokens

_JOINS = {"and", "with", "plus"}
_OBJECT_OF = frozenset({"at", "to", "toward", "towards", "over", "after", "behind", "past", "for", "from"})
_NOT_NAMES = frozenset({"I", "INT", "EXT", "CU", "WS", "MS", "OTS", "The", "A", "An", "POV", "SC"})
_KNOWN: frozenset[str] = frozenset().union(
    words.PLACES, words.SIZES, words.ANGLES, words.TIMES, words.MOODS, words.PEOPLE, words.WEATHER, words.PROPS,
    words.INTERIOR, words.POSES, words.MOVEMENTS, words.NUMBERS, words.AGES, words.PRONOUNS, NAMED,
)  # fmt: skip
_ADJECTIVES: frozenset[str] = frozenset().union(words.AGES, words.EXPRESSIONS, words.HAIR_COLOURS, words.HAIR, NAMED)


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


def people_in(
    tokens: Tokens, poses: list[tuple[int, str]], seats: list[tuple[int, str]], facing: str | None
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


def described(text: str) -> Person:
    """One person as words about them alone say: "a woman of forty, grey coat, short dark hair". The body may stay empty."""
    tokens = Tokens(text)
    at, body = next(((i, bodies[0]) for i, word in enumerate(tokens.lower) if (bodies := _bodies(word))), (0, ""))
    person = Person(_aged(tokens, at, body))
    return _described(tokens, person, 0, [person], [], [], None)


def _bodies(word: str) -> tuple[str, ...]:
    if word in words.PEOPLE:
        return words.PEOPLE[word]
    if word.endswith("s") and word[:-1] in words.PEOPLE:
        one = words.PEOPLE[word[:-1]]
        return one * 2 if len(one) == 1 else one
    return ()


def _several(tokens: Tokens, at: int, word: str, bodies: tuple[str, ...]) -> list[Person]:
    """The people a noun with its number and age means: "three old men"."""
    number = next((words.NUMBERS[w] for w in reversed(tokens.lower[max(0, at - 3) : at]) if w in words.NUMBERS), 0)
    if number and (len(bodies) > 1 or word.endswith("s")):
        bodies = tuple(bodies[k % len(bodies)] for k in range(number))
    return [Person(_aged(tokens, at, body), at=at) for body in bodies]


def _aged(tokens: Tokens, at: int, body: str) -> str:
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


def _name_at(tokens: Tokens, at: int) -> str:
    word = tokens.original[at]
    if word.lower() in words.NAMES and word[0].isupper():
        return str(word.capitalize() if word.isupper() else word)
    known = word.lower() in _KNOWN
    if known or word in _NOT_NAMES or len(word) < 3 or not word[0].isupper():
        return ""
    follows = tokens.lower[at + 1] if at + 1 < len(tokens.lower) else ""
    acts = tokens.phrase(at + 1, words.POSES) is not None and follows not in ("phone",)
    return (word.capitalize() if word.isupper() else word) if acts else ""


def _without_echoes(tokens: Tokens, people: list[Person]) -> list[Person]:
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
    tokens: Tokens, person: Person, index: int, people: list[Person], poses: list[tuple[int, str]],
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
        part = tokens.phrase(i, words.GARMENTS) if "hair" not in tokens.lower[i : i + 3] else None
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
    for i in span:
        for part, tint in (tokens.phrase(i, words.UNIFORMS) or {}).items():
            colours.setdefault(part, tint)
    beard = next(
        (h for i in range(max(previous + 1, person.at - 3), following) if (h := tokens.phrase(i, words.BEARDS))), None
    )
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
