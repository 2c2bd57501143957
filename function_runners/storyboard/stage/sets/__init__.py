"""The sets: rooms and open places, each dressed by its own function."""

from __future__ import annotations

from function_runners.storyboard.stage.sets import homes, interiors, nature, urban, venues
from function_runners.storyboard.stage.sets.base import SETS, Dressing, Stage, dressed_set

__all__ = ["SETS", "Dressing", "Stage", "dressed_set", "homes", "interiors", "nature", "urban", "venues"]
