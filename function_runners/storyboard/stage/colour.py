"""Colours as people write them and as light is reckoned."""

from __future__ import annotations

import re

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$")

NAMED = {
    "black": "#1b1b1f", "white": "#e9e4d8", "grey": "#83868b", "gray": "#83868b", "silver": "#aeb3b8",
    "red": "#b23a2e", "crimson": "#9c2436", "orange": "#c8702c", "yellow": "#d0a63a", "gold": "#bf953a",
    "green": "#4c7048", "olive": "#6b6b3c", "teal": "#2f6d73", "blue": "#35608c", "navy": "#26344f",
    "purple": "#6a4a7c", "violet": "#6a4a7c", "pink": "#cc8a92", "brown": "#6e4a34", "beige": "#c9b694",
    "cream": "#e2d6b8", "tan": "#b08e64", "maroon": "#6e2a30", "blond": "#b8904e", "blonde": "#b8904e",
    "ginger": "#a3562a", "turquoise": "#3f8f8c",
}  # fmt: skip


def is_colour(text: str) -> bool:
    return text.lower() in NAMED or bool(_HEX.match(text))


def linear(text: str) -> tuple[float, float, float]:
    """Linear red, green, blue from #rgb, #rrggbb or a name. Raises ValueError on anything else."""
    match = _HEX.match(NAMED.get(text.lower(), text))
    if not match:
        raise ValueError(f"{text!r} is not a colour")
    digits = match.group(1)
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    r, g, b = (_linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return r, g, b


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)
