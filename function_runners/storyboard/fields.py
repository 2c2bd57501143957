"""Single fields of a shot: checked, and understood in plain words too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from function_runners.storyboard import vocabulary

ASPECTS = {
    "16:9": 16 / 9,
    "2.39:1": 2.39,
    "1.85:1": 1.85,
    "4:3": 4 / 3,
    "1:1": 1.0,
    "9:16": 9 / 16,
    "4:5": 0.8,
    "3:2": 1.5,
}


class ShotError(ValueError):
    """A field of the shot that cannot be understood."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"{name}: {sentence}")
        self.field = name


def text_of(parameters: Mapping[str, Any], name: str) -> str:
    value = parameters.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ShotError(name, "must be text")
    return value.strip()


def choice_of(parameters: Mapping[str, Any], name: str, known: tuple[str, ...], named: Any) -> str | None:
    value = parameters.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        for candidate in (value, value.upper(), value.lower()):
            if candidate in known:
                return candidate
        found: str | None = named(value)
        if found:
            return found
    raise ShotError(name, f"{value!r} is not known; use one of {', '.join(known)}")


def number_of(parameters: Mapping[str, Any], name: str, low: float, high: float) -> float | None:
    value = parameters.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        value = vocabulary.number_in(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ShotError(name, f"must be a number from {low:g} to {high:g}")
    return float(value)


def aspect_of(parameters: Mapping[str, Any]) -> float:
    value = parameters.get("aspectRatio")
    if value is None or value == "":
        return 16 / 9
    if isinstance(value, str):
        if value in ASPECTS:
            return ASPECTS[value]
        wide, _, tall = value.partition(":")
        try:
            value = float(wide) / float(tall or 1)
        except (ValueError, ZeroDivisionError):
            raise ShotError("aspectRatio", f"{value!r} is not a ratio such as 16:9") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.3 <= value <= 4.0:
        raise ShotError("aspectRatio", "must lie between 0.3 and 4")
    return float(value)


def props_of(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ShotError("props", "must be a list of words")
    found: list[str] = []
    for words in value:
        found += [p for p in vocabulary.props_in(words) if p not in found]
    return tuple(found)


def look_of(value: Any, at: str) -> tuple[float, float] | None:
    if value is None or value == "":
        return None
    words = {"left": (-40.0, 0.0), "right": (40.0, 0.0), "up": (0.0, 22.0), "down": (0.0, -24.0), "camera": (0.0, 0.0)}
    if isinstance(value, str) and value in words:
        return words[value]
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int | float) for v in value):
        return float(value[0]), float(value[1])
    raise ShotError(f"{at}.look", "must be left, right, up, down, camera, or [yaw, pitch] in degrees")
