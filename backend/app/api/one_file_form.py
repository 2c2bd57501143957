"""A form with one file in it, written to the disk while it streams in: a film may be larger than any memory."""

from __future__ import annotations

from pathlib import Path

from fastapi import Request

from app.api.form_parts import Write, read_parts
from app.errors import Invalid


async def receive_file(request: Request, target: Path, field: str = "file") -> None:
    """Put the content of the form's `field` at `target`. Raises `BadRequest` for a form that ends early or is none."""
    found = 0
    with target.open("xb") as out:

        def begin(name: str, file: str | None) -> Write | None:
            nonlocal found
            if name != field or file is None:
                return None
            found += 1
            return _keep if found == 1 else None

        def _keep(data: bytes) -> None:
            out.write(data)

        await read_parts(request, begin)
    if found != 1:
        raise Invalid(f"The form needs one file in the field “{field}”.")
