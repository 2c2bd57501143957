"""The composite prompt: what a shot says (direct), who is in it (identity), how it looks (aesthetic), where the story
stands (context). A generator that reads text gets `text`; one that reads structure gets the shot's fields."""

from __future__ import annotations

from app.domain.asset_prompt import Material
from app.domain.beats import keywords_of
from app.domain.project import Project, ShotPlace
from app.domain.records import Record
from app.domain.shot import Shot

SIZE_WORDS = {
    "ECU": "extreme close-up",
    "CU": "close-up",
    "MCU": "medium close-up",
    "MS": "medium shot",
    "MWS": "medium wide shot",
    "FS": "full shot",
    "WS": "wide shot",
    "EWS": "extreme wide shot",
    "OTS": "over-the-shoulder shot",
    "INSERT": "insert shot",
}
ANGLE_WORDS = {
    "eye": "eye level",
    "high": "high angle",
    "low": "low angle",
    "overhead": "overhead view",
    "worm": "worm's-eye view",
    "dutch": "dutch angle",
}
TIME_WORDS = {
    "dawn": "at dawn",
    "morning": "in the morning",
    "day": "by day",
    "golden": "at golden hour",
    "dusk": "at dusk",
    "night": "at night",
}


class PromptParts(Record):
    direct: str = ""
    identity: str = ""
    aesthetic: str = ""
    context: str = ""


class Prompt(Record):
    """As it is sent, with its parts."""

    text: str
    negative: str = ""
    parts: PromptParts


def _sentence(*pieces: str | None) -> str:
    return ", ".join(piece.strip().rstrip(".") for piece in pieces if piece and piece.strip())


def compose(project: Project, place: ShotPlace, shot: Shot) -> Prompt:
    """The prompt of a shot, assembled from the film, its place in the story and the shot's own record."""
    material = Material(project, shot)
    camera = _sentence(
        SIZE_WORDS.get(shot.size or ""),
        ANGLE_WORDS.get(shot.angle or ""),
        f"{shot.lens} mm lens" if shot.lens else None,
        f"camera: {shot.movement}" if shot.movement and shot.movement != "static" else None,
    )
    where = None
    if shot.location:
        where = {True: "interior, ", False: "exterior, ", None: ""}[shot.interior] + shot.location
    setting = _sentence(
        where,
        *material.of_place(),
        TIME_WORDS.get(shot.time_of_day or ""),
        f"with {', '.join(shot.props)}" if shot.props else None,
    )
    people = "; ".join(
        _sentence(m.name, *material.of_person(m), m.action, m.expression, f"on the {m.place}" if m.place else None)
        for m in shot.cast
    )
    keywords = keywords_of(project.narrative, place.scene.id)
    parts = PromptParts(
        direct=_sentence(camera, shot.description, setting),
        identity=people,
        aesthetic=_sentence(*material.of_look(), f"{shot.mood} mood" if shot.mood else None),
        context=_sentence(place.scene.emotion, place.scene.beat, *keywords),
    )
    text = ". ".join(p for p in (parts.direct, parts.identity, parts.aesthetic, parts.context) if p)
    return Prompt(text=text, negative=_sentence(shot.negative_prompt, *material.unwanted()), parts=parts)
