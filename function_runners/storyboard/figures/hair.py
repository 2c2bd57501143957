"""Hair styles, and growing one on a body."""

from __future__ import annotations

from functools import lru_cache

from function_runners.storyboard.figures.coat import HairStyle, coat_of
from function_runners.storyboard.figures.layer import Layer
from function_runners.storyboard.figures.scalp import head_of
from function_runners.storyboard.figures.tails import bun_of, tail_of

HAIR_STYLES: dict[str, HairStyle] = {
    "short": HairStyle(0.021, 0.009, 0.012, 0.019, swept=True, fringe=3, strands=0.0038, recede=1.0),
    "crop": HairStyle(0.008, 0.004, 0.005, 0.007, strands=0.0010, swept=True, recede=1.0),
    "side_part": HairStyle(0.027, 0.010, 0.012, 0.025, parting=0.034, swept=True, strands=0.0036, recede=1.0),
    "bob": HairStyle(
        0.019, 0.021, 0.022, 0.017, parting=0.022, fringe=17, curtain=0.105, curtain_from=52, strands=0.0030
    ),
    "long": HairStyle(0.018, 0.019, 0.020, 0.014, parting=0.0, curtain=0.34, curtain_from=60, strands=0.0034),
    "ponytail": HairStyle(0.011, 0.008, 0.010, 0.009, swept=True, strands=0.0018, tie="ponytail"),
    "bun": HairStyle(0.012, 0.009, 0.011, 0.010, swept=True, strands=0.0018, tie="bun"),
    "braid": HairStyle(0.012, 0.010, 0.012, 0.010, parting=0.0, strands=0.0020, tie="braid"),
    "curly": HairStyle(0.026, 0.022, 0.026, 0.022, curls=0.016, fringe=8, curtain=0.075, curtain_from=66),
    "afro": HairStyle(0.072, 0.060, 0.066, 0.050, curls=0.011),
    "balding": HairStyle(0.006, 0.009, 0.010, 0.004, scalp=False, begins=22, strands=0.0020, recede=1.0),
    "bald": HairStyle(scalp=False),
}


@lru_cache(maxsize=48)
def grow(name: str, style: str) -> tuple[Layer, ...]:
    """The layers of hair of a style on a body at rest, by their names."""
    cut = HAIR_STYLES[style]
    if not cut.top:
        return ()
    head = head_of(name)
    layers = [coat_of(head, cut)]
    if cut.tie == "bun":
        layers.append(bun_of(head))
    elif cut.tie:
        layers += tail_of(head, cut.tie == "braid")
    return tuple(layers)
