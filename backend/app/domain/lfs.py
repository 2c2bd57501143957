"""What a film keeps in Git LFS: the patterns, as film-makers write them and as `.gitattributes` holds them."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import StringConstraints

from app.domain.paths import ProjectPath
from app.domain.records import Message, Record
from app.errors import Conflict, Invalid

LARGE_FILE = 2**20
"""From this size on, a file that is kept in Git itself is pointed out."""
LINE_END = "filter=lfs diff=lfs merge=lfs -text"
_FORBIDDEN = re.compile(r'[\s"\\\x00-\x1f\x7f{}]|\*\*\*')
_ENDING = re.compile(r"\*\.([A-Za-z0-9_-]+)")
_ANY_CASE = re.compile(r"\[(.)(.)\]")
_TEXT = re.compile(r"\.(json|md|txt|fountain|fdx|csv|srt|vtt|edl|otio)", re.IGNORECASE)


class BadPattern(Invalid):
    """That is no pattern of files that can be kept in LFS."""

    code = "bad_pattern"


class KeptInLfs(Conflict):
    """These files cannot be taken out of LFS."""

    code = "kept_in_lfs"


class LfsPattern(Record):
    """`files` and `bytes`: what the film's last commit keeps in LFS because of it."""

    pattern: str
    line: str
    """As it stands in `.gitattributes`: `*.png` is written so that it also means `*.PNG`."""
    files: int = 0
    bytes: int = 0
    kept: str | None = None
    """Why it cannot be taken away."""


class LfsCandidate(Record):
    """A large file that is not kept in LFS, and the pattern that would change that."""

    path: str
    bytes: int
    pattern: str
    """Empty where no pattern would be accepted."""


class LfsState(Record):
    patterns: list[LfsPattern]
    files: int
    bytes: int
    missing: list[str]
    """Files whose object is not in the film's store; at most the first hundred."""
    missing_count: int
    candidates: list[LfsCandidate]
    """The largest ones."""
    candidate_count: int


class LfsPlan(Record):
    """What taking a pattern in, or away, would do: these files change their place in one commit."""

    pattern: str
    tracked: bool
    """Whether the film has it already."""
    files: int
    bytes: int
    examples: list[str]


class WantedPattern(Message):
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


def as_line(pattern: str) -> str:
    """The pattern as it is written into `.gitattributes`. Raises `BadPattern`."""
    if _FORBIDDEN.search(pattern) or pattern[:1] in ("!", "#", "/", "[") or not pattern.isprintable():
        raise BadPattern("A pattern has no spaces, quotes or backslashes, and begins with no '/', '!', '#' or '['.")
    if any(part in ("", ".", "..", "**") for part in pattern.split("/")):
        raise BadPattern("Name an ending such as *.psd, or a folder with one, such as 04_Project_Files/*.aep.")
    ending = _ENDING.fullmatch(pattern)
    if ending is not None:
        return "*." + "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in ending[1])
    return pattern


def as_shown(line: str) -> str:
    """The pattern as a person writes it."""
    return _ANY_CASE.sub(lambda pair: pair[1] if pair[1].upper() == pair[2] else pair[0], line)


def suggested(path: ProjectPath) -> str:
    """The pattern that would keep this file and its like in LFS, or nothing for text."""
    return "" if not path.suffix or _TEXT.fullmatch(path.suffix) else f"*{path.suffix}"


def refuse_own_text(paths: list[str]) -> None:
    """Raise `BadPattern` when a pattern catches what must stay text: the film's records and documents."""
    if paths:
        raise BadPattern(f"That would put {paths[0]} into LFS: records and documents of a film stay text.")


def is_text(path: str) -> bool:
    """Whether this is a record or a document, whose changes Git must be able to show."""
    name = path.rpartition("/")[2]
    return name.startswith(".git") or _TEXT.fullmatch(f".{name.rpartition('.')[2]}") is not None


OWN_TEXT = ("project.json", ".gitattributes", ".gitignore", "03_Renders/Chapter_01/Scene_01/Shot_01/shot.json",
            "03_Renders/Chapter_01/Scene_01/Shot_01/S01_S01_take01.json", "02_Source_Creative/Treatments/Idea.md",
            "02_Source_Creative/Scripts/Script.fountain", "02_Source_Creative/ShotLists/List.csv")  # fmt: skip
