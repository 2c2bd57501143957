"""The words of the storyboard vocabulary: what people write, and what it means to the stage.

Keys are phrases in lower case; a phrase also matches with a plural -s. `docs/storyboard_vocabulary.md` explains them.
"""

from __future__ import annotations

from function_runners.storyboard.words.actions import FACINGS, POSE_FALLBACKS, POSES, RELATIONS, SITTING_WORDS
from function_runners.storyboard.words.camera import ANGLES, MOVEMENTS, SIZES
from function_runners.storyboard.words.people import (
    AGES,
    BEARDS,
    EXPRESSIONS,
    GARMENTS,
    HAIR,
    HAIR_COLOURS,
    NAMES,
    NUMBERS,
    OUTFITS,
    PEOPLE,
    PRONOUNS,
    UNIFORMS,
)
from function_runners.storyboard.words.places import INTERIOR, MOODS, PLACES, TIMES, WEATHER
from function_runners.storyboard.words.things import PROPS

__all__ = ["AGES", "ANGLES", "BEARDS", "EXPRESSIONS", "FACINGS", "GARMENTS", "HAIR", "HAIR_COLOURS", "INTERIOR", "MOODS", "MOVEMENTS", "NAMES", "NUMBERS", "OUTFITS", "PEOPLE", "PLACES", "POSES", "POSE_FALLBACKS", "PRONOUNS", "PROPS", "RELATIONS", "SITTING_WORDS", "SIZES", "TIMES", "UNIFORMS", "WEATHER"]  # fmt: skip
