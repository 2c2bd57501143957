"""Folders of shots that get other numbers: every file goes along, under the name that its new place asks for.

Numbers are names on disk, so a shot in another scene has other file names, and its sidecars say where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.paths import ProjectPath, padded
from app.domain.project import RENDERS
from app.domain.take import SIDECAR, Take
from app.errors import AuteurError
from app.services.films.film import FilmEdit, parse_record
from app.services.project_fs import ProjectFS

_IN_SHOT = re.compile(rf"({RENDERS}/Chapter_(\d+)/Scene_(\d+)/Shot_(\d+))/.+")


@dataclass(frozen=True)
class Relocation:
    """All that is below the folder `old` goes below `new`."""

    old: ProjectPath
    new: ProjectPath

    def path(self, path: str) -> ProjectPath:
        """Where a file goes. One that is not below `old` stays where it is."""
        if not path.startswith(f"{self.old}/"):
            return ProjectPath(path, studio=True)
        moved = ProjectPath(f"{self.new}{path[len(self.old) :]}", studio=True)
        before, after = _take_prefix(path), _take_prefix(moved)
        if before and after and moved.name.startswith(before):
            return moved.parent / f"{after}{moved.name[len(before) :]}"
        return moved

    def content(self, path: ProjectPath, content: bytes) -> bytes | Take:
        """What a file says at its new place: a sidecar tells where its take is now."""
        if not SIDECAR.fullmatch(path.name):
            return content
        try:
            take = parse_record(Take, content, path)
        except AuteurError:
            return content  # broken as it is, it goes along
        return self.take(take)

    def take(self, take: Take) -> Take:
        output = self.path(take.output.path)
        numbers = _numbers(output)
        if numbers is None:
            return take
        chapter, scene, shot = numbers
        return take.model_copy(
            update={
                "chapter": chapter,
                "scene": scene,
                "shot": shot,
                "output": take.output.model_copy(update={"path": str(output)}),
                "inputs": [one.model_copy(update={"path": str(self.path(one.path))}) for one in take.inputs],
            }
        )


def is_sidecar(path: ProjectPath) -> bool:
    return SIDECAR.fullmatch(path.name) is not None


def shot_folder_of(path: str) -> str | None:
    """The folder of the shot that a file is in."""
    found = _IN_SHOT.fullmatch(path)
    return found[1] if found else None


def move_files(edit: FilmEdit, relocation: Relocation) -> list[tuple[Take, Take]]:
    """Give all files their new places. Returns each take before and after, in the order of their names.

    Raises `BadPath` for a file whose name the studio would not give: it could not go along.
    """
    takes = []
    files = edit.files
    for path in _walk(files.fs, relocation.old):
        target = relocation.path(path)
        if not is_sidecar(path):
            files.move(path, target)
            continue
        before = files.fs.read_bytes(path)
        after = relocation.content(path, before)
        files.write(target, after)
        files.remove(path)
        if isinstance(after, Take):
            takes.append((parse_record(Take, before, path), after))
    files.remove(relocation.old)
    return takes


def _walk(fs: ProjectFS, folder: ProjectPath) -> Iterator[ProjectPath]:
    for entry in fs.list(folder):
        path = ProjectPath(f"{folder}/{entry.name}", studio=True)
        if entry.is_dir:
            yield from _walk(fs, path)
        else:
            yield path


def _numbers(path: str) -> tuple[int, int, int] | None:
    found = _IN_SHOT.fullmatch(path)
    return (int(found[2]), int(found[3]), int(found[4])) if found else None


def _take_prefix(path: str) -> str | None:
    """What the names of takes begin with in the shot's folder that `path` is in: `S02_S04_take`."""
    numbers = _numbers(path)
    return f"S{padded(numbers[1])}_S{padded(numbers[2])}_take" if numbers else None
