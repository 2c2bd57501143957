"""Text that has to stay on one line: a name, the sentence of a commit."""

from __future__ import annotations

import re

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Everything that ends a line somewhere, and the other characters that only steer."""


def one_line(text: str) -> str:
    """The same text with a space for every break, so that nothing in it can pass for a line of its own."""
    return text if text.isprintable() else _BREAKS.sub(" ", text)  # a film has ten thousand names
