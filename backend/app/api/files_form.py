"""A form with files and the name of the folder that they go to, in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from fastapi import Request

from app.api.form_parts import Write, read_parts
from app.domain.asset import Category
from app.domain.paths import MAX_PATH_BYTES, ProjectPath, check_name
from app.errors import Invalid
from app.services.uploads.incoming import Upload

MAX_FORM_BYTES = 256 * 2**20
"""Larger files are sent one by one, each as a body of its own."""


class FilesForm:
    """`expect` begins to take in a file of that name. Whoever reads a form closes it."""

    def __init__(self, expect: Callable[[str], Upload]) -> None:
        self._expect = expect
        self._uploads: list[tuple[str, Upload]] = []
        self._fields: dict[str, bytearray] = {}

    def close(self) -> None:
        for _, upload in self._uploads:
            upload.close()

    async def read(self, request: Request) -> None:
        await read_parts(request, self._begin)

    def come(self) -> list[tuple[str, Upload]]:
        """The files under the paths that they are to have. Raises `Invalid`, `BadPath`."""
        folder = self._folder()
        if not self._uploads:
            raise Invalid("The form needs at least one file in the field “file”.", errors=[])
        return [(folder / name, upload) for name, upload in self._uploads]

    def _begin(self, field: str, file: str | None) -> Write | None:
        if field == "file" and file is not None:
            name = check_name(file)
            upload = self._expect(name)
            self._uploads.append((name, upload))
            return upload.write
        if field in ("path", "category") and file is None:
            if field in self._fields:
                raise Invalid(f"The form has the field “{field}” twice.", errors=[])
            self._fields[field] = kept = bytearray()

            def keep(data: bytes) -> None:
                kept.extend(data)
                if len(kept) > MAX_PATH_BYTES:
                    raise Invalid(f"The field “{field}” is too long.", errors=[])

            return keep
        return None

    def _folder(self) -> ProjectPath:
        path, category = self._field("path"), self._field("category")
        if (path is None) == (category is None):
            raise Invalid("The form needs the field “path” or the field “category”.", errors=[])
        if category is None:
            return ProjectPath(path or "")
        if category not in get_args(Category):
            raise Invalid(f"The category is one of {', '.join(get_args(Category))}.", errors=[])
        return ProjectPath("01_Assets") / category.capitalize()

    def _field(self, name: str) -> str | None:
        try:
            return self._fields[name].decode() if name in self._fields else None
        except UnicodeDecodeError:
            raise Invalid(f"The field “{name}” is no text.", errors=[]) from None
