"""Names and paths inside a project.

`ProjectPath` is a different type from a path on disk: relative, `/`-separated, every component checked. The rules are
those of the strictest system that may open the film (Windows names, case twins, Git's own folder), so that a project
can travel.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from app.errors import BadPath

MAX_COMPONENT_BYTES = 200  # file systems stop at 255; the rest is room for temporary suffixes
MAX_PATH_BYTES = 900

_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"} | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"
}
_GIT_NAMES = {".git", ".gitmodules", ".lfsconfig", ".gitattributes", ".gitignore"}
_FORBIDDEN = set('\\:*?"<>|')
# Characters that nobody sees, that turn the line around, or that HFS+ ignores: `.g<zero width>it` would be `.git` there.
_IGNORABLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def name_key(name: str) -> str:
    """Two names with one key would be the same file on some system."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


@lru_cache(maxsize=4096)
def check_name(name: str, *, studio: bool = False) -> str:
    """Return the name in NFC, or raise `BadPath` saying what is wrong with it.

    `studio` allows the files that only the studio itself writes (`.gitignore`, `.gitattributes`).
    """
    if not name or name in (".", ".."):
        raise BadPath("A file name may not be empty, '.' or '..'.")
    try:
        name = unicodedata.normalize("NFC", name)
        size = len(name.encode())
    except UnicodeEncodeError:
        raise BadPath("A file name must be valid Unicode.") from None
    if size > MAX_COMPONENT_BYTES:
        raise BadPath(f"A file name may have at most {MAX_COMPONENT_BYTES} bytes.")
    for char in name:
        if char in _FORBIDDEN or char == "/":
            raise BadPath(f"A file name may not contain {char!r}.")
        if unicodedata.category(char) in ("Cc", "Cs") or _IGNORABLE.match(char):
            raise BadPath("A file name may not contain control or invisible characters.")
    if name[-1] in ". " or name[0] == " ":
        raise BadPath("A file name may not begin or end with a space or end with a dot.")
    plain = name_key(name)
    if plain.split(".")[0].rstrip(" ") in _DEVICES:
        raise BadPath(f"{name!r} is the name of a device on some systems.")
    git_like = plain.split("::")[0].rstrip(". ")
    if git_like == ".git" or re.fullmatch(r"git~\d+", git_like) or (git_like in _GIT_NAMES and not studio):
        raise BadPath(f"{name!r} belongs to Git.")
    return name


class ProjectPath(str):
    """A checked path of a file or folder, relative to its project; the empty path is the project itself."""

    __slots__ = ()

    def __new__(cls, path: str, *, studio: bool = False) -> ProjectPath:
        if isinstance(path, ProjectPath):
            return path
        if path in ("", "."):
            return str.__new__(cls, "")
        if path.startswith("/"):
            raise BadPath("A path in a project is relative; it may not begin with '/'.")
        parts = [check_name(part, studio=studio) for part in path.rstrip("/").split("/")]
        joined = "/".join(parts)
        if len(joined.encode()) > MAX_PATH_BYTES:
            raise BadPath(f"A path may have at most {MAX_PATH_BYTES} bytes.")
        return str.__new__(cls, joined)

    @property
    def parts(self) -> list[str]:
        return self.split("/") if self else []

    @property
    def name(self) -> str:
        return self.rsplit("/", 1)[-1]

    @property
    def parent(self) -> ProjectPath:
        return str.__new__(ProjectPath, self.rpartition("/")[0])

    @property
    def suffix(self) -> str:
        """The ending in lower case, with its dot, or nothing."""
        stem, dot, ending = self.name.rpartition(".")
        return f".{ending.lower()}" if dot and stem else ""

    def __truediv__(self, name: str) -> ProjectPath:
        return ProjectPath(f"{self}/{name}" if self else name)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def parse(value: str) -> ProjectPath:
            try:
                return cls(value)
            except BadPath as error:
                raise ValueError(error.detail) from None

        return core_schema.no_info_after_validator_function(
            parse, core_schema.str_schema(), serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


def folder_name(name: str) -> str:
    """A film's folder from its name: `My Film: Part 2` → `My_Film_Part_2`. Raises `BadPath` when nothing is left."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(c if (c.isalnum() or c in "-_. ") and not _IGNORABLE.match(c) else " " for c in text)
    text = "_".join(text.split()).strip("._ ")
    while len(text.encode()) > 120:
        text = text[:-1]
    if not text:
        raise BadPath("A name needs at least one letter or digit.")
    if name_key(text).split(".")[0] in _DEVICES:
        text = f"{text}_film"
    return check_name(text)


def padded(number: int) -> str:
    """Two digits at least; a hundred and more grow."""
    return f"{number:02d}"
