"""Tables as comma-separated values (RFC 4180) that office programs open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Office programs run what begins like this; other signs that look the same count as they do."""
_WIDE = ("＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """A cell's text; one that begins like a formula gets an apostrophe, which says that it is words."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULAS + _WIDE) else text


def table(rows: Iterable[Sequence[object]], line_end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()
