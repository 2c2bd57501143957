"""The prop store: things a set is dressed with, each a few solids in its own frame (front towards −v, standing on w = 0)."""

from __future__ import annotations

from function_runners.storyboard.stage.props import (
    furniture,
    handheld,
    nature,
    openings,
    rooms,
    street,
    tableware,
    vehicles,
)
from function_runners.storyboard.stage.props.store import PROPS, Prop, put

__all__ = [
    "PROPS",
    "Prop",
    "furniture",
    "handheld",
    "nature",
    "openings",
    "put",
    "rooms",
    "street",
    "tableware",
    "vehicles",
]
