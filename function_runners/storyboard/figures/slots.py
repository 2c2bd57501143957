"""The kinds of surface a figure is made of; whoever paints it gives each a material."""

from __future__ import annotations

from enum import IntEnum


class Slot(IntEnum):
    """What one face of a figure is."""

    SKIN = 0
    TOP = 1
    BOTTOM = 2
    SHOES = 3
    HAIR = 4
    EYE = 5
    IRIS = 6
    BROW = 7
    LIP = 8
    PUPIL = 9
    LASH = 10
    MOUTH = 11
    TEETH = 12
    OUTER = 13
    TRIM = 14
