"""The words of a text, and finding phrases of a table among them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value")
_WORD = re.compile(r"[a-zA-Zé0-9'’]+|[,.;:!?]")


class Tokens:
    """The words of a text with phrase look-up; a consumed word is not found a second time."""

    def __init__(self, text: str) -> None:
        spaced = re.sub(r"['’\-/_]", " ", text)
        self.original = _WORD.findall(spaced)
        self.lower = [w.lower() for w in self.original]
        self.free = [True] * len(self.lower)

    def all(self, table: Mapping[str, Value], consume: bool = False) -> list[tuple[int, Value]]:
        """Every phrase of the table in order of appearance, the longest first at each word."""
        longest = max(len(k.split()) for k in table)
        found: list[tuple[int, Value]] = []
        i = 0
        while i < len(self.lower):
            for n in range(min(longest, len(self.lower) - i), 0, -1):
                if not all(self.free[i : i + n]):
                    continue
                value = _looked_up(table, " ".join(self.lower[i : i + n]))
                if value is not None:
                    found.append((i, value))
                    if consume:
                        self.free[i : i + n] = [False] * n
                    i += n - 1
                    break
            i += 1
        return found

    def first(self, table: Mapping[str, Value], consume: bool = False) -> Value | None:
        found = self.all(table, consume)
        return found[0][1] if found else None

    def phrase(self, at: int, table: Mapping[str, Value]) -> Value | None:
        for n in range(3, 0, -1):
            value = _looked_up(table, " ".join(self.lower[at : at + n]))
            if value is not None:
                return value
        return None


def _looked_up(table: Mapping[str, Value], phrase: str) -> Value | None:
    if phrase in table:
        return table[phrase]
    if phrase.endswith("s") and phrase[:-1] in table:
        return table[phrase[:-1]]
    if phrase.endswith("es") and phrase[:-2] in table:
        return table[phrase[:-2]]
    return None
