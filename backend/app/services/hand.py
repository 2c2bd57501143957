"""Whose hand is at work: the request that is being answered, and the commits that it made."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass
class Hand:
    client: str | None = None
    """The browser or program, as it names itself: a label, not a right."""
    commits: list[str] = field(default_factory=list)


HAND: ContextVar[Hand | None] = ContextVar("hand", default=None)
