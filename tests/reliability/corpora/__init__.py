"""Bad input, kept as data. Every line is a case; a find of a fuzzer becomes a line here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def lines_of(name: str) -> list[str]:
    """The lines of a text corpus; `#` starts a comment line, and a line in quotes is JSON."""
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [json.loads(line) if line.startswith('"') else line for line in lines if line and not line.startswith("#")]


def cases_of(name: str) -> list[Any]:
    """The cases of a JSON corpus."""
    cases: list[Any] = json.loads((HERE / name).read_text("utf-8"))
    return cases
