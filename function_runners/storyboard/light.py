"""Light by time of day and mood: where the key comes from, how strong, what colour, and the air between."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Hour:
    """A time of day. The key stands `height` degrees up and `side` degrees off the camera's own direction."""

    height: float
    side: float
    key: Colour
    above: Colour
    below: Colour
    zenith: Colour
    horizon: Colour
    fog: Colour
    fog_density: float
    sun: float = 0.0
    stars: float = 0.0
    cloud: float = 0.8
    exposure: float = 1.0
    rim: float = 0.22
    fill: float = 0.12
    room_key: Colour = (1.0, 0.95, 0.86)
    outside: Colour = (0.80, 0.88, 0.95)
    lamps: float = 0.4


HOURS: dict[str, Hour] = {
    "dawn": Hour(16, 62, (1.30, 0.80, 0.60), (0.34, 0.38, 0.48), (0.18, 0.15, 0.15), (0.24, 0.32, 0.50),
                 (0.95, 0.66, 0.52), (0.66, 0.54, 0.50), 0.010, sun=0.8, exposure=1.10,
                 room_key=(1.00, 0.76, 0.60), outside=(0.98, 0.74, 0.60), lamps=0.5),
    "morning": Hour(30, 48, (1.50, 1.28, 1.00), (0.42, 0.48, 0.56), (0.26, 0.23, 0.19), (0.24, 0.44, 0.76),
                    (0.86, 0.86, 0.82), (0.74, 0.76, 0.76), 0.006, sun=0.6, exposure=1.08,
                    room_key=(1.10, 0.98, 0.80), outside=(0.95, 0.92, 0.84)),
    "day": Hour(50, 40, (1.50, 1.42, 1.26), (0.44, 0.51, 0.60), (0.28, 0.26, 0.22), (0.20, 0.42, 0.78),
                (0.76, 0.84, 0.92), (0.70, 0.78, 0.86), 0.004, sun=0.4, exposure=1.14,
                room_key=(1.05, 1.00, 0.92), outside=(0.86, 0.93, 1.00)),
    "golden": Hour(17, -58, (1.85, 1.20, 0.66), (0.36, 0.35, 0.42), (0.28, 0.20, 0.14), (0.28, 0.38, 0.60),
                   (1.15, 0.70, 0.36), (0.88, 0.56, 0.34), 0.008, sun=1.2, rim=0.5, fill=0.16,
                   room_key=(1.35, 0.86, 0.46), outside=(1.20, 0.78, 0.42), lamps=0.6),
    "dusk": Hour(14, -66, (0.98, 0.50, 0.40), (0.27, 0.29, 0.46), (0.15, 0.13, 0.18), (0.09, 0.13, 0.32),
                 (0.74, 0.38, 0.36), (0.32, 0.25, 0.36), 0.007, sun=0.6, stars=0.25, exposure=1.18, rim=0.35,
                 fill=0.14, room_key=(0.80, 0.62, 0.58), outside=(0.36, 0.32, 0.52), lamps=1.0),
    "night": Hour(44, -50, (0.30, 0.40, 0.68), (0.062, 0.086, 0.165), (0.030, 0.036, 0.066), (0.008, 0.014, 0.050),
                  (0.045, 0.065, 0.14), (0.036, 0.054, 0.115), 0.012, stars=0.75, cloud=0.45, exposure=1.05, rim=0.55,
                  fill=0.09, room_key=(0.42, 0.41, 0.48), outside=(0.030, 0.048, 0.10), lamps=1.15),
}  # fmt: skip


@dataclass(frozen=True)
class Mood:
    """What a mood does to the light: a tint, more or less key, fill and rim, mist, and the edge of the frame."""

    tint: Colour = (1.0, 1.0, 1.0)
    exposure: float = 1.0
    key: float = 1.0
    fill: float = 1.0
    fog: float = 1.0
    colour: float = 1.0
    vignette: float = 0.10


