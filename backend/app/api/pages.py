"""Lists in pages: items, their total, and where the next page starts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from app.errors import BadRequest

T = TypeVar("T")
S = TypeVar("S")


class Page(BaseModel, Generic[T]):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True)

    items: list[T]
    total: int
    next_cursor: str | None = None


def page_of(found: Sequence[S], limit: int, cursor: str | None, show: Callable[[S], T]) -> Page[T]:
    """One page of an already ordered list; only its own items are shown. The cursor is the offset."""
    try:
        start = int(cursor) if cursor else 0
    except ValueError:
        start = -1
    if start < 0:
        raise BadRequest("That cursor is not one that the studio gave.")
    end = start + limit
    return Page(
        items=[show(item) for item in found[start:end]],
        total=len(found),
        next_cursor=str(end) if end < len(found) else None,
    )
