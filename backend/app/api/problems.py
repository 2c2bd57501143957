"""What every error looks like: problem details (RFC 9457) with a stable `code`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


class FieldError(BaseModel):
    loc: list[str | int]
    msg: str


class Problem(BaseModel):
    """What every error looks like."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FieldError] | None = None
    commit: str | None = None
    """The change that stands in the way of an undo."""


def problem_body(path: str, status: int, code: str, title: str, detail: str, **extra: Any) -> dict[str, Any]:
    """The fields of a problem; extra ones that are None are left out."""
    return {
        "type": f"https://auteur.local/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": path,
        "code": code,
        **{name: value for name, value in extra.items() if value is not None},
    }