MOODS: dict[str, Mood] = {
    "neutral": Mood(),
    "tense": Mood((0.93, 1.0, 1.05), 0.92, 1.15, 0.70, 1.1, 0.90, 0.20),
    "warm": Mood((1.08, 1.0, 0.88), 1.03, 1.0, 1.10),
    "cold": Mood((0.88, 0.98, 1.12), 0.98, 0.9, 1.0, 1.3, 0.85),
    "eerie": Mood((0.88, 1.06, 0.93), 0.84, 0.95, 0.70, 2.2, 0.75, 0.24),
    "romantic": Mood((1.09, 0.97, 0.96), 1.03, 1.0, 1.15),
    "bleak": Mood((0.96, 0.98, 1.02), 0.90, 0.60, 1.10, 1.8, 0.50, 0.14),
    "joyful": Mood((1.04, 1.02, 0.94), 1.08, 1.1, 1.15, 0.7, 1.15, 0.04),
    "sad": Mood((0.93, 0.97, 1.06), 0.92, 0.75, 0.95, 1.4, 0.72, 0.16),
    "dreamy": Mood((1.03, 0.99, 1.05), 1.08, 0.85, 1.30, 2.0, 0.85, 0.02),
    "mysterious": Mood((0.93, 0.97, 1.09), 0.84, 1.05, 0.65, 1.9, 0.80, 0.24),
}  # fmt: skip


@dataclass(frozen=True)
class Lamp:
    """A practical light in the picture: where it is, its colour times strength, and its reach in metres."""

    place: tuple[float, float, float]
    colour: Colour
    reach: float = 2.2


@dataclass(frozen=True)
class Lighting:
    """Everything the painter needs to know about light. Colours are linear."""

    direction: tuple[float, float, float]
    key: Colour
    above: Colour
    below: Colour
    fill: float
    rim: float
    fog: Colour
    fog_density: float
    zenith: Colour
    horizon: Colour
    cloud: float
    sun: float
    stars: float
    exposure: float
    wet: float
    gobo: int
    lamps: tuple[Lamp, ...]
    colour: float
    vignette: float


def _times(a: Colour, b: Colour, k: float = 1.0) -> Colour:
    return a[0] * b[0] * k, a[1] * b[1] * k, a[2] * b[2] * k


def lighting(
    hour_name: str, mood_name: str, interior: bool, azimuth: float, weather: str, lamps: tuple[Lamp, ...], gobo: int
) -> Lighting:
    """The light for a shot whose camera looks from `azimuth` degrees (0 = from −y, turning towards +x).

    The key is set from the camera's side of the subject, as a gaffer would, so that faces are never in the dark.
    """
    hour, mood = HOURS[hour_name], MOODS[mood_name]
    height, side = (hour.height, hour.side) if not interior else (34.0, hour.side * 0.85)
    bearing, up = math.radians(azimuth + side), math.radians(height)
    direction = (math.cos(up) * math.sin(bearing), -math.cos(up) * math.cos(bearing), math.sin(up))
    key = _times(hour.room_key if interior else hour.key, mood.tint, mood.key)
    above = _times(hour.above, mood.tint, mood.fill)
    below = _times(hour.below, mood.tint, mood.fill)
    fog_density, cloud, wet, sun = (0.0 if interior else hour.fog_density * mood.fog), hour.cloud, 0.0, hour.sun
    zenith, horizon, fog = (_times(c, mood.tint) for c in (hour.zenith, hour.horizon, hour.fog))
    if interior:
        lift = 0.10 if hour_name not in ("night", "dusk") else 0.055
        above = tuple(0.55 * c + lift for c in above)  # type: ignore[assignment]
        below = tuple(0.80 * c + 0.5 * lift for c in below)  # type: ignore[assignment]
    elif weather in ("rain", "snow", "fog", "overcast", "storm"):
        key = _times(key, (0.42, 0.45, 0.50) if hour_name != "night" else (0.8, 0.8, 0.8))
        above = tuple(c * (1.25 if hour_name != "night" else 1.0) for c in above)  # type: ignore[assignment]
        grey = float(np.mean(horizon)) * 0.85
        horizon = tuple(0.35 * c + 0.65 * grey for c in horizon)  # type: ignore[assignment]
        zenith = tuple(0.35 * c + 0.65 * grey * 0.8 for c in zenith)  # type: ignore[assignment]
        fog = tuple(0.45 * c + 0.55 * grey for c in fog)  # type: ignore[assignment]
        cloud, sun = 0.25, 0.0
        if weather == "fog" and hour_name in ("night", "dusk"):
            fog = tuple(1.5 * c + 0.05 for c in fog)  # type: ignore[assignment]
        fog_density = max(fog_density * 1.8, 0.055 if weather == "fog" else 0.014)
        wet = 0.9 if weather in ("rain", "storm") else 0.0
    stars = hour.stars if weather == "clear" and not interior else 0.0
    return Lighting(
        direction, key, above, below, hour.fill * mood.fill, hour.rim, fog, fog_density, zenith, horizon, cloud, sun,
        stars, hour.exposure * mood.exposure, wet, gobo, lamps, mood.colour, mood.vignette,
    )  # fmt: skip
