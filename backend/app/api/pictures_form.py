"""A form with pictures for a character's slots: each part is a file, and its field is the slot that it is for."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi import Request

from app.api.form_parts import Write, read_parts
from app.domain.variations import MAX_VARIATIONS
from app.errors import Invalid
from app.services.uploads.incoming import Upload

_SLOT = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_MAX_SLOT = 60


class PicturesForm:
    """`expect` begins to take in the picture for a slot. Whoever reads a form closes it."""

    def __init__(self, expect: Callable[[str], Upload]) -> None:
        self._expect = expect
        self._uploads: dict[str, Upload] = {}

    def close(self) -> None:
        for upload in self._uploads.values():
            upload.close()

    async def read(self, request: Request) -> None:
        await read_parts(request, self._begin)

    def come(self) -> list[tuple[str, Upload]]:
        """The pictures with their slots. Raises `Invalid` when there are none."""
        if not self._uploads:
            raise Invalid("The form needs at least one picture, in a field with the name of its slot.", errors=[])
        return list(self._uploads.items())

    def _begin(self, slot: str, file: str | None) -> Write | None:
        if file is None:
            return None
        if not _SLOT.fullmatch(slot) or len(slot) > _MAX_SLOT:
            raise Invalid(f"“{slot[:80]}” is no name of a slot.", errors=[])
        if slot in self._uploads:
            raise Invalid(f"There are two pictures for {slot}.", errors=[])
        if len(self._uploads) > MAX_VARIATIONS:
            raise Invalid(f"A character may have {MAX_VARIATIONS} variations.", errors=[])
        self._uploads[slot] = upload = self._expect(slot)
        return upload.write
