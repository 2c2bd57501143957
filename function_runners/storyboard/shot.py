"""The shot as asked for: checked, typed, and complete; what is not said in fields is read from the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from function_runners.storyboard import vocabulary
from function_runners.storyboard.fields import ShotError, aspect_of, choice_of, look_of, number_of, props_of, text_of
from function_runners.storyboard.light import HOURS, MOODS
from function_runners.storyboard.mentions import Person, described
from function_runners.storyboard.stage.colour import is_colour

SIZES = ("ECU", "CU", "MCU", "MS", "MWS", "FS", "WS", "EWS", "OTS", "INSERT")
ANGLES = ("eye", "low", "high", "overhead", "worm", "dutch", "shoulder", "hip")
MOVEMENTS = (
    "static", "pan left", "pan right", "tilt up", "tilt down", "dolly in", "dolly out", "track left", "track right",
    "crane up", "crane down", "zoom in", "zoom out", "handheld",
)  # fmt: skip
WEATHERS = ("clear", "overcast", "rain", "storm", "snow", "fog")
SPOTS = ("left", "right", "centre", "foreground", "background")
FACINGS = ("camera", "away", "left", "right", "partner")
MOST_PEOPLE = 6
LENS_RANGE = (8.0, 400.0)


@dataclass(frozen=True)
class CastMember:
    """One person in front of the camera. `facing` is a word or degrees (0 = towards −y); None means: by the staging."""

    name: str = ""
    body: str = "woman"
    pose: str | None = None
    facing: str | float | None = None
    place: str | None = None
    look: tuple[float, float] | None = None
    hair: str | None = None
    expression: str | None = None
    outfit: str | None = None
    beard: str | None = None
    colours: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shot:
    """Everything the stage, the light and the camera need. `place` is a set; `location` the words it came from."""

    description: str = ""
    size: str = "MS"
    angle: str = "eye"
    lens: float | None = None
    movement: str = "static"
    interior: bool = True
    place: str = "living_room"
    location: str = ""
    time: str = "day"
    mood: str = "neutral"
    weather: str = "clear"
    cast: tuple[CastMember, ...] = ()
    relation: str | None = None
    props: tuple[str, ...] = ()
    aspect: float = 16 / 9
    seed: int = 0
    understood: Mapping[str, Any] = field(default_factory=dict)


def read_shot(parameters: Mapping[str, Any]) -> Shot:
    """A shot from camelCase parameters. Fields win over the text. Raises ShotError naming the field at fault."""
    text = " ".join(text_of(parameters, k) for k in ("description", "prompt") if text_of(parameters, k))
    location = text_of(parameters, "location")
    reading = vocabulary.read(text)
    where = vocabulary.read_place(location) if location else None
    cast = _cast(parameters.get("cast"), reading)
    props = props_of(parameters.get("props"))
    size = choice_of(parameters, "size", SIZES, vocabulary.size_named) or reading.size
    hints = vocabulary.read(location) if location else None
    time = (
        choice_of(parameters, "timeOfDay", tuple(HOURS), vocabulary.time_named)
        or reading.time
        or (hints and hints.time)
    )
    place, interior = _where(parameters, reading, where)
    if size is None:
        size = "MS" if 0 < len(cast) <= 3 else ("WS" if cast or not props else "INSERT")
    if size == "OTS" and len(cast) < 2:
        size = "MCU" if cast else "WS"
    shot = Shot(
        description=text,
        size=size,
        angle=choice_of(parameters, "angle", ANGLES, vocabulary.angle_named) or reading.angle or "eye",
        lens=number_of(parameters, "lens", *LENS_RANGE) or reading.lens,
        movement=choice_of(parameters, "movement", MOVEMENTS, vocabulary.movement_named)
        or reading.movement
        or "static",
        interior=interior,
        place=place,
        location=location or reading.place_words,
        time=time or "day",
        mood=choice_of(parameters, "mood", tuple(MOODS), vocabulary.mood_named) or reading.mood or "neutral",
        weather=choice_of(parameters, "weather", WEATHERS, vocabulary.weather_named)
        or reading.weather
        or (hints.weather if hints else None)
        or "clear",
        cast=cast,
        relation=reading.relation,
        props=props if props is not None else reading.props,
        aspect=aspect_of(parameters),
        seed=int(number_of(parameters, "seed", 0, 2**53) or 0),
    )
    return Shot(**{**shot.__dict__, "understood": _understood(shot)})


def _understood(shot: Shot) -> dict[str, Any]:
    people = [
        {k: v for k, v in (("name", c.name), ("body", c.body), ("pose", c.pose), ("expression", c.expression)) if v}
        for c in shot.cast
    ]
    return {
        "size": shot.size, "angle": shot.angle, "lens": shot.lens, "movement": shot.movement, "interior": shot.interior,
        "place": shot.place, "timeOfDay": shot.time, "mood": shot.mood, "weather": shot.weather, "cast": people,
        "relation": shot.relation, "props": list(shot.props),
    }  # fmt: skip


def _where(
    parameters: Mapping[str, Any], reading: vocabulary.Reading, where: tuple[str, bool] | None
) -> tuple[str, bool]:
    asked = parameters.get("interior")
    if asked is not None and not isinstance(asked, bool):
        raise ShotError("interior", "must be true or false")
    inside = asked if asked is not None else reading.interior
    if where is not None:
        place = where[0]
    elif reading.place is not None:
        place = reading.place
    elif "bed" in reading.props:
        place = "bedroom"
    elif inside is False:
        place = "street" if reading.weather is None else "field"
    elif inside is None and not parameters.get("location") and reading.outdoors:
        place = "street"
    else:
        place = "living_room"
    natural = vocabulary.is_interior(place)
    if inside is None or inside == natural:
        return place, natural
    return vocabulary.counterpart(place, inside), inside


def _cast(value: Any, reading: vocabulary.Reading) -> tuple[CastMember, ...]:
    if value is None or value == []:
        return tuple(_from_text(p) for p in reading.people[:MOST_PEOPLE])
    if not isinstance(value, list):
        raise ShotError("cast", "must be a list of people")
    if len(value) > MOST_PEOPLE:
        raise ShotError("cast", f"at most {MOST_PEOPLE} people can be staged")
    return tuple(_member(entry, index, reading) for index, entry in enumerate(value))


def _from_text(person: Person) -> CastMember:
    return CastMember(
        name=person.name, body=person.body, pose=person.pose, facing=person.facing, place=person.place,
        hair=person.hair, expression=person.expression, outfit=person.outfit, beard=person.beard, colours=dict(person.colours),
    )  # fmt: skip


def _member(entry: Any, index: int, reading: vocabulary.Reading) -> CastMember:
    at = f"cast[{index}]"
    if isinstance(entry, str):
        entry = {"name": entry}
    if not isinstance(entry, Mapping):
        raise ShotError(at, "must be a person")
    name = text_of(entry, "name")
    told = reading.person(name, index)
    usual = described(text_of(entry, "appearance"))
    body = text_of(entry, "body")
    if body:
        named = vocabulary.body_named(body)
        if named is None:
            raise ShotError(f"{at}.body", f"{body!r} is not known; use one of {', '.join(vocabulary.BODIES)}")
        body = named
    place = text_of(entry, "place").replace("center", "centre") or (told.place if told else None)
    if place and place not in SPOTS:
        raise ShotError(f"{at}.place", f"{place!r} is not known; use one of {', '.join(SPOTS)}")
    facing = entry.get("facing")
    if isinstance(facing, str) and facing and facing not in FACINGS:
        raise ShotError(f"{at}.facing", f"{facing!r} is not known; use one of {', '.join(FACINGS)} or degrees")
    if facing is not None and not isinstance(facing, str | int | float):
        raise ShotError(f"{at}.facing", "must be a word or degrees")
    colours = entry.get("colors") or {}
    if not isinstance(colours, Mapping):
        raise ShotError(f"{at}.colors", "must map parts to colours")
    for part, colour in colours.items():
        if not isinstance(colour, str) or not is_colour(colour):
            raise ShotError(f"{at}.colors.{part}", f"{colour!r} is not a colour")
    pose = text_of(entry, "pose") or text_of(entry, "action")
    expression = text_of(entry, "expression")
    return CastMember(
        name=name,
        body=body or usual.body or (told.body if told else vocabulary.body_of_name(name, index)),
        pose=(vocabulary.pose_named(pose) if pose else None) or (told.pose if told else None),
        facing=facing if facing not in (None, "") else (told.facing if told else None),
        place=place,
        look=look_of(entry.get("look"), at),
        hair=text_of(entry, "hair") or (told and told.hair) or usual.hair,
        expression=vocabulary.expression_named(expression) if expression else (told.expression if told else None),
        outfit=text_of(entry, "outfit") or (told and told.outfit) or usual.outfit or vocabulary.outfit_named(name),
        beard=text_of(entry, "beard") or (told and told.beard) or usual.beard,
        colours={**usual.colours, **(told.colours if told else {}), **colours},
    )
