"""Several files and folders at once: what is asked, and what stands in the way of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.film_file import PathText
from app.domain.ids import ItemId
from app.domain.paths import MAX_PATH_BYTES, ProjectPath
from app.domain.records import Message, Record
from app.errors import Conflict

MOST_AT_ONCE = 10_000
MOST_NAMED = 100
"""So many obstacles are named; how many there are is told in any case."""

Several = Annotated[list[PathText], Field(min_length=1, max_length=MOST_AT_ONCE)]
FolderText = Annotated[str, StringConstraints(max_length=MAX_PATH_BYTES)]


class FilesMove(Message):
    """Files and folders that go into one folder and keep their names."""

    paths: Several
    to: FolderText
    """The folder; it is made where it is not there yet. Empty: the film's own."""


class FilesDeletion(Message):
    paths: Several


class NewFolder(Message):
    path: PathText


class TrashRestore(Message):
    ids: Annotated[list[ItemId], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Moved(Record):
    """Where files and folders are now, in the order in which they were named."""

    paths: list[str]


class InTheWay(Conflict):
    """Something stands in the way, so nothing was changed."""

    code = "in_the_way"


class Obstacles:
    """What stands in the way of a change of many files, collected so that a person hears of all of it at once."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def add(self, path: str, why: str) -> None:
        self._found.setdefault(path, why)

    def __contains__(self, path: str) -> bool:
        return path in self._found

    def refuse(self) -> None:
        """Raises `InTheWay`, with the first of them by name in `errors`, when there are any."""
        if not self._found:
            return
        path, why = next(iter(self._found.items()))
        more = f" {len(self._found) - 1} more cannot either." if len(self._found) > 1 else ""
        named = list(self._found.items())[:MOST_NAMED]
        errors = [{"loc": [one], "msg": reason} for one, reason in named]
        raise InTheWay(f"Nothing was changed. {path}: {why}{more}", errors=errors)


def outermost(paths: Iterable[str]) -> list[ProjectPath]:
    """Each once, without those that lie in another one of them. Raises `BadPath`."""
    wanted = dict.fromkeys(ProjectPath(path) for path in paths)

    def is_below(path: ProjectPath) -> bool:
        above = path.parent
        while above:
            if above in wanted:
                return True
            above = above.parent
        return False

    return [path for path in wanted if not is_below(path)]


def titled(paths: Sequence[ProjectPath]) -> str:
    """What a sentence calls them: the one by its path, several by their number and the folder where they lie."""
    if len(paths) == 1:
        return str(paths[0])
    folders = {path.parent for path in paths}
    where = f" in {next(iter(folders)) or 'the film'}" if len(folders) == 1 else ""
    return f"{len(paths)} things{where}"
